// Finds what several words of a query mean together. In: the groups of a query (see search/query.js). Afterwards they
// have the meanings of compounds, of neighbours that the handbook writes as one word, and of phrases.
import { lookUp, meaningsOf, settings, synonymsOf } from "./shared.js";

const PHRASE_LENGTHS = [2, 3, 4];
// How surely a word of a phrase means what it means alone.
const IN_PHRASE = 0.8;

const hasLetter = (text) => /\p{Alphabetic}/u.test(text);

// Neighbouring words may be one in the handbook: "check in" for checkin.
const neighbours = (words) => {
  const pair = (first, i) => ({ from: i, to: i + 2, word: first + words[i + 1], sureness: 0.9 });
  const pairs = words.slice(0, -1).map(pair);
  return pairs.filter(({ word }) => hasLetter(word));
};

const addMeanings = (groups, meanings) => {
  for (const group of groups) group.meanings = group.meanings.concat(meanings);
};

const addCompound = async (groups, { from, to, word, sureness }, isUnfinished) => {
  const meanings = isUnfinished
    ? await meaningsOf(word, true)
    : (await lookUp(word)).map((entry) => ({ entry, quality: 1 }));
  const own = groups.slice(from, to);
  // What was written as one word is one, if the handbook writes it so.
  if (sureness === 1 && meanings[0]?.quality === 1) {
    for (const meaning of own.flatMap((group) => group.meanings)) meaning.quality /= 2;
  }
  for (const group of own) {
    const copies = meanings.map((meaning) => ({ ...meaning, quality: meaning.quality * sureness }));
    addMeanings([group], copies);
  }
};

// All runs of two to four words.
const runs = (words) =>
  PHRASE_LENGTHS.flatMap((length) => words.slice(length - 1).map((_, i) => words.slice(i, i + length)));

// "changed her mind" means what "changed mind" does.
const allRuns = (words) => {
  const told = words.filter(({ word }) => !settings().idle.includes(word));
  return told.length < words.length ? [...runs(words), ...runs(told)] : runs(words);
};

const loadPhrase = async (run) => ({
  own: run.map(({ group }) => group),
  meanings: await synonymsOf(run.map(({ word }) => word).join(" "), 0.75),
});

// The words of a phrase mean what the phrase means, rather than what each means alone.
const addFoundPhrases = (phrases) => {
  const found = phrases.filter(({ meanings }) => meanings.length);
  for (const group of new Set(found.flatMap(({ own }) => own))) {
    for (const meaning of group.meanings) meaning.quality *= IN_PHRASE;
  }
  for (const { own, meanings } of found) addMeanings(own, meanings);
};

/** Adds the meanings of compounds, of neighbours and of phrases. `isOpen`: the last word may go on. */
export const addPhrases = async (groups, words, compounds, isOpen) => {
  const isUnfinished = ({ to, sureness }) => isOpen && to >= words.length && sureness === 1;
  const phrases = allRuns(words.map((word, i) => ({ word, group: groups[i] }))).map(loadPhrase);
  const joined = [...compounds, ...neighbours(words)].map((one) => addCompound(groups, one, isUnfinished(one)));
  const [found] = await Promise.all([Promise.all(phrases), ...joined]);
  addFoundPhrases(found);
};
