// The answers of a result: what may be offered, and what to say. Only the edition for the most private audience has
// them, and it loads this script when its search is opened. These modules are bundled into one script,
// assets/answer.js.
import { createAnswer } from "./card.js";
import { isCaseWithout, optionsFor } from "./options.js";
import { readQuantities } from "./quantities.js";

Object.assign(globalThis.greyline, { createAnswer, isCaseWithout, optionsFor, readQuantities });
