// Splits a text into words, as the program does when it makes the index (src/search/tokenize.rs); both are tested
// against tests/search/cut.txt. In: a text. Out: its words, in lower case and without accents, in order.

const WORD = "\\p{Alphabetic}\\p{M}\\p{N}";

// Characters that nobody sees, and that say where a word may be broken: soft hyphens, spaces without width, joiners.
const UNSEEN = "\\u00ad\\u200b-\\u200f\\u2060\\ufeff";
const ALL_UNSEEN = new RegExp(`[${UNSEEN}]`, "gu");

// A token is a run of letters, marks and digits. Apostrophes, hyphens, "&", "_" and what nobody sees belong to it
// between two of those, points and commas between two digits.
const TOKEN = new RegExp(
  `(?:[${WORD}]|(?<=[${WORD}])(?:['’‐‑&_-]|[${UNSEEN}]+)(?=[${WORD}])|(?<=\\p{N})[.,](?=\\p{N}))+`,
  "gu",
);
const NOT_IN_WORD = new RegExp(`[^${WORD}.]`, "gu");
const ENDS_IN_WORD = new RegExp(`[${WORD}]$`, "u");

// Scripts that put no spaces between words: Thai and Lao, Burmese, Khmer, those of Japanese, and Chinese characters.
const SPACELESS = [
  "\\u0e00-\\u0eff",
  "\\u1000-\\u109f",
  "\\u1780-\\u17ff",
  "\\u3005-\\u3007\\u3040-\\u30ff\\u31f0-\\u31ff\\uff66-\\uff9f",
  "\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}",
].join("");
const SPACELESS_RUN = new RegExp(`([${SPACELESS}]+)`, "u");

// No more characters of a word than these count.
const LONGEST_WORD = 32;

/** Whether a text has a character of a script that puts no spaces between words. */
export const isSpaceless = (text) => SPACELESS_RUN.test(text);

/** Whether a text ends in a word, which its writer may not have finished. */
export const endsInWord = (text) => ENDS_IN_WORD.test(text);

const fold = (word) => {
  const withoutAccents = word.normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  return withoutAccents.toLowerCase().replace(/ß/g, "ss").normalize("NFC").replace(NOT_IN_WORD, "");
};

const foldShortened = (word) => fold([...word].slice(0, LONGEST_WORD).join(""));

// Where no spaces are written, every two neighbouring characters are a word.
const pairs = (text) => {
  const characters = [...text];
  return characters.map((character, i) => foldShortened(character + (characters[i + 1] ?? "")));
};

const splitScripts = (word) =>
  word.split(SPACELESS_RUN).flatMap((run) => {
    if (isSpaceless(run)) return pairs(run);
    return run ? [foldShortened(run)] : [];
  });

// Of a word with an apostrophe the longer side counts: the client of "client's", the eau of "l'eau".
const longestSide = (word) => word.split(/['’]/).reduce((a, b) => ([...b].length > [...a].length ? b : a), "");

/** Returns the tokens of a text: where each begins, its text, its words, and `joined`, the word that several make. */
export const tokens = (text) =>
  Array.from(text.matchAll(TOKEN), ({ 0: token, index }) => {
    const parts = token.replace(ALL_UNSEEN, "").split(/[‐‑&_-]/).map((part) => longestSide(part).replaceAll(",", ""));
    const whole = parts.join("");
    const words = parts.flatMap(splitScripts).filter(Boolean);
    return { index, text: token, words, joined: parts.length > 1 && !isSpaceless(whole) ? foldShortened(whole) : "" };
  });

/** Returns the words of a text; those of "check-in" are check, in, and checkin. */
export const tokenize = (text) => tokens(text).flatMap(({ words, joined }) => (joined ? [...words, joined] : words));
