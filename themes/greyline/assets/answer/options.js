// Ranks the options of a policy. In: a result with its excerpt (see search/details.js), the groups of a query (see
// search/query.js), and its text. Out: the options, those that fit the query best first.
import { compare, readQuantities } from "./quantities.js";
import { findHits, groupsOf, tokens } from "./search.js";

// How much a word counts in each part of an option, one that only helps to rank, and a number that fits.
const PARTS = { offer: 1, when: 1.2, limit: 0.5 };
const MINOR_WORD = 0.4;
const NUMBER_FITS = 0.8;
// How much another form of a word counts, or another word for it.
const OTHER_FORM = 0.8;
// How much the length of an option counts, from 0 to 1.
const LENGTH = 0.3;

// How much of the query each option has in its words. What all options have tells little, and so does what the title of
// the page says anyway; a number and its unit are compared, not found.
const wordScores = ({ content, options }, groups, amountWords) => {
  const inTitle = groupsOf(findHits(content.title, groups));
  const found = options.map((option) => {
    const best = new Map();
    let length = 0;
    for (const [part, value] of Object.entries(PARTS)) {
      const text = option[part] ?? "";
      length += tokens(text).length;
      for (const { group, isExact } of findHits(text, groups)) {
        best.set(group, Math.max(best.get(group) ?? 0, value * (isExact ? 1 : OTHER_FORM)));
      }
    }
    return { best, length };
  });
  const usual = found.reduce((sum, { length }) => sum + length, 0) / options.length;
  const weights = groups.map(({ word, isMinor }, group) => {
    if (amountWords.includes(word)) return 0;
    const count = found.filter(({ best }) => best.has(group)).length;
    return (isMinor || inTitle.includes(group) ? MINOR_WORD : 1) * Math.log(1 + options.length / count);
  });
  return found.map(({ best, length }) => {
    const sum = [...best].reduce((all, [group, value]) => all + value * weights[group], 0);
    return sum / (1 - LENGTH + (LENGTH * length) / usual);
  });
};

/** Returns the options of a result, the best first; those that cannot apply come last, with the part that says so. */
export const optionsFor = (result, groups, query) => {
  const { quantities, words } = readQuantities(query);
  const scores = wordScores(result, groups, words);
  const judged = result.options.map((option, i) => {
    const compared = option.bounds.map((bound) => ({ part: bound[4], ...compare(bound, quantities) }));
    const score = scores[i] + NUMBER_FITS * compared.reduce((sum, { fit }) => sum + fit, 0);
    return { ...option, score, excludedBy: compared.find(({ isExcluded }) => isExcluded)?.part };
  });
  return judged.sort((a, b) => Boolean(a.excludedBy) - Boolean(b.excludedBy) || b.score - a.score);
};
