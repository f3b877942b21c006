// node tests/search/measure.mjs QUERIES.tsv NAME=SITE...: how well the queries of a file find their pages in
// published sites. Prints, for each engine and kind of query: mean reciprocal rank of the first ten, success at 1 and
// at 3, right heading.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { engine, first } from "./engine.mjs";

// What a shard has, by the first letter of its name.
const SORTS = {
  w: "word lists",
  r: "word lists",
  n: "near words",
  p: "postings",
  h: "heads",
  d: "texts",
  s: "start",
};

/** The queries of a file. */
export function read(file) {
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line && !line.startsWith("#"));
  return lines.map((line) => {
    const [edition, kind, query, pages, anchors] = line.split("\t");
    return { edition, kind, query, pages: pages.split(";"), anchors: anchors.split(";") };
  });
}

/** Rank of the first right page from 1, or 0; and whether the result leads to the right heading. */
export function judge({ pages, anchors }, results) {
  const seen = [];
  let heading = false;
  for (const { address, anchor } of results) {
    if (!seen.includes(address)) seen.push(address);
    if (pages.includes(address) && !heading && seen.length <= 1)
      heading = anchors.includes("-") || anchors.includes(anchor || "top");
  }
  return { rank: seen.slice(0, 10).findIndex((address) => pages.includes(address)) + 1, heading };
}

/** A table of what was judged. */
export function table(name, judged) {
  const mean = (list, of) => (list.reduce((sum, one) => sum + of(one), 0) / list.length).toFixed(2);
  const line = (label, list) => {
    const headed = list.filter(({ query }) => !query.anchors.includes("-"));
    const cells = [
      list.length,
      mean(list, ({ rank }) => (rank ? 1 / rank : 0)),
      mean(list, ({ rank }) => +(rank === 1)),
      mean(list, ({ rank }) => +(rank > 0 && rank < 4)),
    ];
    return `| ${[label, ...cells, headed.length ? mean(headed, ({ heading }) => +heading) : ""].join(" | ")} |`;
  };
  const kinds = [...new Set(judged.map(({ query }) => query.kind))];
  const ofKind = (kind) => judged.filter(({ query }) => query.kind === kind);
  const lines = kinds.map((kind) => line(kind, ofKind(kind)));
  return [
    `| ${name} | queries | MRR@10 | first | in first three | right heading |`,
    "| --- | --- | --- | --- | --- | --- |",
    ...lines,
    line("all", judged),
  ].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [file, ...named] = process.argv.slice(2).filter((argument) => argument !== "--misses");
  const sites = Object.fromEntries(named.map((site) => site.split("=")));
  const judged = [];
  const costs = [];
  const engines = {};
  for (const query of read(file)) {
    const cold = engine(sites[query.edition]);
    const { search } = (engines[query.edition] ??= engine(sites[query.edition]));
    const results = await first(search, query.query);
    await first(cold.search, query.query, 5, {}, true);
    const cost = { all: cold.script, script: cold.script };
    for (const [name, size] of cold.loaded) {
      const letter = name.split("/").pop()[0];
      const sort = SORTS[letter];
      cost[sort] = (cost[sort] ?? 0) + size;
      cost.all += size;
    }
    costs.push(cost);
    const { rank, heading } = judge(query, results);
    judged.push({ query, rank, heading });
    if (process.argv.includes("--misses") && (rank !== 1 || !heading)) {
      console.log(
        `${rank} ${heading ? "" : "heading "}[${query.kind}] ${query.query} → ${query.pages[0]}#${query.anchors[0]}`,
      );
      for (const { address, anchor, score } of results.slice(0, 3))
        console.log(`      ${score.toFixed(2)} ${address}#${anchor}`);
    }
  }
  console.log(table("Greyline", judged));
  costs.sort((a, b) => a.all - b.all);
  const one = (part) =>
    JSON.stringify(costs[Math.min(costs.length - 1, Math.floor(costs.length * part))]).replace(/[{}"]/g, "");
  console.log(
    `\nbytes of a cold query, five results shown, gzip\nmedian  ${one(0.5)}\n9 in 10 ${one(0.9)}\nmost    ${one(1)}`,
  );
}
