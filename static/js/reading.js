/* Before anything is shown: what the reader chose on another page, and that scripts run. */
(() => {
  const root = document.documentElement;
  root.classList.add("has-script");
  if (navigator.share) root.classList.add("has-share");
  try {
    for (const name of ["scheme", "size"]) {
      const value = localStorage.getItem(name);
      if (value) root.dataset[name] = value;
    }
  } catch {
    // the browser keeps nothing for this site
  }
})();
