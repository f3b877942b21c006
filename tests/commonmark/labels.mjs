// Blocks for one audience in every kind of text that CommonMark knows: one with a word of its own is put before each
// line of each example, then the same in a quote and in an item. Either that is an error, or clients read the page as
// if the block had never been.
import { Handbook } from "./handbook.mjs";
import { attribute, below, isElement, setAttribute, wordsOf, write } from "./tree.mjs";

/** The rules that may refuse a page, and why they may. */
const REFUSED = {
  "ambiguous-block": "the block stands in code that is never closed or seems to begin anew; it may be no example",
  "forbidden-html": "the example is refused without the block, too",
  "stray-fence": "the block stands in HTML, where it opens nothing",
  "unclosed-comment": "the block ends a paragraph, and with it the comment that begins there",
};

/** The examples whose page is another one without the block, by the reason. */
const DIFFERENT = [
  {
    why: "two lines that would be read as one without the block stay apart where more words would be shown",
    examples: [213, 285, 304],
  },
  {
    why: "of the empty lines around the block one is left, in code too",
    examples: [111, 264, 318],
  },
  {
    why: "an empty line beside the block goes with it where it would make a list loose",
    examples: [38, 313, 314, 315, 326, 1043],
  },
  {
    why: "an item or a quote that held nothing else goes with the block; one that began with it goes on behind it",
    examples: [207, 227, 239, 240],
  },
];

const CONTEXTS = {
  plain: (lines) => lines,
  quote: (lines) => lines.map((line) => `> ${line}`),
  item: (lines) => lines.map((line, at) => (at === 0 ? `- ${line}` : line === "" ? "" : `  ${line}`)),
};

const SECRET = /zq\d+[a-z]+\d+qz/g;

/** Whether a word is shown as a part of an example of a block, in code. */
function isInCode(root, word) {
  return [...below(root)].some((node) => isElement(node, "pre") && wordsOf(node).includes(`::: staff\n${word}\n:::`));
}

/** A text as clients read it, without what is made of the page's address. */
function shown(root) {
  for (const node of below(root)) {
    if (isElement(node, "a") && attribute(node, "href") !== undefined) setAttribute(node, "href", "");
  }
  return write(root);
}

/** Puts the blocks into the examples. Returns what is not as it should be, and prints how many pages there were. */
export function checkLabels(program, examples) {
  const handbook = new Handbook(program);
  const faults = [];
  try {
    const pages = [];
    for (const { number, markdown } of examples) {
      const lines = markdown.replace(/\n$/, "").split("\n");
      for (const [context, put] of Object.entries(CONTEXTS)) {
        const body = (text) => `${put(text).join("\n")}\n`;
        const without = `e${number}-${context}`;
        handbook.page(without, body(lines), "client");
        for (let at = 0; at <= lines.length; at += 1) {
          const word = `zq${number}${context}${at}qz`;
          const text = body([...lines.slice(0, at), "::: staff", word, ":::", ...lines.slice(at)]);
          pages.push({ number, name: `${without}-${at}`, without, word, text });
          handbook.page(`${without}-${at}`, text, "client");
        }
      }
    }
    const refused = handbook.build();
    const listed = new Set(DIFFERENT.flatMap((entry) => entry.examples));
    const found = new Set();
    const inCode = new Set();
    let built = 0;
    for (const { number, name, without, word, text } of pages) {
      const unknown = (refused.get(name) ?? []).filter((rule) => REFUSED[rule] === undefined);
      if (unknown.length > 0) faults.push(`${name} is refused: ${unknown.join(", ")}\n${text}`);
      if (refused.has(name)) continue;
      built += 1;
      const [client, staff] = [handbook.text(name, "client"), handbook.text(name, "staff")];
      if (isInCode(client, word)) {
        inCode.add(word);
        continue;
      }
      if (!wordsOf(staff).includes(word) && !/<!--|<\?/.test(text)) faults.push(`${name} lost the block\n${text}`);
      if (refused.has(without)) {
        faults.push(`${without} is refused, and not ${name}`);
      } else if (shown(client) !== shown(handbook.text(without, "client"))) {
        if (!listed.has(number)) faults.push(`${name} is not read as without the block\n${text}--- is\n${shown(client)}`);
        found.add(number);
      }
    }
    for (const number of listed) if (!found.has(number)) faults.push(`${number} is listed as different, and is the same`);
    for (const bytes of handbook.files("client")) {
      for (const [word] of bytes.matchAll(SECRET)) if (!inCode.has(word)) faults.push(`LEAK: ${word}`);
    }
    if (built < 0.85 * pages.length) faults.push(`only ${built} of ${pages.length} pages were built`);
    console.log(
      `blocks: ${pages.length} pages, ${pages.length - built} are refused, ${inCode.size} show the block in code, ` +
        `${found.size} examples are read otherwise than without it on purpose, ${faults.length} faults`,
    );
  } finally {
    handbook.remove();
  }
  return faults;
}
