// Looks up words in the word lists of the index. In: a word, a beginning of a word, or a phrase. Out: entries of the
// word lists, as decode.js describes them. Only the shards that are needed are loaded, and never more than a few.
import { decodeNearWords, decodeWordList, NO_WORDS } from "./decode.js";
import { loadShard, orElse, start } from "./shards.js";

// The letters of the two word lists, of each of whose shards `start` has the first word: words as they are, and words
// written backwards, which have no terms.
const FORWARDS = "w";
export const BACKWARDS = "r";

// The most shards of a word list that are loaded for one beginning.
const MOST_LISTS = 5;

/** Returns where the last of some sorted values is that is not above another; 0 if all are: the shard with a word. */
export const lastUpTo = (sorted, value) => {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
};

const loadWords = (list, number) =>
  loadShard(list + number, (bytes) => decodeWordList(bytes, list === FORWARDS)).catch(orElse(NO_WORDS));

/** Returns the entries of a word list with a beginning, from the shards around `near` if there are too many. */
export const entriesWith = async (list, prefix, near, mostShards = MOST_LISTS) => {
  const firstWords = start[list];
  if (!firstWords.length) return [];
  let first = lastUpTo(firstWords, prefix);
  let last = lastUpTo(firstWords, prefix + "\uffff");
  if (last - first >= mostShards) {
    first = Math.max(first, Math.min(lastUpTo(firstWords, near), last - mostShards + 1));
    last = first + mostShards - 1;
  }
  const numbers = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const loaded = await Promise.all(numbers.map((number) => loadWords(list, number)));
  return loaded.flatMap(({ entries }) => entries).filter(({ word }) => word.startsWith(prefix));
};

/** The same for words as they are written. */
export const entriesStartingWith = (prefix, near, mostShards) =>
  entriesWith(FORWARDS, prefix, near, mostShards);

/** Returns the entries of a word: more than one where it is filed under several terms. */
export const lookUp = async (word) => {
  const entries = await entriesWith(FORWARDS, word, word, 1);
  return entries.filter((entry) => entry.word === word);
};

// A synonym is written as "refund:2.7", or as several such with spaces between them, all of which a page must have.
const parseSynonym = (text) =>
  text.split(" ").map((pair) => {
    const [word, term] = pair.split(":");
    return { word, term };
  });

// The phrases of a line that has a semicolon between them.
const parseSynonyms = (line, quality) =>
  (line?.split(";") ?? []).map((text) => {
    const [entry, ...rest] = parseSynonym(text);
    return { entry, rest, quality, isSynonym: true };
  });

/** Returns words of the handbook that are near in meaning to a word, as meanings. */
export const nearWordsOf = async (word, quality) => {
  if (!start.n.length) return [];
  const near = await loadShard("n" + lastUpTo(start.n, word), decodeNearWords).catch(orElse(new Map()));
  return parseSynonyms(near.get(word), quality).map((meaning) => ({ ...meaning, isNear: true }));
};

/** Returns what may be searched for in place of a phrase, as meanings (see meanings.js). */
export const synonymsOf = async (phrase, quality) => {
  if (!start.w.length) return [];
  const { synonyms } = await loadWords(FORWARDS, lastUpTo(start.w, phrase.split(" ")[0]));
  return parseSynonyms(synonyms.get(phrase), quality);
};
