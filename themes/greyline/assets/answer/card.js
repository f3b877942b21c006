// Shows what a result offers. In: the same as of options.js. Out: the part of the result that says what may be
// offered, when, up to what limit and who decides; why there is no exception; what to say when the answer is no, and
// whom to ask next.
import { isCaseWithout, optionsFor } from "./options.js";
import { create, label } from "./search.js";

// The most options that are shown unfolded of a result that is not the first.
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

const createWords = ({ reasons, say, next }) => [
  ...createList("reasons", reasons.map((reason) => create("li", {}, reason))),
  ...(say ? [create("h3", {}, label("say")), create("blockquote", {}, say)] : []),
  ...(next.length ? [create("p", {}, label("next", { who: next.join(" › ") }))] : []),
];

// What is folded away of a result that is not the first.
const createFolded = (options, result) => {
  const items = options.map((option) => createOption(option, 1));
  const hasReasons = result.reasons.length > 0;
  if (!items.length && !hasReasons && !result.say) return [];
  const name = hasReasons ? "reasons" : items.length ? "more_options" : "say";
  const summary = create("summary", {}, label(name, { count: items.length }));
  return [create("details", {}, summary, create("ul", {}, ...items), ...createWords(result))];
};

/** Makes the part of a result that says what may be offered; `isFirst`: unfolded. It is empty where nothing may be. */
export const createAnswer = (result, groups, query, isFirst) => {
  const options = optionsFor(result, groups, query);
  const fitting = options.filter(({ excludedBy }) => !excludedBy).slice(0, MOST_OPTIONS);
  const shown = isFirst ? options : fitting;
  const rest = options.filter((option) => !shown.includes(option));
  const parts = createList("options", shown.map(createOption));
  if (isCaseWithout(result, groups)) parts.unshift(create("p", {}, label("no_option")));
  parts.push(...(isFirst ? createWords(result) : createFolded(rest, result)));
  return create("div", { className: "search-answer" }, ...parts);
};
