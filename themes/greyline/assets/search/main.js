// The search of a handbook, in the reader's browser. These modules are bundled into one script, assets/search.js (see
// src/render/bundle.rs of the program). What happens to a query, from the key to the result:
//
//   open.js ─ box.js ─ search.js ┬ query.js ─ meanings.js ─ dictionary.js ┐
//                │               ├ rank.js ───────────────────────────────┼─ shards.js ─ decode.js
//                │               └ heads.js ─ hits.js ────────────────────┘
//                └ item.js ─ page.js                      tokenize.js: what a word is
//
// Whatever is not needed for the first results is in a script that is loaded later, assets/later.js.
import { SearchBox } from "./box.js";
import { decodeJson } from "./decode.js";
import { BACKWARDS, entriesStartingWith, entriesWith, lookUp, synonymsOf } from "./dictionary.js";
import { findHits, groupsOf } from "./hits.js";
import { address, headingOf, markHits } from "./item.js";
import { commonPrefixLength, hasDigit, meaningsOf } from "./meanings.js";
import { install } from "./open.js";
import { addressOf, addStyle, create, label, loadLater, opener, searchFolder } from "./page.js";
import { occurrences, rank } from "./rank.js";
import { search } from "./search.js";
import { loadShard, loadStart, setFolder, start } from "./shards.js";
import { tokenize, tokens } from "./tokenize.js";

// For the scripts that are loaded later (assets/later/ and assets/answer/), and for the tests, which run the search
// without a page.
const settings = () => start;
const forIndex = { BACKWARDS, decodeJson, entriesStartingWith, entriesWith, loadShard, loadStart, lookUp, synonymsOf };
const forQueries = { commonPrefixLength, findHits, groupsOf, hasDigit, meaningsOf, occurrences, rank, search };
const forPages = { SearchBox, address, addressOf, addStyle, create, headingOf, label, markHits, opener, searchFolder };
Object.assign(globalThis.greyline, forIndex, forQueries, forPages, { setFolder, settings, tokenize, tokens });

if (opener) {
  setFolder(searchFolder());
  install();
  if (/^#mark=/.test(location.hash)) loadLater().then(({ highlight }) => highlight());
}
