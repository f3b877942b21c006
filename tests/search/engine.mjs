// Runs the search of a published site as a browser would, without one: scripts are read from its folder.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import vm from "node:vm";
import { gzipSync } from "node:zlib";

/** The engine of a published site: `search(query, filters)`, and what a query downloads. */
export function engine(site, { slow = 0, missing = () => false } = {}) {
  const named = (start) => readdirSync(join(site, "assets")).find((name) => name.startsWith(start + "-") && /js$/.test(name));
  const asset = process.env.SEARCH_JS ?? join(site, "assets", named("search"));
  const loaded = new Map();
  const context = { TextDecoder, Blob, Response, DecompressionStream, Uint8Array, atob, setTimeout, console };
  context.document = {
    createElement: () => ({ remove() {} }),
    querySelector: () => null,
    head: {
      append(element) {
        setTimeout(() => {
          const name = element.src.split("?")[0];
          if (missing(name)) return element.onerror();
          const bytes = readFileSync(join(site, name));
          loaded.set(name, gzipSync(bytes, { level: 9 }).length);
          vm.runInContext(bytes.toString(), context);
          element.onload();
        }, slow);
      },
    },
  };
  vm.createContext(context);
  const later = ["later", "answer"].map(named).filter(Boolean);
  const scripts = [asset, ...later.map((name) => join(site, "assets", name))].map((path) => readFileSync(path));
  for (const script of scripts) vm.runInContext(script.toString(), context);
  context.greyline.setFolder("search/");
  const script = scripts.reduce((sum, bytes) => sum + gzipSync(bytes, { level: 9 }).length, 0);
  return { ...context.greyline, loaded, script };
}

/** The first results of a query: address, heading, anchor. `withExcerpts`: their excerpts are loaded too. */
export async function first(search, query, count = 10, filters = {}, withExcerpts = false) {
  const results = await search(query, filters);
  await results.more(count);
  if (withExcerpts) await Promise.all(results.ready.slice(0, count).map((result) => results.excerpt(result)));
  return results.ready.slice(0, count).map(({ content, heading: number, merit }) => {
    const { title: heading, anchor } = content.headings[number] ?? { title: "", anchor: "" };
    const address = content.address.replace(/index\.html$/, "");
    return { address, title: content.title, heading, anchor, score: merit };
  });
}
