// Loads and shows what is said of a result once the list has stood still for a moment. In: a result with its head (see
// search/heads.js). Out: the same with
//   text, hits    the passage that is shown, and where the words of the query stand in it
//   span          where most of them stand near each other
//   options, reasons, say, next   what may be offered, why there is no exception, what to say when the answer is no,
//                 whom to ask next
//   cases         which option applies in each case to practise on: its place; -1 for none; null if nobody has said it
// and its item in the list with all that.
import { address, create, decodeJson, findHits, headingOf, label, loadShard, markHits } from "./shared.js";

// How many pages have their shards of texts numbered together (see results.rs).
const BLOCK = 64;
// A passage of a text that is longer than this is not seen as one.
const LONGEST_SPAN = 240;
const EXACT = 1.1;
const EXCERPT_LENGTH = 220;
const LENGTH_BEFORE_HITS = 70;
// The most words that are marked on the page that a result leads to.
const MOST_MARKED = 12;
// What a policy says on which something has changed since the site was published.
const NO_ANSWER = { options: [], cases: [], reasons: [], next: [] };

const decodeOption = ([offer, when, limit, who, bounds]) => ({ offer, when, limit, who, bounds });

// Decodes what a result shows of a page beside its text: what may be offered, why there is no exception, what to say
// when the answer is no, and whom to ask next (answer.rs in the program's src/search/).
const decodeCard = ({ c, o = [], z = [], w = [], y, n = [] }) => ({
  text: c,
  options: o.map(decodeOption),
  cases: z,
  reasons: w,
  say: y,
  next: n,
});

// Returns where the most of the query stands in the fewest characters.
const densestSpan = (hits, groups) => {
  let best = { score: 0, from: 0, to: 0 };
  hits.forEach(({ from }, i) => {
    const rarities = new Map();
    for (let j = i; j < hits.length && hits[j].to - from < LONGEST_SPAN; j++) {
      const { group, isExact, to } = hits[j];
      const rarity = groups[group].rarity * (isExact ? EXACT : 1);
      rarities.set(group, Math.max(rarity, rarities.get(group) ?? 0));
      const sum = [...rarities.values()].reduce((a, b) => a + b, 0);
      const score = sum * (1 + (rarities.size - 1) / (rarities.size + (to - from) / 20));
      if (score > best.score) best = { score, from, to };
    }
  });
  return best;
};

const loadText = async ({ page, content }, number) => {
  let rest = number;
  for (const [shard, first, count] of content.texts) {
    if (rest < count) return (await loadShard(`d${Math.floor(page / BLOCK)}-${shard}`, decodeJson))[first + rest];
    rest -= count;
  }
  return undefined;
};

/** Loads the excerpt of a result, and what may be offered. For the head of a page without a card its first passage. */
export const loadExcerpt = async (result, groups) => {
  const needsCard = !result.passage || result.content.hasAnswer;
  const card = decodeCard(needsCard ? await loadText(result, 0) : {});
  const text = (!result.passage && card.text) || ((await loadText(result, result.passage || 1)) ?? "");
  const hits = findHits(text, groups);
  const answer = result.content.isOutOfDate ? NO_ANSWER : card;
  const { options, cases, reasons, say, next } = answer;
  return Object.assign(result, { text, hits, span: densestSpan(hits, groups), options, cases, reasons, say, next });
};

// Returns the text around the hits, from the beginning of a word to the end of one.
const excerpt = ({ text, hits, span }) => {
  let from = Math.max(0, Math.min(span.from - LENGTH_BEFORE_HITS, text.length - EXCERPT_LENGTH));
  let to = Math.min(text.length, from + EXCERPT_LENGTH);
  if (from) from = text.indexOf(" ", from) + 1;
  if (to < text.length) to = Math.max(text.lastIndexOf(" ", to), span.to);
  return [from ? "… " : "", ...markHits(text, hits, from, to), to < text.length ? " …" : ""];
};

// The words of the query that stand in the excerpt, which the page that the result leads to marks.
const wordsToMark = ({ text, hits }) => {
  const telling = hits.filter(({ isSmall }) => !isSmall);
  return [...new Set(telling.map(({ from, to }) => text.slice(from, to).toLowerCase()))].slice(0, MOST_MARKED);
};

const otherHeadings = (result, groups, words) => {
  const links = result.others.map((number) => {
    const heading = headingOf(result, number);
    const link = create("a", { href: address(result, heading, groups, words) });
    link.append(...markHits(heading.title, findHits(heading.title, groups)));
    return create("li", {}, link);
  });
  if (!links.length) return [];
  const summary = create("summary", {}, label("others", { count: links.length }));
  return [create("details", { className: "search-others" }, summary, create("ul", {}, ...links))];
};

/** Adds the excerpt of a result of a query, and what may be offered, to its item; `isFirst`: it says that in full. */
export const fillItem = (item, result, groups, query, isFirst) => {
  const [link, , answer, text] = item.children;
  const words = wordsToMark(result);
  link.href = address(result, headingOf(result, result.heading), groups, words);
  const created = globalThis.greyline.createAnswer?.(result, groups, query, isFirst);
  if (created) answer.replaceWith(created);
  text.replaceChildren(...excerpt(result));
  text.after(...otherHeadings(result, groups, words));
};
