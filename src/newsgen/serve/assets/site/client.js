/*
 * Keeps a page of the site current, and shows its problems.
 *
 * The server adds this script to every page. It receives notes about the page as server-sent
 * events. If the digest in the notes is not that of the page, the page is fetched again and changed
 * in place. The panel is in a shadow tree next to <body>, so that neither the theme nor a change of
 * the page can affect it.
 *
 * Scripts of the site run in the same page, so this script knows no secret: the desk has another
 * origin.
 */

import { labelLinks } from "./labels.js";
import { drawPanel, showOffline } from "./panel.js";
import { fetchPage, refresh, restoreScroll } from "./refresh.js";
import { isFramed, ownScript, PREFIX, page, state } from "./state.js";

let stream = null;
let pause = 0; // milliseconds before the next attempt
let waiting = 0;

/** Listen while the page is visible: a browser opens only six connections to a host. */
function listen() {
  if (stream || document.hidden) return;
  stream = new EventSource(
    `${PREFIX}events?${new URLSearchParams(isFramed ? { page, "x-newsgen-framed": "" } : { page })}`,
  );
  stream.addEventListener("open", () => {
    pause = 0;
    showOffline(false);
  });
  stream.addEventListener("notes", (event) => receive(JSON.parse(event.data)));
  stream.addEventListener("saved", (event) => follow(JSON.parse(event.data).url));
  stream.addEventListener("error", reconnectLater);
}

function disconnect() {
  clearTimeout(waiting);
  stream?.close();
  stream = null;
}

/** After a lost connection, try again, at growing intervals. */
function reconnectLater() {
  disconnect();
  if (document.hidden) return;
  pause = Math.min(3000, pause * 1.6 || 200);
  waiting = setTimeout(reconnect, pause);
}

/** The desk of a restarted server may have another origin, which the page contains. */
async function reconnect() {
  try {
    state.desk = ownScript(await fetchPage()).dataset.desk;
    listen();
  } catch {
    showOffline(true);
    reconnectLater();
  }
}

function receive(notes) {
  state.notes = notes;
  if (isFramed) parent.postMessage({ newsgen: location.pathname }, state.desk);
  refresh(reconnectLater);
  labelLinks();
  drawPanel();
}

function follow(url) {
  if (!isFramed && new URL(url, location).pathname !== location.pathname) location.assign(url);
}

document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : listen()));
addEventListener("pagehide", disconnect);
addEventListener("pageshow", listen); // also when the browser restores the page from its cache
restoreScroll();
listen();
