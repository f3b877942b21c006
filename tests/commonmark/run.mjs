// What Markdown means here and in CommonMark, compared on the page of a built site:
//
//   node tests/commonmark/run.mjs target/debug/greyline
//
// It builds every example of CommonMark's specification as a page of one handbook, and compares its text with the HTML
// that belongs to the example. What Greyline does on every page is in shape.mjs, what else is different on purpose in
// differences.mjs. It exits 0 when there is no other difference.
import { resolve } from "node:path";

import specification from "commonmark-spec";

import { DIFFERENT, REFUSED } from "./differences.mjs";
import { examplesOf } from "./examples.mjs";
import { build } from "./handbook.mjs";
import { expected, ours } from "./shape.mjs";
import { fragment, wordsOf, write } from "./tree.mjs";

const program = resolve(process.argv[2] ?? "target/debug/greyline");
const FLOOR = 652;

const letters = (root) => wordsOf(root).replace(/\s+/g, "");

/** Compares the pages of some examples, and says what is not as it should be. */
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
  for (const [number, { rules, text }] of build(program, examples)) {
    const example = examples.find((each) => each.number === number);
    const entry = entries.get(number);
    if (rules !== undefined) {
      if (rules.join() !== entry?.rules?.join()) faults.push(`${number} is refused: ${rules.join(", ")}\n${example.markdown}`);
      continue;
    }
    const [wanted, is] = [expected(fragment(example.html)), ours(text)];
    const [wantedHtml, isHtml] = [write(wanted), write(is)];
    const both = `${example.markdown}--- expected\n${wantedHtml}\n--- is\n${isHtml}\n`;
    if (entry?.rules !== undefined) faults.push(`${number} is not refused any more, but listed as such`);
    else if (wantedHtml === isHtml && entry !== undefined) faults.push(`${number} is the same, but listed as different`);
    else if (wantedHtml !== isHtml && entry === undefined) faults.push(`${number} (${example.section}) is different\n${both}`);
    else if (entry?.words && letters(wanted) !== letters(is)) faults.push(`${number} has other words\n${both}`);
    same += wantedHtml === isHtml;
  }
  const listed = (list) => list.reduce((sum, entry) => sum + entry.examples.length, 0);
  for (const fault of faults) console.log(`${name}: ${fault}`);
  console.log(
    `${name}: ${examples.length} examples, ${same} are the same, ${listed(different)} are different on purpose, ` +
      `${listed(refused)} are refused on purpose, ${faults.length} faults`,
  );
  return faults.length;
}

const ofCommonMark = examplesOf(specification.text.replace(/^<!-- END TESTS -->[^]*/m, ""));

let faults = 0;
if (ofCommonMark.length < FLOOR) {
  console.log(`only ${ofCommonMark.length} examples of CommonMark were found`);
  faults += 1;
}
faults += compare("CommonMark", ofCommonMark, DIFFERENT, REFUSED);
const windows = ofCommonMark.map((example) => ({ ...example, markdown: example.markdown.replaceAll("\n", "\r\n") }));
faults += compare("CommonMark with Windows line ends", windows, DIFFERENT, REFUSED);
console.log(`${ofCommonMark.length} examples ran`);
process.exit(faults === 0 ? 0 : 1);
