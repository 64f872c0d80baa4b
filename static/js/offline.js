/* Starts the service worker, with the setting `offline`; see js/worker.js. */

const { base } = document.querySelector("link[rel=manifest]").dataset;
navigator.serviceWorker?.register(`${base}sw.js`).catch(() => {});
