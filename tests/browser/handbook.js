// Builds the example handbook for one fixed day, in a folder below target/, before any test begins.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const top = resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../..");
const root = join(top, "target/browser/handbook");
const versions = join(top, "target/browser/versions");

/** A day on which the example is known to have no error. */
export const day = "2026-11-21";

/** The folders of the published editions: those of the example, and `versions`, a small handbook that has a history. */
export const edition = (name) => join(name === "versions" ? versions : root, "dist", name);

/** A policy in one of two versions, with what is wide: a long word, an address, a table, code. */
const policy = (number, from, word) => `+++
id = "CS-014"
title = "Refunds of ${word.repeat(4)}"
version = "${number}"
effective = ${from}
owner = "desk"
flexibility = "grey"
review_date = 2027-01-01
rationale = "So that ${word} is paid."
audience = "client"
options = [{ offer = "Money for ${word}", when = "within 30 days", limit = "${number}00 pounds", decided_by = "desk", audience = "client" }]
changes = [{ version = "${number}", date = ${from}, summary = "${word.repeat(9)}" }]
+++

A ${word.repeat(12)} word, and <https://example.org/${word.repeat(12)}/?q=${word}>.

1. First, ${word}.
   - \`${word.repeat(10)}\`

| One | Two | Three | Four |
| --- | --- | --- | --- |
| ${word.repeat(3)} | ${word.repeat(3)} | ${word.repeat(3)} | ${word.repeat(3)} |

\`\`\`
${word.repeat(30)}
\`\`\`
`;

/** Makes the handbook that has a history. */
function buildVersions(program) {
  const git = (...words) =>
    execFileSync("git", ["-c", "user.name=T", "-c", "user.email=t@example.org", ...words], { cwd: versions });
  rmSync(versions, { recursive: true, force: true });
  mkdirSync(join(versions, "content"), { recursive: true });
  const write = (name, text) => writeFileSync(join(versions, name), text);
  write("book.toml", 'title = "Versions"\n[audiences]\nclient = {}\n[editions.versions]\naudience = "client"\nurl = "https://example.org/"\n');
  write("content/_index.md", '+++\ntitle = "Versions"\nkind = "page"\naudience = "client"\n+++\n');
  write("content/people.toml", '[desk]\nrole = "The desk"\ncontact = "tel:+44-1632-960000"\naudience = "client"\n');
  git("init", "--quiet");
  for (const [number, from, word] of [["1", "2026-01-01", "money"], ["2", "2026-03-01", "wages"], ["3", "2026-06-01", "coins"]]) {
    write("content/refunds.md", policy(number, from, word));
    git("add", ".");
    git("commit", "--quiet", "--message", number, "--date", `${from}T12:00:00Z`);
  }
  execFileSync(program, ["build", "--record", "--today", day], { cwd: versions, stdio: ["ignore", "ignore", "inherit"] });
}

/** Copies the example. Without its records, the ledger and the addresses, a test may edit its policies. */
export function copyExample(to, { records }) {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  for (const part of ["book.toml", "content"]) cpSync(join(top, part), join(to, part), { recursive: true });
  const names = records ? [] : ["releases.toml", "addresses.txt"];
  for (const name of names) rmSync(join(to, "content", name));
}

export default function build() {
  const program = process.env.GREYLINE ?? join(process.env.CARGO_TARGET_DIR ?? join(top, "target"), "debug/greyline");
  copyExample(root, { records: true });
  execFileSync(program, ["build", "--today", day], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  buildVersions(program);
}
