// node tests/search/cut.mjs SITE: the search splits every text of cut.txt into the words that the index has.
import { readFileSync } from "node:fs";
import { engine } from "./engine.mjs";

const { tokenize } = engine(process.argv[2]);
let wrong = 0;
const cases = readFileSync(new URL("cut.txt", import.meta.url), "utf8").trimEnd().split("\n");
for (const line of cases) {
  const [text, words] = line.split("|");
  const got = tokenize(text).join(" ");
  if (got !== words.trim()) {
    wrong++;
    console.error(`${text}\n  expected ${words}\n  got      ${got}`);
  }
}
process.exitCode = wrong ? 1 : 0;
