// HTML as a tree that is written in one way, so that two texts which show the same are equal: in the manner of the
// runner of CommonMark's own tests, but read by a parser that reads as browsers do.
import { parse, parseFragment } from "parse5";

const BLOCKS = new Set(
  ("article aside blockquote body button canvas caption center col colgroup dd details div dl dt embed fieldset figcaption " +
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr iframe li map object ol output p pre progress section " +
    "summary table tbody td tfoot th thead tr ul video").split(" "),
);
const EMPTY = new Set("area base br col embed hr img input link meta source track wbr".split(" "));

/** Whether a node is an element, of one of these names where any is given. */
export const isElement = (node, ...names) =>
  node?.tagName !== undefined && (names.length === 0 || names.includes(node.tagName));

/** Whether a node is words. */
export const isText = (node) => node?.nodeName === "#text";

/** An attribute of an element, where it has one. */
export const attribute = (node, name) => node.attrs.find((each) => each.name === name)?.value;

/** Whether an element has a class. */
export const hasClass = (node, name) => isElement(node) && (attribute(node, "class") ?? "").split(" ").includes(name);

/** Sets an attribute, or takes it away. */
export function setAttribute(node, name, value) {
  node.attrs = node.attrs.filter((each) => each.name !== name);
  if (value !== undefined) node.attrs.push({ name, value });
}

/** Every node below one, each before what it holds. */
export function* below(node) {
  for (const child of [...(node.childNodes ?? [])]) {
    yield child;
    yield* below(child);
  }
}

/** Takes a node out. */
export function remove(node) {
  const nodes = node.parentNode.childNodes;
  nodes.splice(nodes.indexOf(node), 1);
}

/** Puts what an element holds in its place. */
export function unwrap(node) {
  const parent = node.parentNode;
  for (const child of node.childNodes) child.parentNode = parent;
  parent.childNodes.splice(parent.childNodes.indexOf(node), 1, ...node.childNodes);
}

/** All words of a node. */
export const wordsOf = (node) => (isText(node) ? node.value : (node.childNodes ?? []).map(wordsOf).join(""));

/** A part of a page as a tree. */
export const fragment = (html) => parseFragment(html);

/** The text of a page, as its author wrote it: without the frame, the title and what stands around it. */
export function textOfPage(html) {
  for (const node of below(parse(html))) {
    if (hasClass(node, "text") && hasClass(node.parentNode, "sheet")) return node;
  }
  throw new Error("the page has no text");
}

/** The addresses to which the links of a tree lead, and those of its images. */
export function addressesOf(root) {
  const out = [];
  for (const node of below(root)) {
    const address = isElement(node, "a") ? attribute(node, "href") : isElement(node, "img") ? attribute(node, "src") : undefined;
    if (address !== undefined) out.push(address);
  }
  return out;
}

function joined(nodes) {
  const out = [];
  for (const node of nodes) {
    const last = out.at(-1);
    if (isText(node) && last !== undefined && isText(last)) last.value += node.value;
    else if (isText(node)) out.push({ nodeName: "#text", value: node.value });
    else out.push(node);
  }
  return out;
}

/** Writes a tree with each block in a line of its own. White space counts where it would be seen. */
export function write(root) {
  let out = "";
  // Whether the place is at the beginning or the end of a block, where nobody sees a space.
  let isEdge = true;
  const text = (value, inPre) => {
    const escaped = value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
    if (inPre) {
      out += escaped;
      return;
    }
    const words = escaped.replace(/[ \t\n\r\f]+/g, " ");
    out += isEdge || out.endsWith(" ") ? words.replace(/^ /, "") : words;
    isEdge &&= words === " " || words === "";
  };
  const edge = (isBlock, inPre) => {
    if (!isBlock) return;
    if (!inPre) out = out.replace(/ $/, "");
    isEdge = true;
  };
  const open = (node) => {
    const attrs = [...node.attrs].sort((a, b) => (a.name < b.name ? -1 : 1));
    const written = attrs.map((each) => ` ${each.name}="${each.value.replaceAll("\"", "&quot;").replace(/\s+/g, " ")}"`);
    return `<${node.tagName}${written.join("")}>`;
  };
  const visit = (node, inPre) => {
    if (isText(node)) {
      text(node.value, inPre);
    } else if (node.nodeName === "#comment") {
      out += `<!--${node.data}-->`;
    } else if (isElement(node)) {
      const name = node.tagName;
      const isBlock = BLOCKS.has(name);
      edge(isBlock, inPre);
      if (isBlock && out !== "" && !out.endsWith("\n")) out += "\n";
      out += open(node);
      if (!isBlock && name !== "br") isEdge = false;
      if (!EMPTY.has(name)) {
        for (const child of joined(node.childNodes)) visit(child, inPre || name === "pre");
        edge(isBlock, inPre || name === "pre");
        out += `</${name}>`;
      }
      edge(isBlock || name === "br", inPre);
    }
  };
  for (const child of joined(root.childNodes)) visit(child, false);
  return out.trim();
}
