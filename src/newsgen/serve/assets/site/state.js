/* The state that the scripts of the preview share on a page of the site. */

export const PREFIX = "/_newsgen/";
const CLIENT = `${PREFIX}assets/client.js`;

/** The script element of the preview in a document; its data attributes describe the page. */
export function ownScript(root) {
  return root.querySelector(`script[src="${CLIENT}"]`);
}

/** Whether the page is in a frame of the desk, which shows the problems itself. */
export const isFramed = window !== window.top;

export const { page } = ownScript(document).dataset;

export const state = {
  desk: ownScript(document).dataset.desk, // the origin of the desk
  digest: ownScript(document).dataset.digest, // of the page as it is shown
  notes: null, // as the server sent them last
};
