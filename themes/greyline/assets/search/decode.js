// Decodes the shards of the index. In: the bytes of a shard. Out: the objects that the other modules work with. The
// formats are described where they are written: dictionary.rs, postings.rs and results.rs in the program's src/search/.

const decodeText = (bytes) => new TextDecoder().decode(bytes);

export const decodeJson = (bytes) => JSON.parse(decodeText(bytes));

class ByteReader {
  constructor(bytes) {
    this.bytes = bytes;
    this.position = 0;
  }

  byte() {
    return this.bytes[this.position++];
  }

  /** Reads a number of any length: seven bits a byte, the lowest first; all bytes but the last have the eighth set. */
  number() {
    let value = 0;
    let scale = 1;
    let byte;
    do {
      byte = this.byte();
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte > 127);
    return value;
  }

  take(length) {
    this.position += length;
    return this.bytes.subarray(this.position - length, this.position);
  }

  rest() {
    return this.bytes.subarray(this.position);
  }
}

// Numbers that may be negative are written as 0, -1, 1, -2, 2 and so on.
const unzigzag = (number) => (number % 2 ? -(number + 1) / 2 : number / 2);

// Each number is written as its difference from the one before.
const decodeDifferences = (reader, count) => {
  let value = 0;
  return Array.from({ length: count }, () => (value += unzigzag(reader.number())));
};

// A word list has, for each word:
//   term         where its postings are, as "SHARD.POSITION", or "" where it has none
//   frequency    0 to 15: the logarithm of the number of pages that have it
//   isStopWord   whether it is one of the small words that nearly every sentence has
//   isStrong     whether a title, an id or a keyword has it
//   isLight      whether it is a number or a word of time, which tells little by itself
// and for some phrases the words to search for as well.
export const decodeWordList = (bytes, hasTerms) => {
  const reader = new ByteReader(bytes);
  const count = reader.number();
  const sharedLengths = reader.take(count);
  const marks = reader.take(count);
  const shards = hasTerms ? decodeDifferences(reader, count) : [];
  const positions = hasTerms ? decodeDifferences(reader, count) : [];
  const lines = decodeText(reader.rest()).split("\n");
  let word = "";
  const entries = Array.from(sharedLengths, (length, i) => {
    word = word.slice(0, length) + lines[i];
    return {
      word,
      term: positions[i] ? shards[i] + "." + positions[i] : "",
      frequency: marks[i] & 15,
      isStopWord: (marks[i] & 16) > 0,
      isStrong: (marks[i] & 32) > 0,
      isLight: (marks[i] & 64) > 0,
    };
  });
  return { entries, synonyms: new Map(lines.slice(count, -1).map((line) => line.split("="))) };
};

/** Decodes a shard of near words: for each word that may be typed, the words to search for as well. */
export const decodeNearWords = (bytes) => new Map(decodeText(bytes).split("\n").map((line) => line.split("=")));

/** Stands for a word list that did not arrive. */
export const NO_WORDS = { entries: [], synonyms: new Map() };

// The index has 16 levels of weight; two levels up is twice the weight.
const WEIGHTS = Array.from({ length: 16 }, (_, level) => 2 ** ((level - 4) / 2));

// The postings of a term say on which pages it is, and in which passages of each. Passage 0 is the head of a page:
// its title, its card and the like. Those of pages[i] are passages[n] with weights[n], for n from offsets[i] to below
// offsets[i + 1]. A term on very many pages has postings for the weightiest only; `pageCount` counts all of them.
export const decodePostings = (bytes) => {
  const reader = new ByteReader(bytes);
  const terms = Array.from({ length: reader.number() }, () => {
    const head = reader.number();
    const kept = head >> 1;
    const isCut = head % 2 > 0;
    const pageCount = isCut ? reader.number() : kept;
    return { pageCount, pages: new Uint32Array(kept), offsets: [0], passages: [], weights: [] };
  });
  for (const { pages } of terms) {
    let page = 0;
    for (let i = 0; i < pages.length; i++) pages[i] = page += reader.number();
  }
  for (const { pages, offsets } of terms) {
    for (let i = 0; i < pages.length; i++) offsets.push(offsets[i] + reader.number() + 1);
  }
  for (const term of terms) {
    for (let i = 0; i < term.pages.length; i++) decodePassages(reader, term, term.offsets[i + 1] - term.offsets[i]);
  }
  return terms;
};

// A byte for each passage: its distance from the one before, of which 15 means that the rest follows, and its level.
const decodePassages = (reader, { passages, weights }, count) => {
  let passage = 0;
  for (let n = 0; n < count; n++) {
    const byte = reader.byte();
    const distance = byte >> 4;
    passage += distance < 15 ? distance : 15 + reader.number();
    passages.push(passage);
    weights.push(WEIGHTS[byte & 15]);
  }
};

// The reader's day, as the index writes days. From the day on which something of a page changes, nothing that may have
// ended is offered.
const today = () => {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
};

// Most anchors are made of their headings, and are not sent.
const usualAnchor = (title) => title.replace(/[^\w -]/g, "").replaceAll(" ", "-").toLowerCase();

const decodeHeading = ([title, anchor, above], all) => ({
  title,
  anchor: anchor === 0 ? usualAnchor(title) : anchor,
  above: (above ?? []).map((number) => all[number][0]),
});

const decodeHead = (head) => {
  const isOutOfDate = head.u !== undefined && head.u <= today();
  return {
    title: head.t,
    address: head.a,
    headings: head.h.map((heading) => decodeHeading(heading, head.h)),
    headingOfPassage: head.p,
    sections: head.s ?? [],
    kind: head.k,
    standing: isOutOfDate ? undefined : head.st,
    id: head.i,
    flexibility: head.f,
    isOutOfDate,
    texts: head.x,
    hasAnswer: head.o === 1,
  };
};

// Decodes what the list of results shows of some pages. `texts` says where the texts of a page are: first its card,
// then its passages.
export const decodeHeads = (bytes) => decodeJson(bytes).map(decodeHead);
