// Marks the words of a query on the page that a result led to. In: the fragment of the address, which names the words
// and the anchor to go to (see search/item.js). Afterwards it names the anchor alone.
import { addStyle, create, tokenize, tokens } from "./shared.js";

const findRanges = (wanted) => {
  const ranges = [];
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    for (const { index, text, words } of tokens(walker.currentNode.data)) {
      if (!words.some((word) => wanted.has(word))) continue;
      const range = new Range();
      range.setStart(walker.currentNode, index);
      range.setEnd(walker.currentNode, index + text.length);
      ranges.push(range);
    }
  }
  return ranges;
};

// Right behind the loading of a page Firefox looks for the target once more, in the address that it was asked for.
const loaded = () => new Promise((done) => addEventListener("load", () => setTimeout(done), { once: true }));

/** Marks the words that the address names: by CSS where the browser can, or else with <mark>. */
export const highlight = async () => {
  if (document.readyState !== "complete") await loaded();
  const asked = new URLSearchParams(location.hash.slice(1));
  if (!asked.has("mark")) return;
  const anchor = asked.get("to");
  if (anchor) location.replace("#" + encodeURIComponent(anchor));
  else history.replaceState(history.state, "", location.pathname + location.search);
  const wanted = new Set(tokenize(asked.get("mark")));
  const ranges = findRanges(wanted);
  addStyle();
  if (globalThis.CSS?.highlights) {
    CSS.highlights.set("search", new Highlight(...ranges));
  } else {
    // From the last to the first, so that no mark moves the text of another range.
    for (const range of ranges.reverse()) range.surroundContents(create("mark", {}));
  }
};
