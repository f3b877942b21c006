// Every kind of page can be read by everyone: WCAG 2.2 AA, light and dark, from 320 pixels on, with scripts off, on
// paper.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, pages, test } from "./site.js";

const wcag = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Good practice that WCAG does not ask for in so many words. */
const practice = ["heading-order", "landmark-one-main", "page-has-heading-one", "region"];

async function findings(axe) {
  const { violations, passes } = await axe.analyze();
  expect(passes.length).toBeGreaterThan(0);
  return violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map((node) => node.target) }));
}

/** The page for what is not there looks for its styles in several places, of which all but one are none. */
function forget(guard, path) {
  if (path === "404.html") guard.splice(0, guard.length, ...guard.filter((wrong) => !/status of 404|MIME/.test(wrong)));
}

for (const [edition, paths] of Object.entries(pages)) {
  for (const path of paths) {
    test(`${edition}/${path}`, async ({ page, address, guard, browserName }) => {
      await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
      await page.goto(address(edition, path));
      expect(await page.locator("html").getAttribute("lang")).toBe("en");
      await expect(page.locator("h1")).toHaveCount(1);

      // What is accessible does not depend on the browser, and takes its time.
      const isOnce = browserName === "chromium";
      if (isOnce) await test.step("is accessible", async () => {
        const rules = Object.fromEntries(practice.map((rule) => [rule, { enabled: true }]));
        expect(
          await findings(new AxeBuilder({ page }).options({ runOnly: { type: "tag", values: wcag }, rules })),
        ).toEqual([]);
      });
      for (const [width, forcedColors] of [[320, "none"], [390, "none"], [1440, "active"]]) {
        if (isOnce) await test.step(`is accessible at ${width} pixels, forced colours ${forcedColors}`, async () => {
          await page.setViewportSize({ width, height: 900 });
          await page.emulateMedia({ forcedColors });
          expect(await findings(new AxeBuilder({ page }).options({ runOnly: { type: "tag", values: wcag } }))).toEqual([]);
          await page.emulateMedia({ forcedColors: "none" });
        });
      }
      if (isOnce) await test.step("has enough contrast in the dark", async () => {
        await page.emulateMedia({ colorScheme: "dark" });
        expect(await findings(new AxeBuilder({ page }).withRules(["color-contrast"]))).toEqual([]);
      });
      for (const width of [320, 820, 1440, 2560]) {
        await test.step(`fits ${width} pixels`, async () => {
          await page.setViewportSize({ width, height: 900 });
          expect(await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
          await expect(page.locator("h1")).toBeVisible();
          if (width > 320) return;
          const hidden = await page.locator("main .table").evaluateAll((all) =>
            all.filter((frame) => frame.scrollWidth > frame.clientWidth).map((frame) => frame.innerText.slice(0, 60)),
          );
          expect(hidden, "tables of which something is out of sight").toEqual([]);
        });
      }
      if (isOnce) await test.step("fits paper", async () => {
        await page.emulateMedia({ media: "print" });
        await expect(page.locator("h1")).toBeVisible();
        await expect(page.locator("header button:visible, nav.menu:visible")).toHaveCount(0);
      });
      forget(guard, path);
    });
  }
}

for (const path of ["changes/index.html", "versions/1/index.html", "versions/index.html", "index.html"]) {
  test(`refunds/${path} of a handbook with a history fits 320 pixels`, async ({ page, address }) => {
    await page.setViewportSize({ width: 320, height: 800 });
    await page.goto(address("versions", `refunds/${path}`));
    expect(await page.evaluate(() => document.scrollingElement.scrollWidth)).toBeLessThanOrEqual(320);
    if (path.startsWith("changes")) await expect(page.locator("main del").first()).toBeVisible();
  });
}

test.describe("with scripts off", () => {
  test.use({ javaScriptEnabled: false });

  for (const [edition, paths] of Object.entries(pages)) {
    test(`every page of ${edition} shows its matter and no dead switch`, async ({ page, address, guard }) => {
      for (const path of paths) {
        await page.goto(address(edition, path));
        await expect(page.locator("h1"), path).toBeVisible();
        const words = (await page.locator("main").innerText()).split(/\s+/).length;
        expect(words, path).toBeGreaterThan(5);
        await expect(page.locator("button.scheme"), path).toBeHidden();
        forget(guard, path);
      }
    });
  }
});
