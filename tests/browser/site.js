// What the tests share: a server below a path of its own, and a guard that no page gets past with an error, a request
// to another host, a breach of its Content-Security-Policy or a cookie.
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { pathToFileURL } from "node:url";
import { test as base, expect } from "@playwright/test";
import { edition } from "./handbook.js";

export { expect };

const types = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".xml": "application/xml",
};

/** Every edition below /some/where/, so that a link that counts from the top of the host leads nowhere. */
const prefix = "/some/where/";

/** Where the client edition says that it is published. */
export const published = "https://www.lanternbay.example/handbook/";

function serve() {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://host").pathname);
    // Browsers ask for this by themselves, at the top of the host, whatever a page says.
    if (path === "/favicon.ico") return response.writeHead(204).end();
    const [name, ...rest] = path.startsWith(prefix) ? path.slice(prefix.length).split("/") : [""];
    let file = join(edition(name), normalize("/" + rest.join("/")));
    if (existsSync(file) && statSync(file).isDirectory()) file = join(file, "index.html");
    const found = path.startsWith(prefix) && existsSync(file);
    if (!found) file = join(edition(existsSync(edition(name)) ? name || "client" : "client"), "404.html");
    response.writeHead(found ? 200 : 404, { "content-type": types[extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
  });
  return new Promise((ready) => server.listen(0, "127.0.0.1", () => ready(server)));
}

export const test = base.extend({
  host: [
    async ({}, use) => {
      const server = await serve();
      await use(`http://127.0.0.1:${server.address().port}`);
      server.close();
    },
    { scope: "worker" },
  ],

  /** The address of a page of an edition, on the server. */
  address: async ({ host }, use) => {
    await use((name, path) => `${host}${prefix}${name}/${path}`);
  },

  /** The address of a page of an edition, on the disk. */
  onDisk: async ({}, use) => {
    await use((name, path) => pathToFileURL(join(edition(name), path)).href);
  },

  /** Puts the client edition where it says that it is published. */
  publish: async ({ context }, use) => {
    await use(() =>
      context.route(`${published}**`, (route) => {
        const path = new URL(route.request().url()).pathname.slice(new URL(published).pathname.length);
        const file = join(edition("client"), path.endsWith("/") || !path ? `${path}index.html` : path);
        return existsSync(file)
          ? route.fulfill({ path: file, contentType: types[extname(file)] })
          : route.fulfill({ path: join(edition("client"), "404.html"), contentType: types[".html"], status: 404 });
      }),
    );
  },

  /** What went wrong on the pages of a test; a test that means to fail at something takes it out. */
  guard: [
    async ({ page, context, host }, use) => {
      const wrong = [];
      page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) wrong.push(`console: ${message.text()}`);
      });
      page.on("request", (request) => {
        const url = request.url();
        if (!url.startsWith(host) && !url.startsWith(published) && !/^(file|data|blob|about):/.test(url))
          wrong.push(`request: ${url}`);
      });
      await use(wrong);
      expect(wrong).toEqual([]);
      expect(await context.cookies()).toEqual([]);
    },
    { auto: true },
  ],
});

/** Pages of every kind, by edition. A page that the example no longer has fails its tests. */
export const pages = {
  staff: [
    "index.html",
    "payments/index.html",
    "payments/refunds/index.html",
    "payments/cash-handling/index.html",
    "safety/no-diving/index.html",
    "onboarding/first-day/index.html",
    "conduct/conflicts-of-interest/index.html",
    "manual/themes/index.html",
    "manual/rules/broken-link/index.html",
    "register/index.html",
    "options/index.html",
    "reviews/index.html",
    "escalation/index.html",
    "touchpoints/index.html",
    "standards/index.html",
    "facts/index.html",
    "goals/index.html",
    "practice/index.html",
    "benchmarks/index.html",
    "health/index.html",
    "changes/index.html",
    "glossary/index.html",
    "tags/index.html",
    "desk/index.html",
    "search/index.html",
    "404.html",
  ],
  client: [
    "index.html",
    "courses/index.html",
    "payments/refunds/index.html",
    "safety/no-diving/index.html",
    "touchpoints/index.html",
    "standards/index.html",
    "facts/index.html",
    "changes/index.html",
    "glossary/index.html",
    "print/index.html",
  ],
};
