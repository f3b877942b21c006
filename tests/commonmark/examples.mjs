// The examples in a text: between lines of 32 backticks, Markdown, a full stop alone in its line, and the HTML that it
// means.

/** Reads examples, numbered from 1. A `→` in them stands for a tab. */
export function examplesOf(text) {
  const fence = "`".repeat(32);
  const examples = [];
  let section = "";
  let example;
  for (const line of text.split(/\r?\n/)) {
    if (line === `${fence} example`) {
      example = { number: examples.length + 1, section, markdown: "", html: "", part: "markdown" };
    } else if (line === fence && example !== undefined) {
      examples.push(example);
      example = undefined;
    } else if (example === undefined) {
      section = /^#{1,6} +(.*)$/.exec(line)?.[1] ?? section;
    } else if (line === "." && example.part === "markdown") {
      example.part = "html";
    } else {
      example[example.part] += `${line.replaceAll("→", "\t")}\n`;
    }
  }
  return examples;
}
