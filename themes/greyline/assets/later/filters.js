// Restricts the pages that a query may find. In: the filters that the reader chose, by name. Out: tests of a page by
// its number.
import { decodeJson, loadShard, settings } from "./shared.js";

/** Loads one filter: its values as [key, title], and for each page the number of its value or a list of them. */
export const loadFilter = (name) => loadShard("f-" + name, decodeJson);

const isChosen = ([name, value]) =>
  value && settings().facets.includes(name) && !(name === "status" && value === "all");

const loadTest = async ([name, value]) => {
  const { values, pages } = await loadFilter(name);
  const wanted = values.findIndex(([key]) => key === value);
  return (page) => (Array.isArray(pages[page]) ? pages[page].includes(wanted) : pages[page] === wanted);
};

/** Loads a test for each filter that was chosen. */
export const loadTests = (chosen) => Promise.all(Object.entries(chosen).filter(isChosen).map(loadTest));
