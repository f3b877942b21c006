// Finds the words of a query in a text. In: a text and the groups of a query. Out: hits, each with
//   from, to      where it stands in the text
//   group         the number of the group that means it
//   isExact       whether it is the word as it was typed
//   isSmall       whether it is a small word, which is not marked
import { tokens } from "./tokenize.js";

// A passage of a text that is longer than this is not seen as one.
const LONGEST_SPAN = 240;
const EXACT = 1.1;

const isMeant = ({ forms, prefixes }, word) =>
  forms.has(word) ||
  prefixes.some(({ prefix, mostMore }) => word.startsWith(prefix) && word.length <= prefix.length + mostMore);

/** Returns the hits of a text, in order. */
export const findHits = (text, groups) => {
  const hits = [];
  for (const { index, text: token, words, joined } of tokens(text)) {
    for (const word of joined ? [token, ...words, joined] : [token, ...words]) {
      const group = groups.findIndex((one) => isMeant(one, word));
      if (group < 0) continue;
      const { word: typed, isSmall } = groups[group];
      hits.push({ from: index, to: index + token.length, group, isExact: typed === word, isSmall });
      break;
    }
  }
  return hits;
};

/** Returns the numbers of the groups that have a hit. */
export const groupsOf = (hits) => [...new Set(hits.map(({ group }) => group))];

/** Returns where the most of the query stands in the fewest characters, with a score and the number of its words. */
export const densestSpan = (hits, groups) => {
  let best = { score: 0, from: 0, to: 0, words: 0 };
  hits.forEach(({ from }, i) => {
    const rarities = new Map();
    for (let j = i; j < hits.length && hits[j].to - from < LONGEST_SPAN; j++) {
      const { group, isExact, to } = hits[j];
      const rarity = groups[group].rarity * (isExact ? EXACT : 1);
      rarities.set(group, Math.max(rarity, rarities.get(group) ?? 0));
      const sum = [...rarities.values()].reduce((a, b) => a + b, 0);
      const score = sum * (1 + (rarities.size - 1) / (rarities.size + (to - from) / 20));
      if (score > best.score) best = { score, from, to, words: rarities.size };
    }
  });
  return best;
};
