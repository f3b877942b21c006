// Reads the amounts in a query, and compares them with those in a condition. In: the text that a reader typed, and the
// bounds that the program read in a condition (src/search/answer.rs). A quantity has
//   kind          t and what the time is counted from (e since something, b before it, l late, d lasting), a currency,
//                 k kilometres, n and the thing that is counted, o how often, a age, ? a number that says not of what
//   least, most   the range; a month is 28 to 31 days
//   isCertain     whether nothing else can be meant
// and a bound is a list of the same, with the part of the condition that says so. `q` of the settings has the words of
// the language (src/policy/condition/words.rs): units, numbers, ordinals and repeats by word; what a time is counted
// from, by the word before it and the one behind it; the signs of comparing phrases; moments; and classes of words.
import { settings } from "./search.js";

const AMOUNT = /[£€$]|\d+(?:[.,]\d+)*(?:st|nd|rd|th)?|\p{L}+/gu;
const CURRENCY = /^[£€$]$/;
const DAY = 1440;

// "1,000" is a thousand, "7,50" is not.
const parseNumber = (text) => Number(text.replace(/[.,](?=\d{3}(?!\d))/g, "").replace(",", "."));

const singular = (word) => {
  const ending = settings().q.e.find((one) => word.endsWith(one) && word.length - one.length > 2) ?? "";
  return word.slice(0, word.length - ending.length);
};

// How the words before a number compare it: below 0 at most, above 0 at least, 0 not at all.
const comparison = (words, at) => {
  const phrases = [3, 2, 1].map((length) => words.slice(Math.max(0, at - length), at).join(" "));
  return phrases.map((phrase) => settings().q.x[phrase]).find(Boolean) ?? 0;
};

// What a time is counted from. In "over six weeks ago" and "for more than two months" other words stand between.
const roleOf = (words, at, next) =>
  settings().q.b[words[next + 1]] ?? [1, 2, 3].map((back) => settings().q.f[words[at - back]]).find(Boolean) ?? "";

// What is counted, as a kind; "?" where a number stands alone, or as one of two: "6 to 8 weeks", "aged 3 and 5".
const nameOfThing = (word = "") => {
  const isThing = word && !/^\d/.test(word) && settings().q.c[word] !== "link" && !settings().q.n[word];
  return isThing ? "n" + singular(word) : "?";
};

const readAmount = (words, at) => {
  const { u, n, o, r, c } = settings().q;
  const word = words[at];
  const often = o[word] ?? r[word] ?? (/\d\p{L}/u.test(word) ? parseInt(word) : 0);
  if (often) return { kind: "o", least: often, most: often, isCertain: c[words[at + 1]] === "time" };
  const isArticle = c[word] === "article";
  const value = /^\d/.test(word) ? parseNumber(word) : (n[word] ?? Number(isArticle));
  if (!value) return undefined;
  const isMoney = CURRENCY.test(words[at - 1]);
  const isWorking = c[words[at + 1]] === "working";
  const next = at + 1 + isWorking;
  let [kind, least, most] = u[words[isMoney ? at - 1 : next]] ?? ["", 1, 1];
  if (c[words[at - 1]] === "age" || (c[words[next + 1]] === "old" && kind === "t")) {
    [kind, least, most] = ["a", 1, 1];
  } else if (kind === "t") {
    kind += roleOf(words, at, next);
  } else if (!kind) {
    if (isArticle) return undefined;
    kind = c[words[next]] === "time" ? "o" : nameOfThing(words[next]);
  }
  const sign = comparison(words, at - isMoney);
  return {
    kind,
    least: sign < 0 ? 0 : value * least,
    most: sign > 0 ? Infinity : value * most * (isWorking ? 3 : 1),
    isCertain: !/^[to?]$/.test(kind),
  };
};

/** Returns the quantities of a query, and the words that are numbers and units of them. */
export const readQuantities = (query) => {
  if (!settings().q) return { quantities: [], words: [] };
  const words = query.toLowerCase().match(AMOUNT) ?? [];
  const read = words.map((_, at) => readAmount(words, at));
  const isAmount = (word, at) => (read[at] && read[at].kind !== "o") || (read[at - 1] && settings().q.u[word]);
  const phrases = Object.keys(settings().q.m).filter((phrase) => ` ${words.join(" ")} `.includes(` ${phrase} `));
  const moments = phrases.map((phrase) => {
    const [role, least, most] = settings().q.m[phrase];
    return { kind: "t" + role, least, most, isCertain: false };
  });
  return { quantities: [...read.filter(Boolean), ...moments], words: words.filter(isAmount) };
};

// Compares a bound with the quantities of a query. Returns `fit`, 1 if one lies within it, -1 if all lie outside of it,
// else 0; and whether the option cannot apply for certain.
export const compare = ([kind, least, end, isCertain], quantities) => {
  const most = end ?? Infinity;
  const same = quantities.filter((one) => {
    // Ten minutes say nothing about something that is counted in weeks.
    const isFarApart = kind === "te" && one.most < DAY && (end ?? least) >= 2 * DAY;
    // A time that is counted from nothing may be any.
    const isSame = one.kind === kind || (kind[0] + one.kind[0] === "tt" && (kind === "t" || one.kind === "t"));
    return isSame && !isFarApart;
  });
  if (same.some((one) => one.least >= least && one.most <= most)) return { fit: 1 };
  if (!same.length || same.some((one) => one.most >= least && one.least <= most)) return { fit: 0 };
  // A number that nobody can place may be meant, and beside an age any.
  const isUnclear = quantities.some((one) => one.kind === "?" || (kind === "a" && one.kind[0] === "n"));
  const isOne = same.length === 1 && same[0].isCertain && same[0].kind === kind;
  return { fit: -1, isExcluded: isCertain && isOne && !isUnclear };
};
