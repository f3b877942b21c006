// Answers a query. In: the text that the reader typed, and the filters that were chosen. Out: `Results`.
import { loadDetails } from "./details.js";
import { loadFilters } from "./filters.js";
import { parseQuery } from "./query.js";
import { rank } from "./rank.js";
import { failureCount, loadStart, wordLists, StaleShard } from "./shards.js";

// So many more results than are shown are looked at, so that a better one among them can come first, if their score
// is not below this part of the last one's.
const LOOK_AHEAD = 2;
const GOOD_ENOUGH = 0.8;

class Results {
  constructor(groups, found, isIncomplete) {
    /** What the words of the query mean. */
    this.groups = groups;
    /** The results as ranked, all of them. */
    this.found = found;
    /** The results whose details are loaded, in the order in which they are shown. */
    this.ready = [];
    /** Whether shards were lost on the way, so that results may be missing. */
    this.isIncomplete = isIncomplete;
  }

  /** Makes at least `count` more results ready, if there are so many. Returns whether details of any were lost. */
  async more(count) {
    const from = this.ready.length;
    const least = GOOD_ENOUGH * (this.found[from + count - 1]?.score ?? 0);
    const candidates = this.found.slice(from, from + count + LOOK_AHEAD);
    const next = candidates.filter(({ score }, i) => i < count || score > least);
    const settled = await Promise.allSettled(next.map((result) => loadDetails(result, this.groups)));
    const loaded = settled.filter(({ status }) => status === "fulfilled").map(({ value }) => value);
    loaded.sort((a, b) => b.nearness - a.nearness || a.page - b.page);
    this.ready = this.ready.concat(loaded);
    const failed = settled.find(({ status }) => status === "rejected");
    if (failed?.reason instanceof StaleShard) throw failed.reason;
    return { isIncomplete: Boolean(failed) };
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

/** Returns the results of a query. `isSecondTry`: the site was published anew, so everything is loaded anew. */
export const search = async (query, filters = {}, isSecondTry = false) => {
  await loadStart(isSecondTry);
  const failuresBefore = failureCount();
  try {
    const isAllowed = await loadFilters(filters);
    const groups = await parseQuery(query);
    const found = groups.some(({ meanings }) => meanings.length) ? await rank(groups, isAllowed) : [];
    for (const group of groups) await findForms(group);
    return new Results(groups, found, failureCount() > failuresBefore);
  } catch (error) {
    if (error instanceof StaleShard && !isSecondTry) return search(query, filters, true);
    throw error;
  }
};
