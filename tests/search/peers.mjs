// PEERS=FOLDER node tests/search/peers.mjs QUERIES.tsv NAME=SITE...: the same queries put to Pagefind and to
// elasticlunr.js. FOLDER is one in which `npm install pagefind elasticlunr playwright-core` was run; Chromium is the
// system's. elasticlunr.js is set up as mdBook does: one document for each heading, fields title (2), body (1) and
// breadcrumbs (1), any word may match, words are expanded. Pagefind indexes the same pages, what stands in <main>,
// and runs in Chromium.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { judge, read, table } from "./measure.mjs";

const need = createRequire(join(process.env.PEERS, "peers.js"));
const [file, ...named] = process.argv.slice(2);
const queries = read(file);

/** The pages of a site that search is about: not the listings, the redirects and the search itself. */
function* pages(site, below = "") {
  const listings = [
    "assets",
    "search",
    "p",
    "print",
    "tags",
    "register",
    "options",
    "reviews",
    "escalation",
    "touchpoints",
    "standards",
    "facts",
    "goals",
    "practice",
    "roles",
    "benchmarks",
    "changes",
    "health",
    "old",
  ];
  for (const entry of readdirSync(join(site, below), { withFileTypes: true })) {
    const path = join(below, entry.name);
    if (
      entry.isDirectory() &&
      !["versions", "changes"].includes(entry.name) &&
      (below || !listings.includes(entry.name))
    )
      yield* pages(site, path);
    else if (entry.name === "index.html" && !/http-equiv="refresh"/.test(readFileSync(join(site, path), "utf8")))
      yield path;
  }
}

const decode = (text) =>
  text
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(code))
    .replace(
      /&(amp|lt|gt|quot|apos|nbsp);/g,
      (_, name) => ({ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " })[name],
    );
const words = (html) =>
  decode(html.replace(/<(script|style|nav)[\s\S]*?<\/\1>/g, " ").replace(/<[^>]*>/g, " "))
    .replace(/\s+/g, " ")
    .trim();

/** The parts of a page by heading, as mdBook cuts them. */
function parts(html) {
  const main = /<main[^>]*>([\s\S]*)<\/main>/.exec(html)?.[1] ?? "";
  const title = words(/<h1[^>]*>([\s\S]*?)<\/h1>/.exec(main)?.[1] ?? "");
  const out = [{ anchor: "", title, breadcrumbs: title, body: "" }];
  for (const piece of main.split(/(?=<h[2-6][ >])/)) {
    const [, id, heading] = /^<h[2-6](?:[^>]*? id="([^"]*)")?[^>]*>([\s\S]*?)<\/h[2-6]>/.exec(piece) ?? [];
    if (id)
      out.push({
        anchor: decode(id),
        title: words(heading.replace(/<a class="anchor"[\s\S]*?<\/a>/, "")),
        breadcrumbs: title,
        body: "",
      });
    out.at(-1).body += ` ${words(heading && id ? piece.slice(piece.indexOf("</h") + 5) : piece)}`;
  }
  return out;
}

function elasticlunr(site) {
  const engine = need("elasticlunr");
  const documents = new Map();
  const index = engine(function () {
    this.addField("title");
    this.addField("body");
    this.addField("breadcrumbs");
    this.setRef("id");
    this.saveDocument(false);
  });
  for (const path of pages(site)) {
    for (const part of parts(readFileSync(join(site, path), "utf8"))) {
      const id = String(documents.size);
      documents.set(id, { address: path.replace(/index\.html$/, ""), anchor: part.anchor });
      index.addDoc({ id, ...part });
    }
  }
  const fields = { title: { boost: 2 }, body: { boost: 1 }, breadcrumbs: { boost: 1 } };
  return (query) =>
    index
      .search(query, { bool: "OR", expand: true, fields })
      .slice(0, 60)
      .map(({ ref }) => documents.get(ref));
}

async function pagefind(site) {
  const copy = mkdtempSync(join(tmpdir(), "pagefind-"));
  for (const path of pages(site)) cpSync(join(site, path), join(copy, path), { recursive: true });
  execFileSync(
    process.execPath,
    [join(process.env.PEERS, "node_modules/pagefind/lib/runner/bin.cjs"), "--site", copy, "--root-selector", "main"],
    { stdio: "ignore" },
  );
  writeFileSync(join(copy, "blank.html"), "<!doctype html><title>blank</title>");
  const types = { js: "text/javascript", html: "text/html", json: "application/json", wasm: "application/wasm" };
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url.split("?")[0].slice(1));
    try {
      const body = readFileSync(join(copy, path));
      response.writeHead(200, { "content-type": types[path.split(".").pop()] ?? "application/octet-stream" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const browser = await need("playwright-core").chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/blank.html`);
  const search = (query) =>
    page.evaluate(async (text) => {
      globalThis.pagefind ??= await import("/pagefind/pagefind.js");
      const { results } = await globalThis.pagefind.search(text);
      const data = await Promise.all(results.slice(0, 10).map((result) => result.data()));
      return data.map(({ url, sub_results }) => {
        const best = [...sub_results].sort((a, b) => b.locations.length - a.locations.length)[0];
        return {
          address: url.replace(/^\//, "").replace(/index\.html$/, ""),
          anchor: decodeURIComponent(best?.url.split("#")[1] ?? ""),
        };
      });
    }, query);
  const close = async () => {
    await browser.close();
    server.close();
  };
  return { search, close };
}

const sites = Object.fromEntries(named.map((site) => site.split("=")));
const peers = { "elasticlunr.js by section": {}, Pagefind: {} };
const judged = { "elasticlunr.js by section": [], Pagefind: [] };
for (const query of queries) {
  const site = sites[query.edition];
  const lunr = (peers["elasticlunr.js by section"][query.edition] ??= elasticlunr(site));
  const find = (peers.Pagefind[query.edition] ??= await pagefind(site));
  judged["elasticlunr.js by section"].push({ query, ...judge(query, lunr(query.query)) });
  judged.Pagefind.push({ query, ...judge(query, await find.search(query.query)) });
}
for (const [name, list] of Object.entries(judged)) console.log(`${table(name, list)}\n`);
for (const { close } of Object.values(peers.Pagefind)) await close();
