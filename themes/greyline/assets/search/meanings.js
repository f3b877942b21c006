// What a single typed word may mean. In: a word. Out: a list of meanings, the likeliest kinds first. A meaning has
//   entry         the entry of the word list that is meant
//   quality       how surely it is meant, from 0 to 1
//   rest          further entries, which a page must have in the same passage; for phrases that stand for a word
//   isSynonym     whether it is another word that stands for the typed one
//   isNear        whether that is only near to it in meaning
//   isCompletion  whether it is a longer word that begins with the typed one
//   isCorrection  whether the typed word was misspelt, and by how many `edits`
import { entriesStartingWith, lookUp, nearWordsOf, synonymsOf } from "./dictionary.js";
import { loadLater } from "./page.js";
import { start } from "./shards.js";
import { isSpaceless } from "./tokenize.js";

/** Returns the length of the common beginning of two words. */
export const commonPrefixLength = (a, b) => {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
};

/** Whether a text has a digit. */
export const hasDigit = (text) => /\p{N}/u.test(text);

// The other forms that a word may have, by the endings that the handbook's own words exchange: refunds, refunded,
// refunding.
const otherForms = (word) => {
  const forms = new Set();
  for (const [ending, other] of start.endings) {
    const stemLength = word.length - ending.length;
    if (word.endsWith(ending) && stemLength > 2) forms.add(word.slice(0, stemLength) + other);
  }
  return [...forms];
};

// How surely a word is meant that is near in meaning to a word of the handbook, and to one that the handbook lacks.
const NEAR = 0.1;
const NEAR_UNKNOWN = 0.3;
const MOST_NEAR = 4;

// Among words with the same beginning, those that are frequent, in titles, and short come first.
const worth = ({ word, frequency, isStrong }) => frequency + (isStrong ? 3 : 0) - word.length / 8;

const completions = (word, related, isKnown) => {
  const longer = related.filter((entry) => entry.word.startsWith(word)).slice(0, word.length < 3 ? 4 : 8);
  const quality = ({ isStrong }) => {
    if (!isKnown) return 0.8;
    return isStrong ? 0.6 : 0.35;
  };
  return longer.map((entry) => ({ entry, quality: quality(entry), isCompletion: true }));
};

// Words that begin alike and are not filed under one term: closure and closing, terrorist and terrorism. Of a word
// that the handbook has, only those that differ from it in an ending, or doubt would be found for double.
const cousins = (word, related, meanings, isKnown) => {
  const hasEnding = (one, length) => length === one.length || start.suffixes.includes(one.slice(length));
  const isAlike = ({ word: other }) => {
    const length = commonPrefixLength(word, other);
    const enough = 0.6 * Math.max(word.length, other.length) - (isKnown ? 0 : 0.5);
    return length >= Math.max(4, enough) && (!isKnown || (hasEnding(word, length) && hasEnding(other, length)));
  };
  const isNew = (entry) => !meanings.some((meaning) => meaning.entry.term === entry.term);
  const found = related.filter((entry) => isAlike(entry) && isNew(entry)).slice(0, 4);
  return found.map((entry) => ({ entry, quality: isKnown ? 0.4 : 0.7 }));
};

// Words of the handbook that are near in meaning to a word, or to one of its forms.
const nearWords = async (word, isKnown) => {
  if (word.length < 3) return [];
  const own = await nearWordsOf(word, isKnown ? NEAR : NEAR_UNKNOWN);
  if (own.length || isKnown) return own;
  const found = await Promise.all(otherForms(word).map((form) => nearWordsOf(form, NEAR_UNKNOWN)));
  return found.flat().slice(0, MOST_NEAR);
};

/** Returns the meanings of a word. `isUnfinished`: the reader may still be typing it. */
export const meaningsOf = async (word, isUnfinished) => {
  const nearby = await entriesStartingWith(word.slice(0, 4), word, isUnfinished ? 2 : 1);
  const same = nearby.filter((entry) => entry.word === word);
  const meanings = same.map((entry) => ({ entry, quality: 1 }));
  if (same.some(({ isStopWord }) => isStopWord) && !isUnfinished) return meanings;
  let synonyms = (await synonymsOf(word, same.length ? 0.5 : 0.75)).slice(0, same.length ? 3 : 4);
  if (!same.length) {
    const forms = otherForms(word);
    const entries = (await Promise.all(forms.map((form) => lookUp(form)))).flat();
    meanings.push(...entries.map((entry) => ({ entry, quality: 0.9 })));
    if (!synonyms.length) {
      synonyms = (await Promise.all(forms.map((form) => synonymsOf(form, 0.7)))).flat().slice(0, 4);
    }
  }
  const near = await nearWords(word, same.length > 0);
  const related = nearby.filter((entry) => entry.word !== word && entry.term && !entry.isStopWord);
  related.sort((a, b) => worth(b) - worth(a));
  if (isUnfinished && (word.length > 1 || isSpaceless(word))) {
    meanings.push(...completions(word, related, meanings.length > 0));
  }
  const isKnown = meanings.length + synonyms.length > 0;
  const mayBeMisspelt = !isKnown && word.length > 3 && !hasDigit(word);
  const { correct, cuts } = mayBeMisspelt ? await loadLater() : {};
  if (mayBeMisspelt) meanings.push(...(await cuts(word)));
  const corrections = mayBeMisspelt && !meanings.length ? await correct(word, isUnfinished) : [];
  if (corrections.some(({ edits }) => edits < 2)) return corrections;
  return [...meanings, ...synonyms, ...near, ...cousins(word, related, meanings, isKnown), ...corrections];
};
