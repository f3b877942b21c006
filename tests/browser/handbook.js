// Builds the example handbook for one fixed day, in a folder below target/, before any test begins.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

const top = resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../..");
const root = join(top, "target/browser/handbook");

/** A day on which the example is known to have no error. */
export const day = "2026-11-21";

/** The folders of the published editions. */
export const edition = (name) => join(root, "dist", name);

export default function build() {
  const program = process.env.GREYLINE ?? join(process.env.CARGO_TARGET_DIR ?? join(top, "target"), "debug/greyline");
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  for (const part of ["book.toml", "content"]) cpSync(join(top, part), join(root, part), { recursive: true });
  execFileSync(program, ["build", "--today", day], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
}
