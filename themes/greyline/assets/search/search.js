// Answers a query. In: the text that the reader typed, and the filters that were chosen. Out: `Results`.
import { loadExcerpt, loadHead } from "./details.js";
import { loadFilters } from "./filters.js";
import { parseQuery } from "./query.js";
import { rank } from "./rank.js";
import { failureCount, loadStart, start, wordLists, StaleShard, Superseded } from "./shards.js";

// So many more results than are shown are looked at, so that a better one among them can come first, if their score
// is not below this part of the last one's.
const LOOK_AHEAD = 2;
const GOOD_ENOUGH = 0.8;

class Results {
  constructor(groups, found, pastCount, isIncomplete) {
    /** What the words of the query mean. */
    this.groups = groups;
    /** The results as ranked, all of them. */
    this.found = found;
    /** Where nothing was found: how many pages would be, if those of past policies were not left out. */
    this.pastCount = pastCount;
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

  /** Loads the excerpt of a result. */
  excerpt(result) {
    return loadExcerpt(result, this.groups);
  }
}

// Sets the words by which a group is found in a text: `forms`, all words of its terms in the word lists that were
// loaded, and `prefixes`, the beginnings of words, with how many letters more a word may have.
const findForms = async (group) => {
  group.forms = new Set([group.word]);
  group.prefixes = [];
  const isCompleted = group.meanings.some(({ isCompletion }) => isCompletion);
  if (isCompleted) group.prefixes.push({ prefix: group.word, mostMore: 99 });
  const terms = new Set();
  for (const { entry, rest = [], isSynonym } of group.meanings) {
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

/**
 * Returns the results of a query. It ends with `Superseded` as soon as `isCurrent` says that nobody waits for them.
 * `isSecondTry`: the site was published anew, so everything is loaded anew.
 */
export const search = async (query, filters = {}, isCurrent = () => true, isSecondTry = false) => {
  const ensureCurrent = () => {
    if (!isCurrent()) throw new Superseded();
  };
  await loadStart(isSecondTry);
  const failuresBefore = failureCount();
  try {
    const isAllowed = await loadFilters(filters);
    ensureCurrent();
    const groups = await parseQuery(query);
    ensureCurrent();
    const isKnown = groups.some(({ meanings }) => meanings.length);
    const found = isKnown ? await rank(groups, isAllowed) : [];
    const isPast = (page) => page >= start.active;
    const past = isKnown && !found.length && !filters.status ? await rank(groups, isPast) : [];
    ensureCurrent();
    for (const group of groups) await findForms(group);
    return new Results(groups, found, past.length, failureCount() > failuresBefore);
  } catch (error) {
    if (error instanceof StaleShard && !isSecondTry) return search(query, filters, isCurrent, true);
    throw error;
  }
};
