// What the measures in Chromium share: a server for a published site, and a page with the search box open. PEERS names
// a folder in which `npm install playwright-core` was run.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const types = { js: "text/javascript", css: "text/css", html: "text/html", svg: "image/svg+xml" };

/** Serves a site. `requests` gets the path and the size, as gzip, of everything that is asked for. */
export const serve = async (site) => {
  const requests = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url.split("?")[0].slice(1)).replace(/(^|\/)$/, "$1index.html");
    try {
      const bytes = readFileSync(join(site, path));
      requests.push({ path, size: gzipSync(bytes, { level: 9 }).length });
      response.writeHead(200, { "content-type": types[path.split(".").pop()] ?? "application/octet-stream" }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { server, requests, address: `http://127.0.0.1:${server.address().port}/` };
};

export const launch = () => {
  const { chromium } = createRequire(join(process.env.PEERS, "peers.js"))("playwright-core");
  return chromium.launch({
    executablePath: process.env.GREYLINE_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
};

/** Opens the search box over the front page of a site. */
export const openBox = async (page, address) => {
  await page.goto(address);
  await page.keyboard.press("/");
  await page.waitForSelector("#search-input");
};
