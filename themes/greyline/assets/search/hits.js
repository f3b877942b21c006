// Finds the words of a query in a text. In: a text and the groups of a query. Out: hits, each with
//   from, to      where it stands in the text
//   group         the number of the group that means it
//   isExact       whether it is the word as it was typed
//   isSmall       whether it is a small word, which is not marked
import { tokens } from "./tokenize.js";

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
