// Shows a result. In: a result with its head (see heads.js). Out: an item of the list, to which its excerpt is added
// later (see later/excerpt.js).
import { findHits } from "./hits.js";
import { addressOf, create, label } from "./page.js";

const NO_HEADING = { title: "", anchor: "", above: [] };

/** Returns a stretch of a text, with its hits marked. */
export const markHits = (text, hits, from = 0, to = text.length) => {
  const out = [];
  let position = from;
  for (const hit of hits) {
    if (hit.isSmall || hit.from < position || hit.to > to) continue;
    out.push(text.slice(position, hit.from), create("mark", {}, text.slice(hit.from, hit.to)));
    position = hit.to;
  }
  return [...out, text.slice(position, to)];
};

// The words of a query that tell something, as they were typed.
const typed = (groups) => groups.filter(({ isSmall }) => !isSmall).map(({ word }) => word);

/** The address of a result. Its fragment, which no server sees, names the words to mark, and the anchor to go to. */
export const address = ({ content }, { anchor }, groups, words = []) => {
  const marked = (words.length ? words : typed(groups)).join(" ");
  const to = anchor ? "&to=" + encodeURIComponent(anchor) : "";
  return `${addressOf(content.address)}#mark=${encodeURIComponent(marked)}${to}`;
};

const labels = ({ id, flexibility, kind, standing, isOutOfDate, sections }, { above }) => {
  const texts = [
    [id],
    [flexibility && label("flexibility." + flexibility), flexibility],
    [kind && label("kind." + kind)],
    [standing && label("standing." + standing)],
    [isOutOfDate && label("out_of_date")],
    [[...sections, ...above].join(" › ")],
  ].filter(([text]) => text);
  const spans = texts.map(([text, className = ""]) => create("span", { className }, text));
  return create("p", { className: "search-labels" }, ...spans);
};

/** Returns a heading of the page of a result. */
export const headingOf = ({ content }, number) => content.headings[number] ?? NO_HEADING;

/** Makes the item of a result, without its excerpt. */
export const createItem = (result, groups) => {
  const { content } = result;
  const heading = headingOf(result, result.heading);
  const name = heading.title ? `${content.title} › ${heading.title}` : content.title;
  const link = create("a", { href: address(result, heading, groups) }, ...markHits(name, findHits(name, groups)));
  const excerpt = create("p", { className: "search-excerpt" });
  return create("li", {}, link, labels(content, heading), create("div", {}), excerpt);
};
