"use strict";
// Takes the rest of the address along to where a page is by now: a clause (#3-b-ii), or a day (#on=2025-06-30).
// Without it the page leads on all the same, to the beginning of the text.
if (location.hash) location.replace(document.querySelector("a").href + location.hash);
