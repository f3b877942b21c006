// node tests/search/cost.mjs SITE...: what a query costs in published sites of any size, by which the growth is seen.
// The queries are two neighbouring words from the titles of forty pages. Bytes: everything that a cold query
// downloads, five results shown, gzip, the script included. Time: from a key to five results ready, the shards being
// there already, for every key of every query; without a browser, so without the drawing of them.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { engine } from "./engine.mjs";

const QUERIES = 40;

/** The titles of pages, in the order of their addresses. */
export function* titles(site, below = "") {
  const entries = readdirSync(join(site, below), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(below, entry.name);
    if (entry.isDirectory() && !["assets", "search", "p", "versions", "changes"].includes(entry.name))
      yield* titles(site, path);
    else if (entry.name === "index.html" && below)
      yield () => /<h1[^>]*>([^<]*)/.exec(readFileSync(join(site, path), "utf8"))?.[1] ?? "";
  }
}

const part = (sorted, of) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * of))];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(
    "| site | pages | bytes: median | 9 in 10 | most | ms a key: median | 9 in 10 | most |\n| --- | --- | --- | --- | --- | --- | --- | --- |",
  );
  for (const site of process.argv.slice(2)) {
    const all = [...titles(site)];
    const queries = [];
    const step = Math.max(1, Math.floor(all.length / QUERIES));
    for (let at = 0; queries.length < Math.min(QUERIES, all.length); at += step) {
      if (at >= all.length) break;
      const words = all[at]().split(/\s+/).filter(Boolean);
      const from = words.length > 2 ? queries.length % (words.length - 1) : 0;
      if (words.length) queries.push(words.slice(from, from + 2).join(" "));
    }
    const bytes = [];
    const times = [];
    const warm = engine(site);
    const ask = async (search, text) => (await search(text)).more(5);
    for (const query of queries) {
      const cold = engine(site);
      await ask(cold.search, query);
      bytes.push([...cold.loaded.values()].reduce((sum, size) => sum + size, cold.script));
      const typed = Array.from(query, (_, i) => query.slice(0, i + 1));
      for (const text of typed) await ask(warm.search, text);
      for (const text of typed) {
        const began = performance.now();
        await ask(warm.search, text);
        times.push(performance.now() - began);
      }
    }
    bytes.sort((a, b) => a - b);
    times.sort((a, b) => a - b);
    const cells = [
      site,
      all.length,
      ...[0.5, 0.9, 1].map((of) => part(bytes, of)),
      ...[0.5, 0.9, 1].map((of) => part(times, of).toFixed(1)),
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
}
