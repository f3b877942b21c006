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

let answers;

/** Loads the script of the answers (assets/answer/), in an edition that has one. */
export const loadAnswers = () => {
  const src = opener.dataset.answers;
  const load = (onload, onerror) => document.head.append(create("script", { onload, onerror, src }));
  answers ??= src && new Promise(load);
  return answers?.catch(() => {
    answers = undefined;
    throw new Error(src);
  });
};

/** Returns a text of the theme, with its `{places}` filled in. */
export const label = (name, values = {}) => {
  const text = start?.text[name] ?? opener.dataset[name] ?? "";
  return text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
};
