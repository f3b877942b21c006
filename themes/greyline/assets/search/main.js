// The search of a handbook, in the reader's browser. These modules are bundled into one script, assets/search.js (see
// src/render/bundle.rs of the program). What happens to a query, from the key to the result:
//
//   open.js ─ box.js ─ search.js ┬ query.js ─ meanings.js ┬ dictionary.js ┐
//                │               │                        └ spelling.js ──┤
//                │               ├ rank.js ───────────────────────────────┼─ shards.js ─ decode.js
//                │               ├ details.js ─ hits.js                   │
//                │               └ filters.js ────────────────────────────┘
//                ├ item.js ─ page.js                      tokenize.js: what a word is
//                └ recent.js: what an empty box offers
import { highlight } from "./highlight.js";
import { findHits, groupsOf } from "./hits.js";
import { install } from "./open.js";
import { create, label, opener, searchFolder } from "./page.js";
import { search } from "./search.js";
import { setFolder, start } from "./shards.js";
import { tokenize, tokens } from "./tokenize.js";

// For the script of the answers (assets/answer/), and for the tests, which run the search without a page.
const settings = () => start;
const shared = { create, findHits, groupsOf, label, search, setFolder, settings, tokenize, tokens };
Object.assign(globalThis.greyline, shared);

if (opener) {
  setFolder(searchFolder());
  install();
  highlight();
}
