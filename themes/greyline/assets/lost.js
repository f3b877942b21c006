"use strict";
// The page for an address that is not there, at whatever depth: this script knows its own address, and with it the
// top of the site. It mends the links of the page, and loads what other pages load. Several copies may be found; the
// first one does it.
(() => {
  const root = document.documentElement;
  const own = document.currentScript;
  if (root.classList.contains("found")) return;
  root.classList.add("found");
  const top = new URL("../", own.src);
  // Links of the page begin at the top of the site, or at the path of the host at which it was to be.
  const home = document.querySelector("a.brand").getAttribute("href");
  const inSite = (href) => {
    const url = new URL(home.startsWith("/") ? href.slice(home.length) : href.replace(/^(?:\.\/)+/, ""), top);
    // On a disk no server says what a folder stands for.
    if (url.protocol === "file:" && url.pathname.endsWith("/")) url.pathname += "index.html";
    return url;
  };
  const isLocal = (href) => href && !href.startsWith("#") && !/^[a-z][a-z0-9+.-]*:/i.test(href);
  for (const link of document.querySelectorAll("a[href], img[src]")) {
    const name = link.matches("img") ? "src" : "href";
    const href = link.getAttribute(name);
    if (isLocal(href)) link[name] = inSite(href).href;
  }
  const search = document.querySelector("a.search");
  for (const name of ["script", "style", "answers"])
    if (search && search.dataset[name]) search.dataset[name] = inSite(search.dataset[name]).href;
  for (const name of ["scheme", "script"]) {
    const script = document.createElement("script");
    script.src = inSite(own.dataset[name]).href;
    script.async = false;
    document.head.append(script);
  }
})();
