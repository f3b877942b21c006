// Runs before anything is painted: the reader's choice of light or dark, if one was made.
(function (root) {
  "use strict";
  root.classList.add("js");
  try {
    var scheme = localStorage.getItem("greyline-scheme");
    if (scheme === "light" || scheme === "dark") root.dataset.scheme = scheme;
  } catch (refused) {
    // No storage here: the system's choice holds.
  }
})(document.documentElement);
