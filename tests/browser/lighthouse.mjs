// npm run lighthouse: what Lighthouse says of the front page, a policy and the register. It is no part of the default
// run, for it takes a minute and installs 200 packages. It builds the example as the tests do and serves it
// compressed; it exits 1 when a figure is below 100. A staff edition forbids indexing, which Lighthouse counts
// against its SEO: that figure is asked of clients' pages alone.
import { createServer } from "node:http";
import { createReadStream, existsSync, statSync } from "node:fs";
import { extname, join, normalize } from "node:path";
import { createGzip } from "node:zlib";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import build, { edition } from "./handbook.js";

const pages = {
  client: ["", "payments/refunds/", "safety/no-diving/"],
  staff: ["", "payments/refunds/", "register/"],
};
const figures = ["performance", "accessibility", "best-practices", "seo"];
const types = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
  ".txt": "text/plain",
};
/** Files whose names hold their hash may be kept for ever. */
const hashed = /-[0-9a-f]{8}\.\w+$/;

build();
const server = createServer((request, response) => {
  const [, name, ...rest] = decodeURIComponent(request.url.split("?")[0]).split("/");
  // Lighthouse asks for it at the top of the host.
  const path =
    name === "robots.txt"
      ? join(edition("client"), "robots.txt")
      : join(edition(name in pages ? name : "client"), normalize("/" + rest.join("/")));
  const file = existsSync(path) && statSync(path).isDirectory() ? join(path, "index.html") : path;
  if (!existsSync(file)) return response.writeHead(404).end();
  const age = hashed.test(file) ? "max-age=31536000, immutable" : "max-age=600";
  response.writeHead(200, {
    "content-type": types[extname(file)] ?? "application/octet-stream",
    "content-encoding": "gzip",
    "cache-control": age,
  });
  createReadStream(file).pipe(createGzip()).pipe(response);
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));

const chromePath = process.env.GREYLINE_CHROMIUM ?? "/usr/bin/chromium";
const chrome = await launch({
  chromePath,
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic"],
});
let worst = 1;
for (const [name, paths] of Object.entries(pages)) {
  for (const path of paths) {
    const url = `http://127.0.0.1:${server.address().port}/${name}/${path}`;
    const { lhr } = await lighthouse(url, { port: chrome.port, onlyCategories: figures, logLevel: "error" });
    const asked = figures.filter((figure) => figure !== "seo" || name === "client");
    console.log(
      [
        `${name}/${path}`.padEnd(28),
        ...figures.map((figure) => `${figure} ${Math.round(lhr.categories[figure].score * 100)}`),
      ].join("  "),
    );
    for (const { id } of asked.flatMap((figure) => lhr.categories[figure].auditRefs)) {
      const { score, title, displayValue, details } = lhr.audits[id];
      if (
        score === null ||
        score === 1 ||
        ["informative", "manual", "notApplicable", "metricSavings"].includes(lhr.audits[id].scoreDisplayMode)
      )
        continue;
      console.log(
        `    ${id}: ${title} ${displayValue ?? ""} ${JSON.stringify(details?.items?.slice(0, 3) ?? "").slice(0, 300)}`,
      );
    }
    worst = Math.min(worst, ...asked.map((figure) => lhr.categories[figure].score));
  }
}
await chrome.kill();
server.close();
process.exitCode = worst < 1 ? 1 : 0;
