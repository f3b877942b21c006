// Examples of Markdown as the pages of one handbook, built by the program: what it refuses, and the text of each page.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { addressesOf, fragment, textOfPage } from "./tree.mjs";

// All is for the most private audience: what clients would read has stricter rules, and they say nothing about
// Markdown. A link to a heading, and an image, need more than an example has; both are built all the same.
const BOOK = `title = "Markdown"

[audiences]
staff = { title = "Staff" }

[editions.staff]
audience = "staff"
out = "dist"

[check]
missing-anchor = "off"
missing-image = "off"
missing-image-text = "off"
broken-link = "off"
`;

const page = (title, body) => `+++\ntitle = "${title}"\nkind = "page"\n+++\n${body}`;

const nameOf = (example) => `example-${example.number}`;

/** Whether an address leads out of the handbook. */
export const isOutside = (address) => /^[a-z][a-z0-9+.-]*:/i.test(address);

/** The file of the handbook to which an address of an example leads, where a file can have such a name. */
export function fileOf(address) {
  const path = decodeURIComponent(address.split(/[?#]/)[0]).replace(/^\.?\//, "");
  return path === "" || isOutside(address) || /[\\"<>|*?:`\n]/.test(path) ? undefined : path;
}

/**
 * Builds a handbook whose pages are the examples. Returns, for each by its number, its text as a tree or the rules that
 * refuse it.
 */
export function build(program, examples) {
  const root = mkdtempSync(join(tmpdir(), "greyline-markdown-"));
  try {
    const write = (path, text) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    };
    write("book.toml", BOOK);
    write("content/_index.md", page("Markdown", ""));
    for (const example of examples) {
      write(`content/${nameOf(example)}.md`, page(nameOf(example), example.markdown));
      for (const file of addressesOf(fragment(example.html)).map(fileOf)) {
        if (file !== undefined) write(`content/${file}`, "A file to which a link leads.\n");
      }
    }
    const refused = refusedBy(program, root);
    for (const name of refused.keys()) rmSync(join(root, "content", `${name}.md`));
    execFileSync(program, ["build", "--root", root], { stdio: "pipe" });
    const text = (example) => textOfPage(readFileSync(join(root, "dist", nameOf(example), "index.html"), "utf8"));
    return new Map(
      examples.map((example) => {
        const rules = refused.get(nameOf(example));
        return [example.number, rules === undefined ? { text: text(example) } : { rules }];
      }),
    );
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** The pages for which an error stops the build, and its rules. */
function refusedBy(program, root) {
  const run = spawnSync(program, ["check", "--format", "json", "--root", root], { maxBuffer: 1 << 28 });
  if (run.status === 2 || run.error !== undefined) throw run.error ?? new Error(run.stderr.toString());
  const refused = new Map();
  for (const found of JSON.parse(run.stdout).filter((each) => each.level === "error")) {
    const name = /^content\/(example-[a-z0-9-]+)\.md$/.exec(found.file)?.[1];
    if (name === undefined) throw new Error(`${found.file}: ${found.message}`);
    refused.set(name, [...new Set([...(refused.get(name) ?? []), found.rule])].sort());
  }
  return refused;
}
