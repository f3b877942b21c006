// node tests/search/try.mjs SITE QUERY...: the results of a query, and what it downloads.
import { engine, first } from "./engine.mjs";

const [site, ...words] = process.argv.slice(2);
const { search, loaded, script } = engine(site);
const query = words.join(" ");
for (const { address, title, heading, anchor, score } of await first(search, query, 5)) {
  console.log(score.toFixed(2), address + (anchor ? `#${anchor}` : ""), "|", title, heading && `› ${heading}`);
}
const sum = [...loaded.values()].reduce((a, b) => a + b, 0);
console.log([...loaded].map(([name, size]) => `${name} ${size}`).join(", "));
console.log(`${sum} bytes of shards, ${script} of script, gzip`);
