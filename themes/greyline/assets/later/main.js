// What the search needs later than the first results, in a script of its own that it loads then (see search/page.js):
//
//   excerpt.js    the excerpt of a result, and what of it is folded
//   filters.js    the filters
//   left-out.js   what was left out where nothing was found
//   own-page.js   the box on the page of the search
//   phrases.js    what several words mean together
//   recent.js     what an empty box offers
//   spelling.js   words that were misspelt
//   highlight.js  the marks on the page that a result led to
import { fillItem, loadExcerpt } from "./excerpt.js";
import { loadTests } from "./filters.js";
import { highlight } from "./highlight.js";
import { findLeftOut, leftOutLinks } from "./left-out.js";
import { showOnPage } from "./own-page.js";
import { addPhrases } from "./phrases.js";
import { remember, suggestions } from "./recent.js";
import { correct, cuts } from "./spelling.js";

const forQueries = { addPhrases, correct, cuts, findLeftOut, loadExcerpt, loadTests };
const forPages = { fillItem, highlight, leftOutLinks, remember, showOnPage, suggestions };
Object.assign(globalThis.greyline, forQueries, forPages);
