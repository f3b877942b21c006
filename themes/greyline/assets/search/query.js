// What a query means. In: the text that a reader typed. Out: a group for each of its words. A group has
//   word          the word as it was typed
//   meanings      everything that it may mean (see meanings.js)
//   isLight       whether it is a number or a word of time beside words that tell more
//   isMinor       whether it only helps to rank pages, and a page need not have it
//   isSmall       whether it is a small word, such as "the", beside words that tell more: it is not marked
//   isCorrected   whether the word was misspelt
// and, once the pages are ranked, what rank.js and search.js add.
import { lookUp } from "./dictionary.js";
import { meaningsOf } from "./meanings.js";
import { loadLater } from "./page.js";
import { endsInWord, isSpaceless, tokens } from "./tokenize.js";

// What stands behind so many words of a query is not looked at.
const MOST_TOKENS = 16;
// Of a longer query the rarest words tell enough.
const MOST_MAJOR_WORDS = 8;

// The last character of a spaceless text is half a pair, and tells nothing that the pair before it does not.
const withoutHalfPair = (words) => {
  const last = words.at(-1);
  return words.length > 1 && isSpaceless(last) && [...last].length < 2 ? words.slice(0, -1) : words;
};

// A name and a number that are written as one: the iso and the 27001 of "iso27001".
const NAME_AND_NUMBER = /^(\p{Alphabetic}{2,})(\p{N}{2,})$/u;

const splitNumber = (own) => {
  const [, ...parts] = (own.length === 1 && NAME_AND_NUMBER.exec(own[0])) || [];
  return parts.length ? { words: parts, joined: own[0] } : { words: own };
};

// Splits a query into words, and those that were written as one: "check-in" is check and in, and the compound
// checkin.
const split = (query) => {
  const words = [];
  const compounds = [];
  const capitals = [];
  for (const token of tokens(query).slice(0, MOST_TOKENS)) {
    const parts = splitNumber(withoutHalfPair(token.words));
    const added = parts.words;
    const joined = token.joined || parts.joined;
    const from = words.length;
    words.push(...added);
    if (added.length === 1) capitals[from] = /^[A-Z]{2,4}$/.exec(token.text)?.[0];
    if (joined) compounds.push({ from, to: words.length, word: joined, sureness: 1 });
  }
  return { words, compounds, capitals };
};

const isStopWord = ({ meanings }) => meanings.some(({ entry, quality }) => entry.isStopWord && quality === 1);

const isLight = ({ meanings }) => meanings.some(({ entry, quality }) => entry.isLight && quality === 1);

const frequency = ({ meanings }) => {
  const certain = meanings.filter(({ quality }) => quality === 1);
  return Math.max(0, ...certain.map(({ entry }) => entry.frequency));
};

// Decides which words a page must have: those that say something, and the rarest of those if there are many.
const chooseMajorWords = (groups) => {
  const major = groups.filter((group) => group.meanings.length && !isStopWord(group));
  for (const group of groups) {
    group.isMinor = major.length > 0 && !major.includes(group);
    group.isSmall = group.isMinor && isStopWord(group);
    group.isCorrected = group.meanings[0]?.isCorrection;
  }
  const light = major.filter(isLight);
  for (const group of light) group.isLight = light.length < major.length;
  major.sort((a, b) => frequency(a) - frequency(b));
  for (const group of major.slice(MOST_MAJOR_WORDS)) {
    group.meanings = [];
    group.isMinor = true;
  }
};

// A word in capitals may be another one than in small letters: IT, US. The word lists have it so, if the handbook has.
const parseWord = async (word, capitals, isUnfinished) => {
  const found = capitals ? await lookUp(capitals) : [];
  if (found.length) return { word: capitals, meanings: found.map((entry) => ({ entry, quality: 1 })) };
  return { word, meanings: await meaningsOf(word, isUnfinished) };
};

/** Returns the groups of a query. */
export const parseQuery = async (query) => {
  const { words, compounds, capitals } = split(query);
  const isOpen = endsInWord(query);
  const later = words.length > 1 && loadLater();
  const groups = await Promise.all(
    words.map((word, i) => parseWord(word, capitals[i], isOpen && i === words.length - 1)),
  );
  if (words.length > 1) await (await later).addPhrases(groups, words, compounds, isOpen);
  chooseMajorWords(groups);
  return groups;
};
