/*
 * Puts the player of another service in place of its facade when a reader clicks there. Until then
 * nothing is asked of that service. Without this script the facade is a link to its page.
 */
"use strict";

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-player]");
  const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (link && isPlain) {
    event.preventDefault();
    const player = makePlayer(link.dataset);
    link.closest(".embed-facade").replaceWith(player);
    player.focus();
  }
});

function makePlayer({ player, title }) {
  const frame = document.createElement("iframe");
  frame.className = "embed-player";
  frame.title = title;
  frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  // It may run its own scripts and open its own pages, but cannot lead the reader away from this one.
  frame.sandbox =
    "allow-forms allow-popups allow-popups-to-escape-sandbox allow-presentation allow-same-origin allow-scripts";
  frame.src = player;
  return frame;
}
