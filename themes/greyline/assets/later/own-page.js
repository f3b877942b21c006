// Puts the search box on the page of the search, with the query and the filters that its address asks for.
import { loadFilter } from "./filters.js";
import { addStyle, create, label, loadStart, SearchBox, settings } from "./shared.js";

// Links made by hand may have it as a query.
const addressed = () => new URLSearchParams(location.hash.slice(1) || location.search);

// Adds the fields in which filters are chosen, with the values of this handbook; those of the address are chosen.
const fillFilters = async (box) => {
  const names = settings().facets;
  const loaded = await Promise.all(names.map(loadFilter));
  for (const [i, name] of names.entries()) {
    const isStatus = name === "status";
    const all = ["", label(isStatus ? "in_force" : "any")];
    const options = [all, ...loaded[i].values, ...(isStatus ? [["all", label("with_retired")]] : [])];
    const select = create("select", {});
    select.onchange = () => {
      box.chosen[name] = select.value;
      box.run();
    };
    select.append(...options.map(([value, text]) => create("option", { value }, text)));
    select.value = addressed().get(name) ?? "";
    box.chosen[name] = select.value;
    box.filters.append(create("label", {}, label(name), select));
  }
};

/** Puts a box in its place on the page. The filters are filled when they are opened, once. */
export const showOnPage = (place) => {
  const asked = addressed();
  const box = new SearchBox(true);
  let filling;
  const fillOnce = () => {
    filling ??= fillFilters(box).catch((error) => {
      filling = undefined;
      throw error;
    });
    return filling;
  };
  box.filters.ontoggle = () => box.filters.open && fillOnce().catch(() => box.say(label("failed")));
  addStyle();
  place.replaceChildren(box.element);
  box.input.value = asked.get("q") ?? "";
  const prepare = async () => {
    await loadStart();
    if (asked.size <= (asked.has("q") ? 1 : 0)) return;
    box.filters.open = true;
    await fillOnce();
  };
  prepare().finally(() => box.run());
  box.input.focus();
};
