// What the search has to do with the page that it stands on: its links, its style sheet, its texts, new elements.
import { start } from "./shards.js";

/** The first link to the search; it carries the texts that are needed before `start` is loaded. */
export const opener = globalThis.document?.querySelector("a.search");

/** The address of the folder with the page of the search and the shards. */
export const searchFolder = () => new URL(".", opener.href).href;

const siteFolder = () => new URL("..", searchFolder()).href;

/** The address of a page of the site. */
export const addressOf = (path) => siteFolder() + path;

/** Makes an element. What is no property of it becomes an attribute. */
export const create = (name, properties, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in element) element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
};

let styleSheet;

/** Adds the style sheet of the search to the page. */
export const addStyle = () => {
  styleSheet ??= document.head.appendChild(create("link", { rel: "stylesheet", href: opener.dataset.style }));
};

const shared = globalThis.greyline;
const loading = {};

// Loads a script that the first link names, if it names one; a script that failed is asked for again.
const loadScript = (name) => {
  const src = opener?.dataset[name];
  const load = (onload, onerror) => document.head.append(create("script", { onload, onerror, src }));
  loading[name] ??= src && new Promise(load);
  return loading[name]?.catch(() => {
    loading[name] = undefined;
    throw new Error(src);
  });
};

/** Loads the script of the answers (assets/answer/), in an edition that has one. */
export const loadAnswers = () => loadScript("answers");

/** Loads what is not needed for the first results (assets/later/), and returns what the scripts share. */
export const loadLater = async () => {
  await loadScript("later");
  return shared;
};

/** Returns a text of the theme, with its `{places}` filled in. */
export const label = (name, values = {}) => {
  const text = start?.text[name] ?? opener.dataset[name] ?? "";
  return text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
};
