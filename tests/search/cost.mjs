// node tests/search/cost.mjs SITE...: what a query costs in published sites of any size, by which the growth is seen.
// The queries are two neighbouring words from the titles of forty pages. Bytes: everything that a cold query
// downloads, five results shown with their excerpts, gzip, the script included. Time: from a key to five results ready,
// the shards being there already, for every key of every query; without a browser, so without the drawing of them.
//
// PEERS=FOLDER node tests/search/cost.mjs --typed SITE...: what a browser downloads for these queries, everything but
// the page itself, in Chromium, with nothing in its cache: pasted, and typed with 60 and with 150 ms from key to key.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch, openBox, serve } from "./chromium.mjs";
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

/** The queries for a site. */
const queriesOf = (all) => {
  const queries = [];
  const step = Math.max(1, Math.floor(all.length / QUERIES));
  for (let at = 0; at < all.length && queries.length < QUERIES; at += step) {
    const words = all[at]().split(/\s+/).filter(Boolean);
    const from = words.length > 2 ? queries.length % (words.length - 1) : 0;
    if (words.length) queries.push(words.slice(from, from + 2).join(" "));
  }
  return queries;
};

const parts = (list, digits = 0) => {
  list.sort((a, b) => a - b);
  return [0.5, 0.9, 1].map((of) => part(list, of).toFixed(digits));
};

const withoutBrowser = async (site) => {
  const all = [...titles(site)];
  const bytes = [];
  const times = [];
  const warm = engine(site);
  const ask = async (search, text) => {
    const results = await search(text);
    await results.more(5);
    return results;
  };
  for (const query of queriesOf(all)) {
    const cold = engine(site);
    const results = await ask(cold.search, query);
    await Promise.all(results.ready.slice(0, 5).map((result) => results.excerpt(result)));
    bytes.push([...cold.loaded.values()].reduce((sum, size) => sum + size, cold.script));
    const typed = Array.from(query, (_, i) => query.slice(0, i + 1));
    for (const text of typed) await ask(warm.search, text);
    for (const text of typed) {
      const began = performance.now();
      await ask(warm.search, text);
      times.push(performance.now() - began);
    }
  }
  console.log(`| ${[site, all.length, ...parts(bytes), ...parts(times, 1)].join(" | ")} |`);
};

// What is downloaded for one query; `pause` is the time from key to key, or 0 to paste it.
const typed = async (browser, { address, requests }, query, pause) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await openBox(page, address);
  if (pause) await page.keyboard.type(query, { delay: pause });
  else await page.keyboard.insertText(query);
  await page.waitForFunction(() => document.querySelector(".search-box [role=status]").textContent);
  // Excerpts come when the list has stood still.
  await page.waitForTimeout(900);
  const own = requests.splice(0).filter(({ path }) => /^search\/|^assets\/search/.test(path));
  await context.close();
  return { bytes: own.reduce((sum, { size }) => sum + size, 0), count: own.length };
};

const inBrowser = async (site) => {
  const all = [...titles(site)];
  const served = await serve(site);
  const browser = await launch();
  for (const [name, pause] of [["pasted", 0], ["60 ms a key", 60], ["150 ms a key", 150]]) {
    const costs = [];
    for (const query of queriesOf(all)) costs.push(await typed(browser, served, query, pause));
    const cells = [...parts(costs.map(({ bytes }) => bytes)), ...parts(costs.map(({ count }) => count))];
    console.log(`| ${[site, all.length, name, ...cells].join(" | ")} |`);
  }
  await browser.close();
  served.server.close();
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sites = process.argv.slice(2).filter((argument) => argument !== "--typed");
  const isTyped = sites.length < process.argv.length - 2;
  const columns = isTyped
    ? ["site", "pages", "typed", "bytes: median", "9 in 10", "most", "requests: median", "9 in 10", "most"]
    : ["site", "pages", "bytes: median", "9 in 10", "most", "ms a key: median", "9 in 10", "most"];
  console.log(`| ${columns.join(" | ")} |\n|${" --- |".repeat(columns.length)}`);
  for (const site of sites) await (isTyped ? inBrowser : withoutBrowser)(site);
}
