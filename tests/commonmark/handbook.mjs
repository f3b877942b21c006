// Texts in Markdown as the pages of one handbook, built by the program: what it refuses, and the text of each page.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { textOfPage } from "./tree.mjs";

// What an example of Markdown need not have: it says nothing about links, images and the words of a policy.
const OFF = [
  "broken-link", "broken-table", "empty-link", "leftover-markup", "lost-words", "missing-anchor", "missing-image", "missing-image-text",
  "not-a-link", "placeholder-text", "raw-html", "skipped-heading-level", "unclosed-code", "unreachable-link",
  "unresolved-reference",
];

const BOOK = `title = "Markdown"

[audiences]
staff = { title = "Staff", sees = ["client"] }
client = { title = "Clients" }

[editions.staff]
audience = "staff"
out = "dist/staff"

[editions.client]
audience = "client"
out = "dist/client"

[check]
${OFF.map((rule) => `${rule} = "off"`).join("\n")}
`;

/** Whether an address leads out of the handbook. */
export const isOutside = (address) => /^[a-z][a-z0-9+.-]*:/i.test(address);

/** The file of the handbook to which an address of an example leads, where a file can have such a name. */
export function fileOf(address) {
  const path = decodeURIComponent(address.split(/[?#]/)[0]).replace(/^\.?\//, "");
  return path === "" || isOutside(address) || /[\\"<>|*?:`\n]/.test(path) ? undefined : path;
}

/** A handbook in a folder of its own. A page is for one audience: `staff` reads all, `client` what is for clients. */
export class Handbook {
  constructor(program) {
    this.program = program;
    this.root = mkdtempSync(join(tmpdir(), "greyline-markdown-"));
    this.write("book.toml", BOOK);
    this.page("_index", "", "client");
  }

  write(path, text) {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  /** Writes a page. */
  page(name, body, audience) {
    const matter = `+++\ntitle = "A page"\nkind = "page"\naudience = "${audience}"\n+++\n`;
    this.write(`content/${name}.md`, matter + body);
  }

  /** Builds all pages but those with an error. Returns the rules of these, by the names of their pages. */
  build() {
    const check = ["check", "--format", "json", "--root", this.root];
    const run = spawnSync(this.program, check, { maxBuffer: 1 << 30 });
    if (run.status === 2 || run.error !== undefined) throw run.error ?? new Error(run.stderr.toString());
    const refused = new Map();
    for (const found of JSON.parse(run.stdout).filter((each) => each.level === "error")) {
      const name = /^content\/([a-z0-9-]+)\.md$/.exec(found.file)?.[1];
      if (name === undefined) throw new Error(`${found.file}: ${found.message}`);
      refused.set(name, [...new Set([...(refused.get(name) ?? []), found.rule])].sort());
    }
    for (const name of refused.keys()) rmSync(join(this.root, "content", `${name}.md`));
    execFileSync(this.program, ["build", "--root", this.root], { stdio: "pipe" });
    return refused;
  }

  /** The text of a page that was built, as a tree. */
  text(name, edition) {
    return textOfPage(readFileSync(join(this.root, "dist", edition, name, "index.html"), "utf8"));
  }

  /** All files of an edition, as bytes. */
  *files(edition) {
    const top = join(this.root, "dist", edition);
    for (const file of readdirSync(top, { recursive: true, withFileTypes: true })) {
      if (file.isFile()) yield readFileSync(join(file.parentPath ?? file.path, file.name), "latin1");
    }
  }

  remove() {
    rmSync(this.root, { recursive: true, force: true });
  }
}
