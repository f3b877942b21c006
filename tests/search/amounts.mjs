// node tests/search/amounts.mjs SITE: what the search of a published staff edition in English reads in a query, and
// which options a query sets back or brings first. Exits 1 when something else is read than is written here.
import { engine, first } from "./engine.mjs";

const DAY = 1440;
const { search, isCaseWithout, optionsFor, readQuantities } = engine(process.argv[2]);
// What is read needs the words that come with the index.
await first(search, "refunds");

const cases = [
  ["money back after six weeks", "te 42d-42d"],
  ["bought 45 days ago", "te 45d-45d"],
  ["paid over six weeks ago", "te 42d-"],
  ["paid last week", "te 1d-14d ?"],
  ["came yesterday", "te 1d-2d ?"],
  ["refund within 14 days", "te 0d-14d"],
  ["joined a month ago", "te 28d-31d"],
  ["2 working days later", "te 2d-6d"],
  ["six weeks", "t 42d-42d ?"],
  ["freeze for two months", "td 56d-62d"],
  ["waiting for more than 8 weeks", "td 56d-"],
  ["twenty minutes late", "tl 0.01d-0.01d"],
  ["cancels two days before", "tb 2d-2d"],
  ["visit tomorrow", "tb 0d-2d ?"],
  ["over 300 pounds", "£ 300-"],
  ["£1,250.50 for a party", "£ 1250.5-1250.5"],
  ["under €40", "€ 0-40"],
  ["for the second time", "o 2-2"],
  ["the 3rd time", "o 3-3"],
  ["fourth fee", "o 4-4 ?"],
  ["cancelled twice", "o 2-2 ?"],
  ["three guests", "nguest 3-3"],
  ["aged 12", "a 12-12"],
  ["my son is 12 years old", "a 12-12"],
  ["moving 50 miles away", "k 80-81"],
  ["CS-014", "? 14-14 ?"],
  ["room 12", "? 12-12 ?"],
  ["wants to leave today", ""],
  ["what may I offer", ""],
  ["a", ""],
];

const shown = ({ kind, least, most, isCertain }) => {
  const isTime = kind.startsWith("t");
  const number = (value) => (isTime ? `${+(value / DAY).toFixed(2)}d` : String(+value.toFixed(2)));
  return `${kind} ${number(least)}-${Number.isFinite(most) ? number(most) : ""}${isCertain ? "" : " ?"}`;
};

const wrong = [];
for (const [query, expected] of cases) {
  const { quantities } = readQuantities(query);
  const found = quantities.map(shown).join("; ");
  if (found !== expected) wrong.push(`“${query}”: read “${found}”, not “${expected}”`);
}

// A policy with a condition; the queries that set its first option back, and those that do not.
const option = (when, ...bounds) => ({ offer: when, when, bounds });
const bound = (kind, least, most, isCertain = 1) => [kind, least, most, isCertain, "the part"];
const within30Days = option("within 30 days", bound("te", 0, 30 * DAY));
const setBack = [
  [within30Days, "after six weeks", true],
  [within30Days, "two months ago", true],
  [within30Days, "a month ago", false],
  [within30Days, "six weeks", false],
  [within30Days, "ill for six weeks", false],
  [within30Days, "after six weeks, and joined last week", false],
  [within30Days, "after 20 minutes", false],
  [within30Days, "after ten days", false],
  [within30Days, "nothing about time", false],
  [within30Days, "4 to 8 weeks ago", false],
  [within30Days, "4–8 weeks ago", false],
  [within30Days, "between four and eight weeks ago", false],
  [within30Days, "room 12, paid six weeks ago", true],
  [option("or so", bound("te", 0, 30 * DAY, 0)), "after six weeks", false],
  [option("after 30 days", bound("te", 30 * DAY, Infinity)), "ten days ago", true],
  [option("after 30 days", bound("te", 30 * DAY, Infinity)), "over ten days ago", false],
  [option("up to £80", bound("£", 0, 80)), "£120", true],
  [option("up to £80", bound("£", 0, 80)), "€120", false],
  [option("up to £80", bound("£", 0, 80)), "£120 or £60", false],
  [option("two guests", bound("nguest", 0, 2)), "three guests", true],
  [option("two guests", bound("nguest", 0, 2)), "three visits", false],
  [option("under 14", bound("a", 0, 14)), "aged 15", true],
  [option("under 14", bound("a", 0, 14)), "children aged 15 and 12", false],
  [option("after 30 days", bound("te", 30 * DAY, Infinity)), "wants to leave today", false],
  [option("third time", bound("o", 3, Infinity)), "second time", true],
  [option("third time", bound("o", 3, Infinity)), "second lane", false],
];
for (const [tested, query, expected] of setBack) {
  const content = { title: "", headingOfPassage: [] };
  const result = { content, options: [tested, { offer: "anything else", bounds: [] }], cases: [] };
  const isSetBack = Boolean(optionsFor(result, [], query).find(({ offer }) => offer === tested.offer).excludedBy);
  if (isSetBack !== expected) wrong.push(`“${query}” ${isSetBack ? "sets" : "does not set"} back “${tested.offer}”`);
}

// A policy with two passages, two options and three cases, in which the second, the first and none of the options
// apply; and a query of one word that stands in the passages with these numbers.
const offers = ["a swap", "a coffee"].map((offer) => ({ offer, bounds: [] }));
const policy = { page: 7, content: { title: "", headingOfPassage: [0, 0] }, options: offers, cases: [1, 0, -1] };
const wordIn = (...passages) => {
  const term = { pages: [7], offsets: [0, passages.length], passages, weights: passages.map(() => 5) };
  return [{ word: "word", rarity: 1, forms: new Set(), prefixes: [], terms: new Map([[term, 1]]) }];
};
const told = [
  ["the second option", wordIn(4), "a coffee", false],
  ["the case of the second option", wordIn(5), "a coffee", false],
  ["the first option, and the case of the second", wordIn(3, 5), "a swap", false],
  ["the case of none", wordIn(7), "a swap", true],
  ["the case of none, and another", wordIn(6, 7), "a swap", false],
  ["the text", wordIn(1), "a swap", false],
];
for (const [where, groups, expected, isWithout] of told) {
  const [{ offer }] = optionsFor(policy, groups, "word");
  if (offer !== expected) wrong.push(`a word in ${where} brings “${offer}” first`);
  if (isCaseWithout(policy, groups) !== isWithout) wrong.push(`a word in ${where} is like the case of none, or is not`);
}

const all = cases.length + setBack.length + told.length;
if (wrong.length) console.log(wrong.join("\n"));
console.log(`${all - wrong.length} of ${all} amounts and cases are right`);
process.exitCode = wrong.length ? 1 : 0;
