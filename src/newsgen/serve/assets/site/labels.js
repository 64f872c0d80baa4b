/* Labels on links to stories that a build would not publish. */

import { state } from "./state.js";

// Before the text of the link: themes stretch links over whole cards with ::after.
const styles = new CSSStyleSheet();
styles.replaceSync(`
  a[data-newsgen-status]::before {
    all: initial; content: attr(data-newsgen-status); display: inline-block; margin-inline-end: 0.5em;
    padding: 0.1em 0.5em; border-radius: 0.25em; background: #7a5200; color: #fff; vertical-align: middle;
    font: 600 12px/1.4 system-ui, sans-serif; cursor: pointer;
  }
  @media (prefers-color-scheme: dark) {
    a[data-newsgen-status]::before { background: #e3b45c; color: #15161a; }
  }
  @media print { a[data-newsgen-status]::before { display: none; } }
`);
document.adoptedStyleSheets.push(styles);

/** Show the status of the story on each link to an unpublished one. */
export function labelLinks() {
  const unpublished = state.notes?.unpublished ?? {};
  for (const link of document.body.querySelectorAll("a[href]")) {
    const status = link.textContent.trim() && unpublished[link.getAttribute("href")];
    if (status) link.dataset.newsgenStatus = status;
    else delete link.dataset.newsgenStatus;
  }
}
