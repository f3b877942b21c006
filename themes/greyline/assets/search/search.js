// Answers a query. In: the text that the reader typed, and the filters that were chosen. Out: `Results`.
import { loadHead } from "./heads.js";
import { loadLater } from "./page.js";
import { parseQuery } from "./query.js";
import { rank } from "./rank.js";
import { failureCount, loadStart, start, wordLists, StaleShard, Superseded } from "./shards.js";

// So many more results than are shown are looked at, so that a better one among them can come first, if their score
// is not below this part of the last one's.
const LOOK_AHEAD = 2;
const GOOD_ENOUGH = 0.8;

// A result is likely if its score is not below this part of the best one's.
const LIKELY = 0.12;

class Results {
  constructor(groups, found, leftOut, isIncomplete) {
    /** What the words of the query mean. */
    this.groups = groups;
    /** The likely results, as ranked. */
    this.found = found.filter(({ score }) => score >= LIKELY * found[0].score);
    /** The others, which are listed when the reader asks for them. */
    this.unlikely = found.slice(this.found.length);
    /** Where nothing was found: what would be, if it were not left out (see later/left-out.js). */
    this.leftOut = leftOut;
    /** The results whose heads are loaded, in the order in which they are shown. */
    this.ready = [];
    /** Whether shards were lost on the way, so that results may be missing. */
    this.isIncomplete = isIncomplete;
  }

  /** Makes at least `count` more results ready, if there are so many. Returns whether heads of any were lost. */
  async more(count) {
    const from = this.ready.length;
    const least = GOOD_ENOUGH * (this.found[from + count - 1]?.score ?? 0);
    const candidates = this.found.slice(from, from + count + LOOK_AHEAD);
    const next = candidates.filter(({ score }, i) => i < count || score > least);
    const settled = await Promise.allSettled(next.map((result) => loadHead(result, this.groups)));
    const loaded = settled.filter(({ status }) => status === "fulfilled").map(({ value }) => value);
    loaded.sort((a, b) => b.merit - a.merit || a.page - b.page);
    this.ready = this.ready.concat(loaded);
    const failed = settled.filter(({ status }) => status === "rejected").map(({ reason }) => reason);
    const mustEnd = failed.find((reason) => reason instanceof StaleShard || reason instanceof Superseded);
    if (mustEnd) throw mustEnd;
    return { isIncomplete: failed.length > 0 };
  }

  /** Adds the unlikely results to those that are listed. */
  addUnlikely() {
    this.found = this.found.concat(this.unlikely.splice(0));
  }

  /** Loads the excerpt of a result. */
  async excerpt(result) {
    return (await loadLater()).loadExcerpt(result, this.groups);
  }
}

// What is near in meaning to a word is shown for it only where nothing else is meant.
const shownMeanings = ({ meanings }) => {
  const others = meanings.filter(({ isNear }) => !isNear);
  return others.length ? others : meanings;
};

// Sets the words by which a group is found in a text: `forms`, all words of its terms in the word lists that were
// loaded, and `prefixes`, the beginnings of words, with how many letters more a word may have.
const findForms = async (group) => {
  group.forms = new Set([group.word]);
  group.prefixes = [];
  const isCompleted = group.meanings.some(({ isCompletion }) => isCompletion);
  if (isCompleted) group.prefixes.push({ prefix: group.word, mostMore: 99 });
  const terms = new Set();
  for (const { entry, rest = [], isSynonym } of shownMeanings(group)) {
    for (const { word, term } of [entry, ...rest]) {
      terms.add(term);
      if (isSynonym) group.prefixes.push({ prefix: word, mostMore: word.length > 4 ? 3 : 1 });
    }
  }
  for (const list of wordLists()) {
    const { entries } = await list.catch(() => ({ entries: [] }));
    for (const { word, term } of entries) {
      if (term && terms.has(term)) group.forms.add(word);
    }
  }
};

// Returns whether a page may be found. Rules that are over pass only if the reader chose a status, and what is left out
// of search on purpose only if the reader chose a section.
const filterFor = async (chosen) => {
  const tests = Object.keys(chosen).length ? await (await loadLater()).loadTests(chosen) : [];
  if (!chosen.status) tests.push((page) => page < start.active);
  if (!chosen.section) tests.push((page) => page < start.searched || page >= start.active);
  return (page) => tests.every((test) => test(page));
};

// Returns the results of a query. It ends with `Superseded` as soon as `isCurrent` says that nobody waits for them.
export const search = async (query, filters = {}, isCurrent = () => true) => {
  const ensureCurrent = () => {
    if (!isCurrent()) throw new Superseded();
  };
  await loadStart();
  const failuresBefore = failureCount();
  const isAllowed = await filterFor(filters);
  ensureCurrent();
  const groups = await parseQuery(query);
  ensureCurrent();
  const isKnown = groups.some(({ meanings }) => meanings.length);
  const found = isKnown ? await rank(groups, isAllowed) : [];
  const leftOut = isKnown && !found.length ? await (await loadLater()).findLeftOut(groups, filters) : undefined;
  ensureCurrent();
  for (const group of groups) await findForms(group);
  return new Results(groups, found, leftOut, failureCount() > failuresBefore);
};
