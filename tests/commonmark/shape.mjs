// What Greyline changes on every page, whatever its author wrote: taken off its pages, or put upon what is expected,
// before the two are compared. Each entry has its reason.
import { fileOf, isOutside } from "./handbook.mjs";
import { attribute, below, hasClass, isElement, isText, remove, setAttribute, unwrap, wordsOf } from "./tree.mjs";

const SITE = "https://handbook.example";
const PAGE = `${SITE}/example-1/`;

/** Each takes one thing off a page of Greyline's. */
export const ADDED = [
  {
    what: "each heading has an anchor, and a link to it",
    why: "readers point others to a section",
    take(node) {
      if (isElement(node, "h2", "h3", "h4", "h5", "h6")) {
        setAttribute(node, "id");
        const around = node.parentNode.childNodes;
        const next = around.slice(around.indexOf(node) + 1).find((one) => !isText(one) || one.value.trim());
        if (hasClass(next, "anchor")) remove(next);
      }
    },
  },
  {
    what: "each item of an ordered list has an anchor",
    why: "clauses are cited",
    take(node) {
      if (isElement(node, "li") && isElement(node.parentNode, "ol")) setAttribute(node, "id");
    },
  },
  {
    what: "code can be scrolled by the keyboard",
    why: "it is wider than a telephone",
    take(node) {
      if (isElement(node, "pre")) setAttribute(node, "tabindex");
    },
  },
  {
    what: "code in a language that is known has colours",
    why: "it reads better",
    take(node) {
      if (isElement(node, "code") && isElement(node.parentNode, "pre")) {
        for (const span of below(node)) if (isElement(span, "span") && /^c-/.test(attribute(span, "class"))) unwrap(span);
      }
    },
  },
  {
    what: "a table stands in a frame",
    why: "the frame scrolls where the table is too wide",
    take(node) {
      if (isElement(node, "div") && hasClass(node, "table")) unwrap(node);
    },
  },
  {
    what: "a task has a sign in the place of a box",
    why: "nobody can tick it",
    take(node) {
      if (hasClass(node, "task")) setAttribute(node, "class");
      if (!hasClass(node, "task-mark")) return;
      node.tagName = "input";
      node.attrs = [{ name: "type", value: "checkbox" }, { name: "disabled", value: "" }];
      if (wordsOf(node) === "☑") setAttribute(node, "checked", "");
      node.childNodes = [];
    },
  },
  {
    what: "images are loaded when they come into sight",
    why: "the page is there sooner",
    take(node) {
      if (isElement(node, "img")) for (const name of ["loading", "decoding"]) setAttribute(node, name);
    },
  },
];

/** Each changes what is expected. */
export const CHANGED = [
  {
    what: "comments, declarations and instructions to other programs are left out",
    why: "authors write in them what no reader should see",
    change(root) {
      for (const node of below(root)) if (node.nodeName === "#comment") remove(node);
    },
  },
  {
    what: "headings are one level lower where the text has one of level 1",
    why: "the title of the page is its only heading of level 1",
    change(root) {
      const headings = [...below(root)].filter((node) => isElement(node) && /^h[1-6]$/.test(node.tagName));
      if (!headings.some((node) => node.tagName === "h1")) return;
      for (const node of headings) node.tagName = `h${Math.min(6, Number(node.tagName[1]) + 1)}`;
    },
  },
  {
    what: "a link or an image without a file is its words",
    why: "no file can have such a name, or it is on another site; broken-link, unreachable-link and missing-image report it",
    change(root) {
      for (const node of below(root)) {
        if (isElement(node, "img") && fileOf(attribute(node, "src")) === undefined) {
          node.parentNode.childNodes.splice(node.parentNode.childNodes.indexOf(node), 1, {
            nodeName: "#text", value: attribute(node, "alt"), parentNode: node.parentNode,
          });
        }
        const address = isElement(node, "a") ? attribute(node, "href") : undefined;
        if (address !== undefined && leadsNowhere(address)) unwrap(node);
      }
    },
  },
];

const leadsNowhere = (address) =>
  address !== "" && !address.startsWith("#") && !isOutside(address) && fileOf(address) === undefined;

/** Addresses as they are seen from the top of the site, without escapes. */
function readAddresses(root, isOurs) {
  for (const node of below(root)) {
    const name = isElement(node, "a") ? "href" : isElement(node, "img") ? "src" : undefined;
    const address = name && attribute(node, name);
    if (address === undefined || address === "" || address.startsWith("#")) continue;
    const from = isOurs || isOutside(address) ? address : `/${fileOf(address).replace(/\.md$/, "/index.html")}`;
    const seen = URL.canParse(from, PAGE) ? new URL(from, PAGE).href : from;
    setAttribute(node, name, decodeURIComponent(seen).replace(SITE, ""));
  }
}

/** Takes off a page what Greyline adds to each. */
export function ours(root) {
  for (const node of below(root)) for (const added of ADDED) added.take(node);
  readAddresses(root, true);
  return root;
}

/** Changes what is expected as Greyline changes each page. */
export function expected(root) {
  for (const changed of CHANGED) changed.change(root);
  readAddresses(root, false);
  return root;
}
