// Marks the words of a query on the page that a result led to. In: the address, whose ?mark= names the words.
import { addStyle, create } from "./page.js";
import { tokenize, tokens } from "./tokenize.js";

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

/** Marks the words that the address names: by CSS where the browser can, or else with <mark>. */
export const highlight = () => {
  const wanted = new Set(tokenize(new URLSearchParams(location.search).get("mark") ?? ""));
  if (!wanted.size) return;
  const ranges = findRanges(wanted);
  addStyle();
  if (globalThis.CSS?.highlights) {
    CSS.highlights.set("search", new Highlight(...ranges));
  } else {
    // From the last to the first, so that no mark moves the text of another range.
    for (const range of ranges.reverse()) range.surroundContents(create("mark", {}));
  }
};
