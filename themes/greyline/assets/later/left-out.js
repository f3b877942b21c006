// Says what search leaves out and would have found. In: the groups of a query and the filters. Out: how many past
// policies, and which section that has to be picked; and the links that find them.
import { loadFilter } from "./filters.js";
import { create, label, opener, rank, settings } from "./shared.js";

// The key, the title and the number of pages of the section that the first of some pages is in.
const sectionOf = async (hidden) => {
  if (!hidden.length || !settings().facets.includes("section")) return undefined;
  const { values, pages } = await loadFilter("section");
  const outermost = ({ page }) => [pages[page] ?? []].flat().at(-1);
  const number = outermost(hidden[0]);
  const count = hidden.filter((one) => outermost(one) === number).length;
  return values[number] && { key: values[number][0], title: values[number][1], count };
};

/** Returns `past`, the number of past policies that are left out, and `section`, the one that has to be picked. */
export const findLeftOut = async (groups, { status, section }) => {
  const { active, searched } = settings();
  const past = status ? [] : await rank(groups, (page) => page >= active);
  const hidden = section ? [] : await rank(groups, (page) => page >= searched && page < active);
  return { past: past.length, section: await sectionOf(hidden) };
};

/** Returns links that find what was left out; `addressWith` makes an address with further filters. */
export const leftOutLinks = ({ past, section }, addressWith, isOnOwnPage) => {
  const links = [];
  const add = (filters, text) => {
    const link = create("a", { href: opener.href + addressWith(filters) }, text);
    // On the page of the search the address changes in its fragment alone, and that loads nothing.
    const goAndLoad = (event) => {
      event.preventDefault();
      history.pushState({}, "", link.href);
      location.reload();
    };
    if (isOnOwnPage) link.onclick = goAndLoad;
    links.push(create("li", {}, link));
  };
  if (past) add({ status: "all" }, label("past", { count: past }));
  if (section) add({ section: section.key }, label("elsewhere", { section: section.title, count: section.count }));
  return links;
};
