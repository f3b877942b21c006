// node tests/browser/picture.js: takes the picture of the README and the manual anew.
// The page is that of a grey policy, as staff see it on the day of the tests; look at it before you commit it.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "@playwright/test";
import build, { edition } from "./handbook.js";
import config from "./playwright.config.js";

const here = new URL(".", import.meta.url).pathname;
build();
const browser = await chromium.launch(config.use.launchOptions);
const page = await browser.newPage({ viewport: { width: 1280, height: 860 }, colorScheme: "light" });
await page.goto(pathToFileURL(resolve(edition("staff"), "payments/refunds/index.html")).href);
await page.screenshot({ path: resolve(here, "../../content/manual/refunds-as-staff-see-them.png") });
await browser.close();
