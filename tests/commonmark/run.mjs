// What Markdown means here and in CommonMark, compared on the page of a built site:
//
//   node tests/commonmark/run.mjs target/debug/greyline
//
// It builds every example of CommonMark's specification as a page of one handbook, and compares its text with the HTML
// that belongs to the example; then our own examples of what GitHub has beyond it (extensions.txt). What Greyline does
// on every page is in shape.mjs, what else is different on purpose in differences.mjs. Last it puts blocks for one
// audience into all examples (labels.mjs). It exits 0 when there is no other difference.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import specification from "commonmark-spec";

import { DIFFERENT, REFUSED } from "./differences.mjs";
import { examplesOf } from "./examples.mjs";
import { Handbook, fileOf } from "./handbook.mjs";
import { checkLabels } from "./labels.mjs";
import { expected, ours } from "./shape.mjs";
import { addressesOf, fragment, wordsOf, write } from "./tree.mjs";

const program = resolve(process.argv[2] ?? "target/debug/greyline");
const FLOOR = 652;

const letters = (root) => wordsOf(root).replace(/\s+/g, "");

/** Builds the examples, all for the most private audience. Returns the text of each, or the rules that refuse it. */
function pagesOf(examples) {
  const handbook = new Handbook(program);
  try {
    for (const example of examples) {
      handbook.page(`e${example.number}`, example.markdown, "staff");
      for (const file of addressesOf(fragment(example.html)).map(fileOf)) {
        if (file !== undefined) handbook.write(`content/${file}`, "A file to which a link leads.\n");
      }
    }
    const refused = handbook.build();
    return examples.map((example) => {
      const name = `e${example.number}`;
      const rules = refused.get(name);
      return rules === undefined ? { example, text: handbook.text(name, "staff") } : { example, rules };
    });
  } finally {
    handbook.remove();
  }
}

/** Compares the pages of some examples. Returns what is not as it should be. */
function compare(name, examples, different, refused) {
  const faults = [];
  const entries = new Map();
  for (const entry of [...different, ...refused]) {
    for (const number of entry.examples) {
      if (entries.has(number)) faults.push(`${number} is listed twice`);
      entries.set(number, entry);
    }
  }
  let same = 0;
  for (const { example, rules, text } of pagesOf(examples)) {
    const { number, section, markdown } = example;
    const entry = entries.get(number);
    if (rules !== undefined) {
      if (rules.join() !== entry?.rules?.join()) faults.push(`${number} is refused: ${rules.join(", ")}\n${markdown}`);
      continue;
    }
    const [wanted, is] = [expected(fragment(example.html)), ours(text)];
    const [wantedHtml, isHtml] = [write(wanted), write(is)];
    const both = `${markdown}--- expected\n${wantedHtml}\n--- is\n${isHtml}\n`;
    if (entry?.rules !== undefined) faults.push(`${number} is not refused any more, but listed as such`);
    else if (wantedHtml === isHtml && entry !== undefined) faults.push(`${number} is the same, but listed as different`);
    else if (wantedHtml !== isHtml && entry === undefined) faults.push(`${number} (${section}) is different\n${both}`);
    else if (entry?.words && letters(wanted) !== letters(is)) faults.push(`${number} has other words\n${both}`);
    same += wantedHtml === isHtml;
  }
  const listed = (list) => list.reduce((sum, entry) => sum + entry.examples.length, 0);
  console.log(
    `${name}: ${examples.length} examples, ${same} are the same, ${listed(different)} are different on purpose, ` +
      `${listed(refused)} are refused on purpose, ${faults.length} faults`,
  );
  return faults;
}

const examples = examplesOf(specification.text.replace(/^<!-- END TESTS -->[^]*/m, ""));
const windows = examples.map((example) => ({ ...example, markdown: example.markdown.replaceAll("\n", "\r\n") }));
const own = examplesOf(readFileSync(new URL("extensions.txt", import.meta.url), "utf8"));
const faults = [
  ...compare("CommonMark", examples, DIFFERENT, REFUSED),
  ...compare("CommonMark with Windows line ends", windows, DIFFERENT, REFUSED),
  ...compare("Beyond CommonMark", own, [], []),
  ...checkLabels(program, [...examples, ...own.map((each) => ({ ...each, number: 1000 + each.number }))]),
];
if (examples.length < FLOOR) faults.push(`only ${examples.length} examples were found`);
for (const fault of faults) console.log(fault);
console.log(`${examples.length + own.length} examples ran`);
process.exit(faults.length === 0 ? 0 : 1);
