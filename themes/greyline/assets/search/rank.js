// Ranks the pages. In: the groups of a query (see query.js). Out: the pages that answer it, the best first. A result
// has
//   page          the number of the page in the index
//   score         how well the page answers
//   passage       the number of the passage that answers best; 0 is the head of the page, and behind the passages come
//                 its options and cases, one by one
//   preferHead    whether the head of the page answers nearly as well as that passage
//   otherPassages the numbers of further passages that answer nearly as well
//   hasAllWords   whether the page has every word of the query
// Each group gets
//   terms         what was loaded for its meanings, each with its weight in the score
//   rarity        how much the word tells: one that is on few pages tells more than one that is on many
//   share         how much of its weight counts
import { decodePostings } from "./decode.js";
import { lastUpTo } from "./dictionary.js";
import { loadShard, orElse, start } from "./shards.js";

// The most shards of postings that a query loads for what its words may mean beside what they mean first of all.
const MOST_SHARDS = 16;
// The most pages whose best passage is looked for.
const MOST_EXAMINED = 40;
// The weight at which a word has half of its effect, so that a word that is repeated does not outweigh all others.
const HALF_EFFECT = 7.5;
// How much the other passages of a page with a word add to the best one.
const REST = 0.5;
// Another passage of a page answers too, if it says so much of what the best one says.
const OTHERS = 0.6;
// How much it counts that one option, case, heading or title of a policy says by itself what is asked, beside how well
// its page does; and more where no page has every word: then words that stand together tell more than rare ones.
const POINT = 1.4;
const POINT_IF_NONE = 2;
// The weight at which a word counts in full there. A text of many words, and the text below a heading, stay below it.
const FULL_POINT = 5;
// Pages that are no policies come behind those that are.
const OTHER_PAGE = 0.75;
// How much of its weight a word has that only helps to rank.
const MINOR = 0.3;
// How much of its weight a number or a word of time has, unless a page says it beside its neighbour in the query.
const LIGHT = 0.8;
// The power of its information that a word tells: a word on a single page does not outweigh all others.
const TELLING = 0.8;
// Of a query with more words than these that tell something, many are incidental.
const FEW_WORDS = 2;

const pageWeight = (page) => (page < start.rules || !start.rules ? 1 : OTHER_PAGE);

const saturate = (weight) => weight / (weight + HALF_EFFECT);

const byScore = (a, b) => b.score - a.score || a.page - b.page;

const loadTerm = async ({ term }) => {
  if (!term) return undefined;
  const [shard, position] = term.split(".");
  const terms = await loadShard("p" + shard, decodePostings).catch(orElse([]));
  return terms[position - 1];
};

const indexOf = (pages, page) => {
  const i = lastUpTo(pages, page);
  return pages[i] === page ? i : -1;
};

// The weight that all of the terms have in a passage: the least of them, or 0 if one is not there.
const commonWeight = (terms, page, passage) => {
  const weights = terms.map(({ pages, offsets, passages, weights: all }) => {
    const i = indexOf(pages, page);
    const at = i < 0 ? -1 : passages.slice(offsets[i], offsets[i + 1]).indexOf(passage);
    return at < 0 ? 0 : all[offsets[i] + at];
  });
  return Math.min(...weights);
};

// Makes one term of several: its passages are those that have all of them.
const intersect = (terms) => {
  const [first, ...others] = terms;
  if (!others.length) return first;
  const out = { pageCount: 0, pages: [], offsets: [0], passages: [], weights: [] };
  first.pages.forEach((page, i) => {
    for (let n = first.offsets[i]; n < first.offsets[i + 1]; n++) {
      const weight = Math.min(first.weights[n], commonWeight(others, page, first.passages[n]));
      if (!weight) continue;
      out.passages.push(first.passages[n]);
      out.weights.push(weight);
    }
    if (out.passages.length > out.offsets.at(-1)) {
      out.pages.push(page);
      out.offsets.push(out.passages.length);
    }
  });
  out.pageCount = out.pages.length;
  return out;
};

// Loads the terms of all groups: what each word means first of all, then what else it may mean, until that is enough.
const loadTerms = async (groups) => {
  const wanted = [];
  for (const group of groups) {
    group.terms = new Map();
    group.meanings.sort((a, b) => b.quality - a.quality);
    group.meanings.forEach((meaning, order) => wanted.push({ group, meaning, order }));
  }
  wanted.sort((a, b) => a.order - b.order || b.meaning.quality - a.meaning.quality);
  const shards = new Set();
  const loadMeaning = async ({ group, meaning: { entry, rest = [], quality, isSynonym }, order }) => {
    const entries = [entry, ...rest];
    const added = entries.map(({ term }) => parseInt(term)).filter((shard) => !shards.has(shard));
    if (order && shards.size + added.length > MOST_SHARDS) return;
    for (const shard of added) shards.add(shard);
    const terms = await Promise.all(entries.map(loadTerm));
    const term = terms.every(Boolean) && intersect(terms);
    if (term && !(group.terms.get(term)?.quality >= quality)) group.terms.set(term, { quality, isSynonym });
  };
  await Promise.all(wanted.map(loadMeaning));
};

// Sets the rarity of a group and the weights of its terms. A synonym counts by its own rarity, but not beyond the
// word's.
const weighTerms = (group) => {
  const rarity = (pages) => {
    const information = Math.log(1 + (start.count - pages + 0.5) / (pages + 0.5));
    return information ** TELLING * (group.isMinor ? MINOR : 1) * (group.isLight ? LIGHT : 1);
  };
  const terms = [...group.terms.keys()];
  const own = terms.filter((term) => !group.terms.get(term).isSynonym);
  const pages = new Set(own.flatMap((term) => [...term.pages]));
  const ofSynonyms = terms.filter((term) => !own.includes(term)).map(({ pageCount }) => rarity(pageCount));
  // A word that few pages use counts no more than the common word that it stands for.
  const most = ofSynonyms.length ? Math.max(...ofSynonyms) : Infinity;
  group.rarity = own.length
    ? Math.min(most, rarity(Math.max(pages.size, ...own.map(({ pageCount }) => pageCount))))
    : Math.max(0, ...ofSynonyms);
  for (const [term, { quality, isSynonym }] of group.terms) {
    group.terms.set(term, quality * (isSynonym ? Math.min(rarity(term.pageCount), group.rarity) : group.rarity));
  }
};

/** Returns how much the words of some groups tell together. */
export const totalRarity = (groups) => groups.reduce((sum, { rarity }) => sum + rarity, 0);

// What one term adds to the score of a page: the weight in its head, in its best passage, and a little for all
// others.
const termScore = ({ offsets, passages, weights }, i) => {
  let head = 0;
  let best = 0;
  let sum = 0;
  for (let n = offsets[i]; n < offsets[i + 1]; n++) {
    if (passages[n]) {
      sum += weights[n];
      best = Math.max(best, weights[n]);
    } else {
      head = weights[n];
    }
  }
  return saturate(head + best + REST * Math.log2(1 + sum - best));
};

// Returns the score of every page, and the rarity of the words that it has.
const scorePages = (groups) => {
  const scores = new Float64Array(start.count);
  const found = new Float64Array(start.count);
  for (const group of groups) {
    const best = new Float64Array(start.count);
    for (const [term, weight] of group.terms) {
      term.pages.forEach((page, i) => {
        best[page] = Math.max(best[page], group.share * weight * termScore(term, i));
      });
    }
    const required = group.isMinor ? 0 : group.rarity;
    for (let page = 0; page < start.count; page++) {
      if (!best[page]) continue;
      scores[page] += best[page];
      found[page] += required;
    }
  }
  return { scores, found };
};

/** What a page has of a group: for each term its weights by passage and their sum, and all passages with any. */
export const occurrences = (group, page) => {
  const allPassages = new Set();
  const terms = [];
  for (const [term, weight] of group.terms) {
    const i = indexOf(term.pages, page);
    if (i < 0) continue;
    const weights = new Map();
    let sum = 0;
    for (let n = term.offsets[i]; n < term.offsets[i + 1]; n++) {
      weights.set(term.passages[n], term.weights[n]);
      allPassages.add(term.passages[n]);
      if (term.passages[n]) sum += term.weights[n];
    }
    terms.push({ term, weight, weights, sum });
  }
  return { group, terms, allPassages };
};

// How well one passage has one group: with the head and the rest of its page, by itself, in the head, as one of its
// points, and whether at all. `told` has the terms by which the groups before it are in this point: what a phrase means
// counts once there, and not for each of its words.
const passageValue = (terms, passage, told) => {
  const out = { value: 0, alone: 0, inHead: 0, point: 0, isHere: false };
  let teller;
  for (const { term, weight, weights, sum } of terms) {
    const head = weights.get(0) ?? 0;
    const own = passage ? (weights.get(passage) ?? 0) : 0;
    const rest = REST * Math.log2(1 + sum - own);
    const effect = head + own ? saturate(head + own + rest) : 0.5 * saturate(rest / REST);
    out.value = Math.max(out.value, weight * effect);
    out.alone = Math.max(out.alone, weight * saturate(own));
    out.inHead = Math.max(out.inHead, saturate(head));
    const point = told.has(term) ? 0 : weight * Math.min(1, (passage ? own : head) / FULL_POINT);
    if (point > out.point) [out.point, teller] = [point, term];
    out.isHere ||= head + own > 0;
  }
  if (teller) told.add(teller);
  return out;
};

// Scores one passage of a page. `found` is the rarity of the words that the page has.
const scorePassage = (all, passage, passageCount, { full, strictness }) => {
  let score = 0;
  let alone = 0;
  let point = 0;
  let found = 0;
  let foundHere = 0;
  const told = new Set();
  const values = all.map(({ terms }) => passageValue(terms, passage, told));
  for (const [i, { group, allPassages }] of all.entries()) {
    const here = values[i];
    const tells = (n) => values[n]?.isHere && !all[n].group.isLight && !all[n].group.isMinor;
    const isBesideNeighbour = group.isLight && (tells(i - 1) || tells(i + 1));
    score += (group.share * here.value) / (isBesideNeighbour ? LIGHT : 1);
    // A word that the title or every passage of the page has does not tell one passage from another.
    const distinctness = Math.log(1 + passageCount / (allPassages.size + 1));
    alone += here.alone * (1 - here.inHead) * distinctness;
    point += group.isMinor ? 0 : here.point;
    const required = group.isMinor || !here.value ? 0 : group.rarity;
    found += required;
    if (here.isHere) foundHere += required;
  }
  score *= full ? ((found + foundHere) / 2 / full) ** strictness : 1;
  return { score, alone, point, found };
};

// Sets the score of a result anew, by its best passage: words that stand there or in the head count in full, others
// less. Sets how much the best of its points says, which passage says most by itself, and whether it adds so little to
// the head that the result may lead there.
const examine = (result, groups, query) => {
  const all = groups.map((group) => occurrences(group, result.page));
  const passages = new Set([0, ...all.flatMap(({ allPassages }) => [...allPassages])]);
  let headScore = 0;
  let mostAlone = 0;
  result.score = 0;
  result.point = 0;
  result.passage = 0;
  const byPassage = [];
  for (const passage of passages) {
    const { score, alone, point, found } = scorePassage(all, passage, passages.size, query);
    result.hasAllWords = found >= query.full - 1e-9;
    result.score = Math.max(result.score, score * pageWeight(result.page));
    if (result.page < start.rules) result.point = Math.max(result.point, point);
    if (passage) byPassage.push({ passage, alone });
    if (!passage) {
      headScore = score;
    } else if (alone > mostAlone) {
      mostAlone = alone;
      result.passage = passage;
      result.preferHead = headScore >= 0.9 * score;
    }
  }
  const others = byPassage.filter(({ passage, alone }) => passage !== result.passage && alone > OTHERS * mostAlone);
  result.otherPassages = others.sort((a, b) => b.alone - a.alone).map(({ passage }) => passage);
};

/** Returns the results of a query among the pages that `isAllowed` lets pass. */
export const rank = async (groups, isAllowed) => {
  await loadTerms(groups);
  groups.forEach(weighTerms);
  const major = groups.filter(({ isMinor }) => !isMinor);
  const minor = groups.filter(({ isMinor }) => isMinor);
  const full = totalRarity(major);
  // The words that a question is made of never outweigh what it asks for.
  const minorShare = full ? Math.min(1, full / 4 / totalRarity(minor)) : 1;
  for (const group of groups) group.share = group.isMinor ? minorShare : 1;
  // The longer a query is, the more of its words are incidental, and the less a page loses that lacks some.
  const telling = major.filter(({ rarity }) => rarity).length;
  const strictness = Math.min(1, FEW_WORDS / telling) + 1 / telling;
  const { scores, found } = scorePages(groups);
  const results = [];
  for (let page = 0; page < start.count; page++) {
    if (!scores[page] || (full && !found[page]) || !isAllowed(page)) continue;
    const completeness = full ? found[page] / full : 1;
    results.push({ page, score: pageWeight(page) * scores[page] * completeness ** strictness });
  }
  results.sort(byScore);
  const first = results.slice(0, MOST_EXAMINED);
  for (const result of first) examine(result, groups, { full, strictness });
  const best = Math.max(...first.map(({ score }) => score)) || 1;
  const ofPoints = full && (first.some(({ hasAllWords }) => hasAllWords) ? POINT : POINT_IF_NONE) / full;
  for (const result of first) result.score = result.score / best + ofPoints * result.point;
  first.sort(byScore);
  // The scores of the rest are of another kind, and only their order counts.
  const rest = results.slice(MOST_EXAMINED);
  for (const result of rest) result.score = 0;
  return [...first, ...rest];
};
