// Ranks the options of a policy. In: a result with its excerpt (see later/excerpt.js), the groups of a query (see
// search/query.js), and its text. Out: the options, those that fit the query best first.
import { compare, readQuantities } from "./quantities.js";
import { findHits, groupsOf, occurrences } from "./search.js";

// How much a word of the query counts that stands in a part of an option, and in another form.
const PARTS = { offer: 0.7, when: 0.8, limit: 0.4 };
const OTHER_FORM = 0.8;
// The weight in the index at which a word counts in full, such as one of the keywords of an option. A text of many
// words stays below it.
const FULL = 5;
// How much a word counts that only helps to rank or that the title says, a word of a case in which the option applies,
// and a number that fits.
const MINOR_WORD = 0.4;
const CASE = 0.3;
const NUMBER_FITS = 1.5;
// A case in which no option applies must tell so much of what is asked, and more than any other.
const TOLD = 0.6;

// How much of each word of the query stands in each of the options of a page, and behind them in each of its cases.
const readPoints = ({ page, content, options, cases }, groups) => {
  const first = content.headingOfPassage.length + 1;
  return groups.map((group) => {
    const { terms } = occurrences(group, page);
    const sureness = ({ weight }) => weight / group.rarity;
    const count = (term, i) => sureness(term) * Math.min(1, (term.weights.get(first + i) ?? 0) / FULL);
    return [...options, ...cases].map((_, i) => Math.max(0, ...terms.map((term) => count(term, i))));
  });
};

// How much of each word of the query stands in the text of an option.
const readText = (option, groups) => {
  const best = groups.map(() => 0);
  for (const [part, value] of Object.entries(PARTS)) {
    for (const { group, isExact } of findHits(option[part] ?? "", groups)) {
      best[group] = Math.max(best[group], value * (isExact ? 1 : OTHER_FORM));
    }
  }
  return best;
};

// Adds to the scores what one word tells of the options. A word that all of them have tells little.
const addWord = (scores, values, weight) => {
  const rarity = Math.log(1 + scores.length / values.filter(Boolean).length);
  values.forEach((value, i) => {
    if (value) scores[i] += weight * value * rarity;
  });
};

// How much of the query each option has in its words and in the cases in which it applies. A number and its unit are
// compared, not found.
const scoreWords = (result, groups, amountWords) => {
  const { content, options, cases } = result;
  const inTitle = groupsOf(findHits(content.title, groups));
  const scores = options.map(() => 0);
  const texts = options.map((option) => readText(option, groups));
  readPoints(result, groups).forEach((points, group) => {
    const { word, isMinor } = groups[group];
    if (amountWords.includes(word)) return;
    const weight = isMinor || inTitle.includes(group) ? MINOR_WORD : 1;
    const inCases = (option) => cases.map((one, i) => (one === option ? points[options.length + i] : 0));
    addWord(scores, texts.map((text, i) => Math.max(text[group], points[i])), weight);
    addWord(scores, options.map((_, option) => Math.max(0, ...inCases(option))), weight * CASE);
  });
  return scores;
};

/** Whether what is asked is like a case in which no option applies, and less like any other case or option. */
export const isCaseWithout = (result, groups) => {
  const { options, cases } = result;
  const found = readPoints(result, groups);
  const required = groups.map(({ isMinor, rarity }) => (isMinor ? 0 : rarity));
  const full = required.reduce((sum, rarity) => sum + rarity, 0);
  const told = (point) => found.reduce((sum, points, group) => sum + (points[point] ? required[group] : 0), 0);
  const best = (points) => Math.max(0, ...points.map(told));
  const places = [...options, ...cases].map((_, i) => i);
  const isWithout = (place) => cases[place - options.length] === -1;
  const without = best(places.filter(isWithout));
  return without > TOLD * full && without > best(places.filter((place) => !isWithout(place)));
};

/** Returns the options of a result, the best first; those that cannot apply come last, with the part that says so. */
export const optionsFor = (result, groups, query) => {
  const { quantities, words } = readQuantities(query);
  const scores = scoreWords(result, groups, words);
  const judged = result.options.map((option, i) => {
    const compared = option.bounds.map((bound) => ({ part: bound[4], ...compare(bound, quantities) }));
    const score = scores[i] + NUMBER_FITS * compared.reduce((sum, { fit }) => sum + fit, 0);
    return { ...option, score, excludedBy: compared.find(({ isExcluded }) => isExcluded)?.part };
  });
  return judged.sort((a, b) => Boolean(a.excludedBy) - Boolean(b.excludedBy) || b.score - a.score);
};
