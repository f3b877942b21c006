// Narrows the search down. In: the filters that the reader chose, as { section: "safety", status: "retired" }. Out: a
// function that says of the number of a page whether it passes. `start.facets` names the filters; each has a shard
// with its values and those of every page.
import { decodeJson } from "./decode.js";
import { loadShard, start } from "./shards.js";

/** Loads one filter: its values as [key, title], and for each page the number of its value or a list of them. */
export const loadFilter = (name) => loadShard("f-" + name, decodeJson);

const isChosen = (name, value) => value && start.facets.includes(name) && !(name === "status" && value === "all");

const loadTest = async (name, value) => {
  const { values, pages } = await loadFilter(name);
  const wanted = values.findIndex(([key]) => key === value);
  return (page) => (Array.isArray(pages[page]) ? pages[page].includes(wanted) : pages[page] === wanted);
};

// Loads the filters that were chosen. Rules that are over pass only if the reader chose a status, and what is left out
// of search on purpose only if the reader chose a section.
export const loadFilters = async (chosen) => {
  const active = Object.entries(chosen).filter(([name, value]) => isChosen(name, value));
  const tests = await Promise.all(active.map(([name, value]) => loadTest(name, value)));
  if (!chosen.status) tests.push((page) => page < start.active);
  if (!chosen.section) tests.push((page) => page < start.searched || page >= start.active);
  return (page) => tests.every((test) => test(page));
};
