// The preview in a real browser: what an editor sees while writing.
import { spawn } from "node:child_process";
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { test as base, expect } from "@playwright/test";
import { copyExample, day } from "./handbook.js";

const top = resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../..");
const program = process.env.GREYLINE ?? join(process.env.CARGO_TARGET_DIR ?? join(top, "target"), "debug/greyline");

/** Starts the preview of a folder; resolves to where it listens, and how to end it. */
function start(root, port = 0) {
  const child = spawn(program, ["serve", "--port", String(port), "--today", day], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((done) => child.on("exit", done));
  const stop = () => {
    child.kill("SIGINT");
    return ended;
  };
  return new Promise((ready, failed) => {
    let said = "";
    child.stdout.on("data", (piece) => {
      said += piece;
      const address = /Serving (http:\/\/\S+?)\//.exec(said)?.[1];
      if (address) ready({ address, stop });
    });
    ended.then(() => failed(new Error(`the preview ended: ${said}`)));
  });
}

const test = base.extend({
  /** A copy of the example handbook, and its preview. */
  preview: async ({}, use, info) => {
    const root = join(top, "target/browser/serve", `${info.workerIndex}-${info.testId}`);
    copyExample(root, { records: false });
    let serving = await start(root);
    const at = (name) => join(root, name);
    await use({
      at: (path) => `${serving.address}${path}`,
      read: (name) => readFileSync(at(name), "utf8"),
      write: (name, text) => {
        mkdirSync(resolve(at(name), ".."), { recursive: true });
        writeFileSync(at(name), text);
      },
      add: (name, text) => appendFileSync(at(name), text),
      restart: async (meanwhile) => {
        const { port } = new URL(serving.address);
        await serving.stop();
        await meanwhile();
        serving = await start(root, Number(port));
      },
    });
    expect(await serving.stop()).toBe(0);
    rmSync(root, { recursive: true, force: true });
  },

  /** What went wrong in any window; a test that breaks something on purpose takes it out. */
  wrong: [
    async ({ context, preview: _ }, use) => {
      const wrong = [];
      context.on("weberror", (error) => wrong.push(`error: ${error.error().message}`));
      context.on("console", (message) => message.type() === "error" && wrong.push(`console: ${message.text()}`));
      await use(wrong);
      expect(wrong).toEqual([]);
      expect(await context.cookies()).toEqual([]);
    },
    { auto: true },
  ],
});

const refunds = "content/payments/refunds.md";
const refundsPage = "/staff/payments/refunds/";
const bar = (page) => page.locator("#_greyline-bar .bar");
const sheet = (page) => page.locator("#_greyline-bar .sheet");
/** Leaves a mark in the window that does not outlive a reload. */
const stay = (page) => page.evaluate(() => (globalThis.stayed = true));
const stayed = (page) => page.evaluate(() => globalThis.stayed === true);

test("an edit is put into the page; the place, the focus and what was unfolded stay", async ({
  page: window,
  preview,
}) => {
  await window.setViewportSize({ width: 1100, height: 500 });
  await window.goto(preview.at(refundsPage));
  await expect(bar(window)).toBeVisible();
  await stay(window);
  await window
    .locator("main details")
    .first()
    .evaluate((details) => (details.open = true));
  await window.locator("main details summary").first().focus();
  await window.evaluate(() => scrollTo({ top: 900, behavior: "instant" }));
  // Where the heading that is read stands in the window: what comes late above it moves the page, and not the reader.
  const heading = await window.evaluate(
    () => [...document.querySelectorAll("main h2[id]")].find((one) => one.getBoundingClientRect().top > 0).id,
  );
  const place = () => window.evaluate((id) => document.getElementById(id).getBoundingClientRect().top, heading);
  const before = await place();
  preview.add(refunds, "\n\nA sentence that was not there before.\n");
  await expect(window.locator("main")).toContainText("A sentence that was not there before.");
  expect(await stayed(window)).toBe(true);
  // The browser itself holds on to what is read when something above it settles by some pixels.
  expect(Math.abs((await place()) - before)).toBeLessThan(20);
  expect(
    await window
      .locator("main details")
      .first()
      .evaluate((details) => details.open),
  ).toBe(true);
  expect(await window.evaluate(() => document.activeElement.localName)).toBe("summary");
  // What scripts have made of the page still works.
  await window.keyboard.press("/");
  await expect(window.locator("dialog[open]").getByRole("searchbox")).toBeFocused();
});

test("the title, the menu and the card change with the page", async ({ page: window, preview }) => {
  await window.goto(preview.at(refundsPage));
  await expect(bar(window)).toBeVisible();
  await stay(window);
  preview.write(refunds, preview.read(refunds).replace(/^title = ".*"$/m, 'title = "Money back"'));
  await expect(window).toHaveTitle(/Money back/);
  await expect(window.locator("h1")).toHaveText("Money back");
  await expect(window.locator("#menu [aria-current=page]")).toHaveText("Money back");
  expect(await stayed(window)).toBe(true);
});

test("a save of another page or of the same bytes leaves the window alone", async ({ page: window, preview }) => {
  await window.goto(preview.at(refundsPage));
  await expect(bar(window)).toBeVisible();
  await window.evaluate(() => {
    globalThis.changes = 0;
    new MutationObserver((records) => (globalThis.changes += records.length)).observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    });
  });
  preview.write(refunds, preview.read(refunds));
  const news = window.waitForResponse((response) => response.url().includes("/_greyline/revision") && response.ok());
  preview.add("content/safety/lightning.md", "\n\nSaid elsewhere.\n");
  await news;
  await window.waitForTimeout(300);
  expect(await window.evaluate(() => globalThis.changes)).toBe(0);
});

test("switching editions stays on the page, or says that it cannot", async ({ page: window, preview }) => {
  await window.goto(preview.at(refundsPage));
  await bar(window).getByRole("link", { name: "client" }).click();
  await expect(window).toHaveURL(preview.at("/client/payments/refunds/"));
  await expect(bar(window).locator("[aria-current=page]")).toHaveText("client");
  await window.goto(preview.at("/staff/payments/cash-handling/"));
  await bar(window).getByRole("link", { name: "client" }).click();
  await expect(window).toHaveURL(preview.at("/client/payments/"));
  await expect(bar(window).getByRole("status")).toHaveText("Clients have no such page.");
});

test("what is withheld is marked, and from whom", async ({ page: window, preview }) => {
  await window.goto(preview.at(refundsPage));
  await bar(window).getByRole("button", { name: "Withheld" }).click();
  await expect(sheet(window)).toContainText("benchmarks – from Members, Clients");
  const block = window.locator(".only[data-audience=staff]").first();
  await expect(block).toHaveAttribute("data-greyline-from", "Members, Clients");
  await bar(window).getByRole("button", { name: "Withheld" }).click();
  await expect(block).not.toHaveAttribute("data-greyline-from", /./);
  await expect(sheet(window)).toBeHidden();
});

test("mistakes come over the page, close with Escape, come back and go when they are mended", async ({
  page: window,
  preview,
}) => {
  await window.goto(preview.at(refundsPage));
  await expect(bar(window)).toBeVisible();
  await stay(window);
  const whole = preview.read(refunds);
  preview.write(refunds, whole.replace(/^owner = /m, "ownr = "));
  await expect(sheet(window)).toBeVisible();
  await expect(sheet(window)).toContainText(/content\/payments\/refunds\.md:\d+:1/);
  await expect(sheet(window).locator("pre mark", { hasText: "ownr" })).toBeVisible();
  await expect(sheet(window)).toContainText("did you mean `owner`?");
  // The last good page stands.
  await expect(window.locator("h1")).toHaveText("Refunds");
  await window.keyboard.press("Escape");
  await expect(sheet(window)).toBeHidden();
  await expect(bar(window).locator(".count")).toContainText("error");
  const other = preview.read("content/safety/lightning.md");
  preview.write("content/safety/lightning.md", "no front matter");
  await expect(sheet(window)).toBeVisible();
  await expect(sheet(window)).toContainText("content/safety/lightning.md");
  preview.write("content/safety/lightning.md", other);
  preview.write(refunds, whole);
  await expect(bar(window).locator(".count")).not.toContainText("error");
  expect(await stayed(window)).toBe(true);
});

test("two windows follow the same save", async ({ context, preview }) => {
  const windows = [await context.newPage(), await context.newPage()];
  await windows[0].goto(preview.at(refundsPage));
  await windows[1].goto(preview.at("/client/payments/refunds/"));
  for (const window of windows) await expect(bar(window)).toBeVisible();
  preview.add(refunds, "\n\nFor both windows.\n\n::: staff\nFor one alone.\n:::\n");
  for (const window of windows) await expect(window.locator("main")).toContainText("For both windows.");
  await expect(windows[0].locator("main")).toContainText("For one alone.");
  await expect(windows[1].locator("main")).not.toContainText("For one alone.");
});

test("a connection that was dropped comes back with all that was missed", async ({
  page: window,
  context,
  preview,
  wrong,
}) => {
  await window.goto(preview.at(refundsPage));
  await expect(bar(window)).toBeVisible();
  await stay(window);
  await context.setOffline(true);
  preview.add(refunds, "\n\nWritten while it slept.\n");
  await window.waitForTimeout(700);
  await context.setOffline(false);
  await expect(window.locator("main")).toContainText("Written while it slept.");
  // The preview itself is ended and begun again.
  await preview.restart(() => preview.add(refunds, "\n\nWritten while nobody served.\n"));
  await expect(window.locator("main")).toContainText("Written while nobody served.", { timeout: 15_000 });
  expect(await stayed(window)).toBe(true);
  wrong.length = 0;
});

test("a stylesheet is changed alone", async ({ page: window, preview }) => {
  preview.write("themes/own/assets/search.css", "");
  preview.write("themes/own/assets/style.css", "body { color: rgb(1, 2, 3) }");
  preview.write("book.toml", preview.read("book.toml").replace(/^title = /m, 'theme = "own"\ntitle = '));
  await expect(async () => {
    await window.goto(preview.at(refundsPage));
    await expect(window.locator("body")).toHaveCSS("color", "rgb(1, 2, 3)", { timeout: 500 });
  }).toPass();
  await expect(bar(window)).toBeAttached();
  await stay(window);
  preview.write("themes/own/assets/style.css", "body { color: rgb(4, 5, 6) }");
  await expect(window.locator("body")).toHaveCSS("color", "rgb(4, 5, 6)");
  expect(await stayed(window)).toBe(true);
});

test("another day is picked, and today again", async ({ page: window, preview }) => {
  await window.goto(preview.at(refundsPage));
  await expect(bar(window)).toBeVisible();
  await stay(window);
  await bar(window).getByLabel("The date of the handbook").fill("2031-02-03");
  const built = () => window.evaluate(async () => (await (await fetch("/staff/built.json")).json()).built);
  await expect.poll(built).toContain("2031");
  await bar(window).getByRole("button", { name: "Today" }).click();
  await expect.poll(built).not.toContain("2031");
  expect(await stayed(window)).toBe(true);
});

test("a handbook that cannot be shown yet is shown once it is mended", async ({ page: window, preview, wrong }) => {
  const book = preview.read("book.toml");
  await preview.restart(() => preview.write("book.toml", "title = "));
  await window.goto(preview.at(refundsPage));
  await expect(window.locator("h1")).toHaveText("There is nothing to show yet");
  await expect(sheet(window)).toContainText("book.toml:1:");
  preview.write("book.toml", book);
  await expect(window.locator("h1")).toHaveText("Refunds");
  wrong.length = 0;
});

test("the bar and what is to be mended can be read and worked by everybody", async ({
  page: window,
  preview,
  wrong,
}) => {
  preview.write(refunds, preview.read(refunds).replace(/^owner = /m, "ownr = "));
  for (const colorScheme of ["light", "dark"]) {
    await window.emulateMedia({ colorScheme });
    await window.goto(preview.at(refundsPage));
    await expect(sheet(window)).toBeVisible();
    const { violations } = await new AxeBuilder({ page: window })
      .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
      .analyze();
    expect(violations.map(({ id, nodes }) => ({ id, where: nodes.map((node) => node.target) }))).toEqual([]);
  }
  // The page refuses the style that the examination itself would add.
  wrong.length = 0;
  await window.setViewportSize({ width: 360, height: 640 });
  await expect(bar(window)).toBeInViewport({ ratio: 1 });
  await bar(window).getByRole("button", { name: "Hide the preview's bar" }).click();
  await expect(bar(window).getByRole("link")).toHaveCount(0);
});
