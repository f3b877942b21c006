// What an empty search box offers: what was asked last on this device, and the touchpoints. The queries are kept in the
// storage of the browser, and go nowhere else; a page of a site and its folder have a list of their own.
import { addressOf, create, label, searchFolder, settings } from "./shared.js";

const MOST = 6;

const key = () => "greyline-searches " + new URL(searchFolder()).pathname;

// A browser may refuse its storage, and somebody else may have written there.
const read = () => {
  try {
    const queries = JSON.parse(localStorage.getItem(key()));
    return Array.isArray(queries) ? queries.filter((query) => typeof query === "string").slice(0, MOST) : [];
  } catch {
    return [];
  }
};

const write = (queries) => {
  try {
    if (queries.length) localStorage.setItem(key(), JSON.stringify(queries));
    else localStorage.removeItem(key());
  } catch {
    // Then nothing is kept.
  }
};

/** Notes that a result of a query was opened. */
export const remember = (query) => {
  const text = query.trim();
  if (text) write([text, ...read().filter((other) => other !== text)].slice(0, MOST));
};

const recent = (ask) => {
  const queries = read();
  if (!queries.length) return [];
  const items = queries.map((text) => {
    const button = create("button", { type: "button", onclick: () => ask(text) }, text);
    return create("li", {}, button);
  });
  const block = create("div", {});
  const clear = () => {
    write([]);
    block.remove();
  };
  const kept = create("p", {}, label("kept") + " ");
  kept.append(create("button", { type: "button", onclick: clear }, label("clear")));
  block.append(create("h2", {}, label("recent")), create("ul", {}, ...items), kept);
  return [block];
};

const touchpoints = () => {
  const named = settings().touchpoints;
  if (!named.length) return [];
  const items = named.map(([title, address]) =>
    create("li", {}, create("a", { href: addressOf(address) }, title)),
  );
  return [create("div", {}, create("h2", {}, label("touchpoints")), create("ul", {}, ...items))];
};

/** Returns what stands below an empty box; `ask` searches for a text. */
export const suggestions = (ask) => [...recent(ask), ...touchpoints()];
