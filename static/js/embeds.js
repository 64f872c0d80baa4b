/*
 * Puts the player of another service in place of its facade when a reader clicks there. Until then
 * nothing is asked of that service. Without this script the facade is a link to its page.
 */
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-player]");
  const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (link && isPlain) {
    event.preventDefault();
    const player = makePlayer(link.dataset, link.href);
    link.closest(".embed-facade").replaceWith(player);
    player.focus();
  }
});

// Where the site forbids frames of that service, the reader goes to its page instead.
document.addEventListener("securitypolicyviolation", ({ blockedURI, effectiveDirective }) => {
  const players = [...document.querySelectorAll(".embed-player")];
  const blocked = players.find((frame) => frame.src.startsWith(blockedURI));
  if (blocked && effectiveDirective === "frame-src") {
    location.assign(blocked.dataset.page);
  }
});

function makePlayer({ player, title }, page) {
  const frame = document.createElement("iframe");
  frame.dataset.page = page;
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
