// Shows a result. In: a result with its head, and later its excerpt (see details.js). Out: an item of the list.
import { findHits } from "./hits.js";
import { addressOf, create, label } from "./page.js";

const EXCERPT_LENGTH = 220;
const LENGTH_BEFORE_HITS = 70;
// The most words that are marked on the page that a result leads to.
const MOST_MARKED = 12;
const NO_HEADING = { title: "", anchor: "", above: [] };

// Returns a stretch of a text, with its hits marked.
const markHits = (text, hits, from = 0, to = text.length) => {
  const out = [];
  let position = from;
  for (const hit of hits) {
    if (hit.isSmall || hit.from < position || hit.to > to) continue;
    out.push(text.slice(position, hit.from), create("mark", {}, text.slice(hit.from, hit.to)));
    position = hit.to;
  }
  return [...out, text.slice(position, to)];
};

// Returns the text around the hits, from the beginning of a word to the end of one.
const excerpt = ({ text, hits, span }) => {
  let from = Math.max(0, Math.min(span.from - LENGTH_BEFORE_HITS, text.length - EXCERPT_LENGTH));
  let to = Math.min(text.length, from + EXCERPT_LENGTH);
  if (from) from = text.indexOf(" ", from) + 1;
  if (to < text.length) to = Math.max(text.lastIndexOf(" ", to), span.to);
  return [from ? "… " : "", ...markHits(text, hits, from, to), to < text.length ? " …" : ""];
};

// The words of a query that tell something, as they were typed.
const typed = (groups) =>
  groups
    .filter(({ isSmall }) => !isSmall)
    .map(({ word }) => word)
    .join(" ");

// The address of a result. Its fragment, which no server sees, names the words that are marked when the reader
// arrives, and the anchor to go to.
const address = ({ content, text, hits = [] }, { anchor }, groups) => {
  const told = hits.filter(({ isSmall }) => !isSmall);
  const found = new Set(told.map(({ from, to }) => text.slice(from, to).toLowerCase()));
  const words = [...found].slice(0, MOST_MARKED).join(" ") || typed(groups);
  const to = anchor ? "&to=" + encodeURIComponent(anchor) : "";
  return `${addressOf(content.address)}#mark=${encodeURIComponent(words)}${to}`;
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

const headingOf = ({ content }, number) => content.headings[number] ?? NO_HEADING;

const otherHeadings = (result, groups) => {
  const links = result.others.map((number) => {
    const heading = headingOf(result, number);
    const link = create("a", { href: address(result, heading, groups) });
    link.append(...markHits(heading.title, findHits(heading.title, groups)));
    return create("li", {}, link);
  });
  if (!links.length) return [];
  const summary = create("summary", {}, label("others", { count: links.length }));
  return [create("details", { className: "search-others" }, summary, create("ul", {}, ...links))];
};

/** Makes the item of a result, without its excerpt. */
export const createItem = (result, groups) => {
  const { content } = result;
  const heading = headingOf(result, result.heading);
  const name = heading.title ? `${content.title} › ${heading.title}` : content.title;
  const href = address(result, heading, groups);
  return create(
    "li",
    {},
    create("a", { href }, ...markHits(name, findHits(name, groups))),
    labels(content, heading),
    create("div", {}),
    create("p", { className: "search-excerpt" }),
    ...otherHeadings(result, groups),
  );
};

/** Adds the excerpt of a result of a query, and what may be offered, to its item; `isFirst`: it says that in full. */
export const fillItem = (item, result, groups, query, isFirst) => {
  const [link, , answer, text] = item.children;
  link.href = address(result, headingOf(result, result.heading), groups);
  const created = globalThis.greyline.createAnswer?.(result, groups, query, isFirst);
  if (created) answer.replaceWith(created);
  text.replaceChildren(...excerpt(result));
};
