// Looks up words in the word lists of the index. In: a word, a beginning of a word, or a phrase. Out: entries of the
// word lists, as decode.js describes them. Only the shards that are needed are loaded, and never more than a few.
import { decodeNearWords, decodeReversedWordList, decodeWordList, NO_WORDS } from "./decode.js";
import { loadShard, orElse, start } from "./shards.js";

// The two word lists: words as they are, and words written backwards. `start` has the first word of each shard.
const FORWARDS = { letter: "w", decode: decodeWordList };
const BACKWARDS = { letter: "r", decode: decodeReversedWordList };

// The most shards of a word list that are loaded for one beginning.
const MOST_LISTS = 5;

// The number of the shard that a word is in, if it is in any.
const shardWith = (firstWords, word) => {
  let low = 0;
  let high = firstWords.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (firstWords[middle] <= word) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
};

const loadWords = ({ letter, decode }, number) => loadShard(letter + number, decode).catch(orElse(NO_WORDS));

const startingWith = async (list, prefix, near, mostShards) => {
  const firstWords = start[list.letter];
  if (!firstWords.length) return [];
  let first = shardWith(firstWords, prefix);
  let last = shardWith(firstWords, prefix + "\uffff");
  if (last - first >= mostShards) {
    first = Math.max(first, Math.min(shardWith(firstWords, near), last - mostShards + 1));
    last = first + mostShards - 1;
  }
  const numbers = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const loaded = await Promise.all(numbers.map((number) => loadWords(list, number)));
  return loaded.flatMap(({ entries }) => entries).filter(({ word }) => word.startsWith(prefix));
};

/** Returns the entries with a beginning, from the shards around the word `near` if there are too many. */
export const entriesStartingWith = (prefix, near, mostShards = MOST_LISTS) =>
  startingWith(FORWARDS, prefix, near, mostShards);

const reverse = (word) => [...word].reverse().join("");

/** The same for an end that words have in common; these entries have no terms. */
export const entriesEndingWith = async (suffix, near) => {
  const entries = await startingWith(BACKWARDS, reverse(suffix), reverse(near), MOST_LISTS);
  return entries.map((entry) => ({ ...entry, word: reverse(entry.word) }));
};

/** Returns the entries of a word: more than one where it is filed under several terms. */
export const lookUp = async (word) => {
  const entries = await startingWith(FORWARDS, word, word, 1);
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
  const near = await loadShard("n" + shardWith(start.n, word), decodeNearWords).catch(orElse(new Map()));
  return parseSynonyms(near.get(word), quality).map((meaning) => ({ ...meaning, isNear: true }));
};

/** Returns what may be searched for in place of a phrase, as meanings (see meanings.js). */
export const synonymsOf = async (phrase, quality) => {
  if (!start.w.length) return [];
  const { synonyms } = await loadWords(FORWARDS, shardWith(start.w, phrase.split(" ")[0]));
  return parseSynonyms(synonyms.get(phrase), quality);
};
