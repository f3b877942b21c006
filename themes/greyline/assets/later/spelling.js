// Corrects a misspelt word. In: a word that the index does not have. Out: meanings (see search/meanings.js): two words
// that were written as one, or words that are spelt nearly like it. Candidates are the words with the same beginning,
// those with the same end, and the word with two letters in its middle swapped.
import { BACKWARDS, commonPrefixLength, entriesStartingWith, entriesWith, hasDigit, lookUp } from "./shared.js";

const reverse = (word) => [...word].reverse().join("");

const entriesEndingWith = async (suffix, near) => {
  const entries = await entriesWith(BACKWARDS, reverse(suffix), reverse(near));
  return entries.map((entry) => ({ ...entry, word: reverse(entry.word) }));
};

// Returns how many letters must be left out, put in, replaced or swapped with the next to make `a` into `b`; Infinity
// if that is more than `most`. With `toPrefix`, to make it into the beginning of `b` that is most alike.
const editDistance = (a, b, most, toPrefix = false) => {
  if (a.length - b.length > most || (!toPrefix && b.length - a.length > most)) return Infinity;
  let above;
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, replaced);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwap) next[j] = Math.min(next[j], above[j - 2] + 1);
    }
    if (Math.min(...next) > most) return Infinity;
    [above, row] = [row, next];
  }
  return toPrefix ? Math.min(...row) : row[b.length];
};

const loadCandidates = async (word, mostEdits) => {
  const half = mostEdits > 1 ? 3 : word.length >> 1;
  const suffix = word.slice(mostEdits > 1 ? -3 : half);
  const swapped = word.slice(0, half - 1) + word[half] + word[half - 1] + word.slice(half + 1);
  const candidates = await Promise.all([
    entriesStartingWith(word.slice(0, half), word),
    entriesEndingWith(suffix, word),
    lookUp(swapped),
  ]);
  return candidates.flat();
};

// Returns the likeliest word, and up to two that are nearly as likely, each with the number of edits to it.
const closest = (word, candidates, mostEdits, isUnfinished) => {
  const found = new Map();
  for (const { word: other, isStopWord, frequency, isStrong } of candidates) {
    if (isStopWord || hasDigit(other)) continue;
    let edits = editDistance(word, other, mostEdits);
    if (edits > mostEdits && isUnfinished) edits = editDistance(word, other, 1, true) + 0.5;
    if (edits > mostEdits + 0.5) continue;
    const likeness = commonPrefixLength(word, other) / word.length;
    const rank = edits - likeness / 2 - (frequency + (isStrong ? 2 : 0)) / 60;
    found.set(other, { word: other, edits, rank });
  }
  const best = [...found.values()].sort((a, b) => a.rank - b.rank || (a.word < b.word ? -1 : 1));
  return best.filter(({ rank }) => rank < best[0].rank + 0.3).slice(0, 3);
};

/** Returns what two words mean that were written as one: changingrooms. The first stands beside it in the word list. */
export const cuts = async (word) => {
  const nearby = await entriesStartingWith(word.slice(0, 3), word, 1);
  const isPart = (entry) => entry.term && !entry.isStopWord && entry.word.length > 2 && word.startsWith(entry.word);
  const firsts = nearby.filter((entry) => isPart(entry) && word.length - entry.word.length > 2).slice(-3);
  const found = firsts.map(async (entry) => {
    const rest = (await lookUp(word.slice(entry.word.length))).filter(({ term, isStopWord }) => term && !isStopWord);
    return rest.map((second) => ({ entry, rest: [second], quality: 0.9 }));
  });
  return (await Promise.all(found)).flat();
};

/** Returns what a misspelt word may mean. `isUnfinished`: the reader may still be typing it. */
export const correct = async (word, isUnfinished) => {
  const mostEdits = word.length > 5 ? 2 : 1;
  const words = closest(word, await loadCandidates(word, mostEdits), mostEdits, isUnfinished);
  const entries = await Promise.all(words.map(({ word: other }) => lookUp(other)));
  return words.flatMap(({ edits }, i) =>
    entries[i].map((entry) => ({ entry, quality: edits < 2 ? 0.6 : 0.45, edits, isCorrection: true })),
  );
};
