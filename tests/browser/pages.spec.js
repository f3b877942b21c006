// The pages as the people meet them who use them: the bar, the front pages, lists.
import { expect, test } from "./site.js";

const refunds = "payments/refunds/index.html";

test.describe("the bar", () => {
  const bar = (page) => page.locator(".bar");

  for (const scripts of [true, false]) {
    test.describe(scripts ? "with scripts" : "without scripts", () => {
      test.use({ javaScriptEnabled: scripts });

      test("comes when the title has left the screen, and moves nothing", async ({ page, address }) => {
        for (const width of [320, 390, 820, 1280]) {
          await page.setViewportSize({ width, height: 700 });
          await page.goto(address("staff", refunds));
          await expect(bar(page)).toBeHidden();
          const before = await page.locator("footer").boundingBox();
          await page.mouse.wheel(0, 1500);
          await expect(bar(page)).toBeVisible();
          await expect(bar(page)).toContainText("Refunds");
          await expect(bar(page).locator("a.search")).toBeVisible();
          await expect(bar(page).locator("button")).toBeVisible({ visible: width < 1180 });
          const after = await page.locator("footer").boundingBox();
          expect(before.y - after.y).toBeCloseTo(1500, 0);
          expect(after.height).toBe(before.height);
          await page.mouse.wheel(0, -1500);
          await expect(bar(page)).toBeHidden();
        }
      });
    });
  }

  test("its headings open on a phone, and lead where they say", async ({ page, address }) => {
    await page.setViewportSize({ width: 390, height: 700 });
    await page.goto(address("client", refunds));
    await page.mouse.wheel(0, 2000);
    await bar(page).getByRole("button").click();
    await page.locator("#contents").getByRole("link", { name: "And after 30 days?" }).click();
    await expect(page.locator("#contents")).toBeHidden();
    const heading = page.getByRole("heading", { name: "And after 30 days?" });
    await expect(heading).toBeInViewport();
    await expect
      .poll(async () => (await heading.boundingBox()).y - (await bar(page).boundingBox()).height)
      .toBeGreaterThanOrEqual(0);
  });

  test("the headings are a column from 1180 pixels on", async ({ page, address }) => {
    await page.setViewportSize({ width: 1180, height: 700 });
    await page.goto(address("staff", refunds));
    const [text, contents] = [page.locator(".text"), page.locator("#contents")];
    await expect(contents).toBeVisible();
    const [left, right] = [await text.boundingBox(), await contents.boundingBox()];
    expect(right.x).toBeGreaterThan(left.x + left.width);
    expect(right.x + right.width).toBeLessThanOrEqual(1180);
  });

  for (const [key, width] of [
    ["Tab", 390],
    ["Shift+Tab", 390],
    ["Tab", 1280],
    ["Shift+Tab", 1280],
  ]) {
    test(`hides no stop of the keyboard: ${key}, ${width} pixels`, async ({ page, address }) => {
      await page.setViewportSize({ width, height: 600 });
      await page.emulateMedia({ reducedMotion: "reduce" });
      await page.goto(address("staff", refunds));
      if (key !== "Tab") await page.locator("footer a").last().focus();
      let stops = 0;
      for (; stops < 150; stops += 1) {
        await page.keyboard.press(key);
        const stop = await page.evaluate(() => {
          const at = document.activeElement;
          if (!at || at === document.body) return null;
          const strip = document.querySelector(".bar").getBoundingClientRect();
          const isShown = getComputedStyle(document.querySelector(".bar")).visibility === "visible";
          const { top, bottom } = at.getBoundingClientRect();
          const isOver = at.closest(".bar, .skip, [popover]");
          return { html: at.outerHTML.slice(0, 90), isHidden: isShown && !isOver && bottom > 0 && top < strip.bottom };
        });
        if (!stop) break;
        expect(stop.isHidden, stop.html).toBe(false);
      }
      expect(stops).toBeGreaterThan(20);
    });
  }

  test("the page of the search has none of its own way into the search", async ({ page, address }) => {
    await page.goto(address("staff", "search/index.html"));
    await expect(page.locator(".bar a.search")).toHaveCount(0);
  });

  test("what governs a policy stands behind its text, and plain words first for clients", async ({ page, address }) => {
    await page.goto(address("client", refunds));
    expect(await page.locator(".verdict").innerText()).toMatch(/^There is some flexibility.*\s+Grey$/s);
    await expect(page.locator(".kicker")).toHaveCount(0);
    const text = await page.locator(".text").boundingBox();
    const about = await page.locator(".about").boundingBox();
    expect(about.y).toBeGreaterThan(text.y + text.height);
    await page.goto(address("staff", refunds));
    await expect(page.locator(".about")).toContainText("Operations director");
    await expect(page.locator(".card")).not.toContainText("Approved by");
    await expect(page.locator(".verdict")).toContainText(/^\s*Grey/);
  });
});
