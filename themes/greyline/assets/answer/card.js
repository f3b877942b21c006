// Shows what a result offers. In: the same as of options.js. Out: the part of the result that says what may be offered,
// when, up to what limit and who decides; why there is no exception; what to say when the answer is no, and whom to ask next.
import { optionsFor } from "./options.js";
import { create, label } from "./search.js";

// The most options that are shown of a result that is not the first.
const MOST_OPTIONS = 2;

const ROWS = ["when", "limit", "who"];

const createTerms = (option) => {
  const rows = ROWS.filter((name) => option[name]);
  return create("dl", {}, ...rows.flatMap((name) => [create("dt", {}, label(name)), create("dd", {}, option[name])]));
};

// The first option has a line for each of its parts; the others have one for all of them.
const createOption = (option, i) => {
  const { offer, excludedBy } = option;
  const parts = ROWS.map((name) => option[name]).filter(Boolean);
  const details = i ? create("span", {}, parts.join(" · ")) : createTerms(option);
  const excluded = excludedBy ? label("excluded", { part: excludedBy }) : "";
  return create("li", {}, create("b", {}, offer), create("p", {}, excluded), details);
};

const createList = (name, items) => (items.length ? [create("h3", {}, label(name)), create("ul", {}, ...items)] : []);

/** Makes the part of a result that says what may be offered; `isFirst`: in full. It is empty where nothing may. */
export const createAnswer = (result, groups, query, isFirst) => {
  const options = optionsFor(result, groups, query);
  const shown = isFirst ? options : options.filter(({ excludedBy }) => !excludedBy).slice(0, MOST_OPTIONS);
  const rest = options.length - shown.length;
  const parts = createList("options", shown.map(createOption));
  if (rest) parts.push(create("p", {}, label(rest === 1 ? "one_option" : "more_options", { count: rest })));
  if (isFirst) parts.push(...createList("reasons", result.reasons.map((reason) => create("li", {}, reason))));
  if (result.say && (isFirst || !options.length)) {
    parts.push(create("h3", {}, label("say")), create("blockquote", {}, result.say));
  }
  if (isFirst && result.next.length) parts.push(create("p", {}, label("next", { who: result.next.join(" › ") })));
  return create("div", { className: "search-answer" }, ...parts);
};
