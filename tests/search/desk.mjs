// node tests/search/desk.mjs SITE [QUERIES.tsv] [--misses] [--half 1|2] [--least FIRST,OPTION]: whether a sentence
// typed at the desk leads to the right policy, and there to the option that applies. In: a published staff edition and
// tests/search/desk.tsv. Prints, for each kind of sentence: the right policy first, and among the first three; and of
// those sentences that ask for an option: the right one first under the first result, that with its condition, and the
// right one first wherever its policy is listed.
import { readFileSync } from "node:fs";
import { engine } from "./engine.mjs";

const [site, ...rest] = process.argv.slice(2);
const file = rest.find((argument) => argument.endsWith(".tsv")) ?? new URL("desk.tsv", import.meta.url);
// Every other sentence, from the first or from the second.
const half = Number(rest[rest.indexOf("--half") + 1]) || 0;
const rows = readFileSync(file, "utf8")
  .split("\n")
  .filter((line) => line && !line.startsWith("#"))
  .filter((_, at) => !half || at % 2 === half - 1)
  .map((line) => line.split("\t"))
  .map(([kind, query, pages, options]) => ({ kind, query, pages: pages.split(";"), options: options.split(";") }));

const { search, optionsFor } = engine(site);

// The options of a result in the order in which they are drawn.
const drawn = (result, groups, query) =>
  optionsFor ? optionsFor(result, groups, query) : result.options;

const judge = async ({ kind, query, pages, options }) => {
  const results = await search(query);
  await results.more(10);
  const address = ({ content }) => content.address.replace(/index\.html$/, "");
  const listed = results.ready.filter((one, i, all) => all.findIndex((two) => two.page === one.page) === i);
  const rank = listed.slice(0, 10).findIndex((one) => pages.includes(address(one))) + 1;
  const asks = options[0] !== "-";
  const first = rank ? drawn(await results.excerpt(listed[rank - 1]), results.groups, query)[0] : undefined;
  const isRight = Boolean(first) && options.some((beginning) => first.offer.startsWith(beginning));
  const hasCondition = isRight && Boolean(first.when);
  return { kind, query, rank, asks, isRight, hasCondition, first: first?.offer, options };
};

const judged = [];
for (const row of rows) judged.push(await judge(row));

const share = (list, test) => (list.length ? (list.filter(test).length / list.length).toFixed(3) : "-");
console.log("| kind | sentences | policy first | in three | ask for an option | option first | with its condition | on its policy |");
console.log("| --- | --- | --- | --- | --- | --- | --- | --- |");
for (const kind of ["near", "far", "all"]) {
  const list = judged.filter((one) => kind === "all" || one.kind === kind);
  const asking = list.filter(({ asks }) => asks);
  const cells = [
    list.length,
    share(list, ({ rank }) => rank === 1),
    share(list, ({ rank }) => rank > 0 && rank < 4),
    asking.length,
    share(asking, ({ rank, isRight }) => rank === 1 && isRight),
    share(asking, ({ rank, hasCondition }) => rank === 1 && hasCondition),
    share(
      asking.filter(({ rank }) => rank),
      ({ isRight }) => isRight,
    ),
  ];
  console.log(`| ${[kind, ...cells].join(" | ")} |`);
}
// It fails where fewer than these parts have the right policy first, and the right option first under it.
const [leastFirst, leastOption] = (rest[rest.indexOf("--least") + 1] ?? "").split(",").map(Number);
const asking = judged.filter(({ asks }) => asks);
const isWorse =
  share(judged, ({ rank }) => rank === 1) < leastFirst ||
  share(asking, ({ rank, isRight }) => rank === 1 && isRight) < leastOption;
if (rest.includes("--least") && isWorse) {
  console.error(`The desk is answered worse than before: below ${leastFirst}, or below ${leastOption} with the option.`);
  process.exitCode = 1;
}
if (rest.includes("--misses")) {
  for (const { query, rank, asks, isRight, first, options } of judged)
    if (rank !== 1 || (asks && !isRight)) console.log(`${rank} ${query} → ${options[0]} | ${first}`);
}
