// What a hand on the keyboard or the mouse meets, on a server and from a shared drive.
import { expect, pages, published, test } from "./site.js";

test("the first stop of the keyboard leads past the navigation", async ({ page, address }) => {
  await page.goto(address("client", "payments/refunds/index.html"));
  await page.keyboard.press("Tab");
  const skip = page.locator("a.skip");
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.locator("main")).toBeFocused();
});

test("every stop of the keyboard can be seen", async ({ page, address }) => {
  await page.goto(address("staff", "payments/refunds/index.html"));
  let stops = 0;
  for (; stops < 200; stops += 1) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const at = document.activeElement;
      if (!at || at === document.body) return null;
      const style = getComputedStyle(at);
      const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
      return { html: at.outerHTML.slice(0, 120), seen: ring || style.boxShadow !== "none" };
    });
    if (!stop) break;
    expect(stop.seen, stop.html).toBe(true);
  }
  expect(stops).toBeGreaterThan(10);
});

test("the choice of light or dark stays, and the next page begins with it", async ({ page, address }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(address("client", "index.html"));
  const ink = () => page.evaluate(() => getComputedStyle(document.body).color);
  const light = await ink();
  await page.locator("button.scheme").click();
  const dark = await ink();
  expect(dark).not.toBe(light);
  await page.goto(address("client", "payments/refunds/index.html"), { waitUntil: "commit" });
  await expect(page.locator("html")).toHaveAttribute("data-scheme", "dark");
  await page.waitForLoadState();
  expect(await ink()).toBe(dark);
  await page.locator("button.scheme").click();
  expect(await ink()).toBe(light);
});

for (const [edition, paths] of Object.entries(pages)) {
  test(`${edition} works from a shared drive`, async ({ page, onDisk }) => {
    for (const path of paths) {
      await page.goto(onDisk(edition, path));
      const styles = await page.evaluate(() => [...document.styleSheets].length);
      expect(styles, path).toBeGreaterThan(0);
    }
    await page.goto(onDisk(edition, "index.html"));
    const first = page.locator("main a[href]:not([href^='#']):not([href^='mailto'])").first();
    await first.click();
    await expect(page.locator("h1")).toBeVisible();
    await page.locator("a.brand").click();
    expect(page.url()).toBe(onDisk(edition, "index.html"));
  });
}

test("an address that is not there, at any depth, leads back", async ({ page, publish, guard }) => {
  await publish();
  const response = await page.goto(`${published}no/such/page/`);
  expect(response.status()).toBe(404);
  await expect(page.locator("h1")).toBeVisible();
  expect(await page.evaluate(() => document.styleSheets[0].cssRules.length)).toBeGreaterThan(0);
  await page.locator("a.brand").click();
  expect(page.url()).toContain(published);
  await expect(page).toHaveTitle("The Lantern Bay Handbook");
  // The browser itself logs the status of the page that is not there.
  expect(guard.splice(0)).toEqual([
    "console: Failed to load resource: the server responded with a status of 404 (Not Found)",
  ]);
});

test("a permanent link leads to its policy", async ({ page, address }) => {
  await page.goto(address("client", "p/CS-014/"));
  await page.waitForURL(address("client", "payments/refunds/index.html"));
  await expect(page.locator("h1")).toContainText("Refunds");
});

test("a page that was not published again says so from the day on which something on it changed", async ({
  page,
  address,
}) => {
  const path = address("staff", "register/index.html");
  await page.goto(path);
  const note = page.locator(".out-of-date");
  const day = await note.getAttribute("data-from");
  const noon = new Date(`${day}T12:00:00`);
  await page.clock.setFixedTime(new Date(noon.getTime() - 24 * 60 * 60 * 1000));
  await page.goto(path);
  await expect(note).toBeHidden();
  await expect(note).toHaveText("");
  await page.clock.setFixedTime(noon);
  await page.goto(path);
  await expect(note).toBeVisible();
  await expect(note).toContainText("out of date");
});

test("a search result of which something has changed offers nothing", async ({ page, address }) => {
  const path = address("staff", "search/index.html?q=guest+passes");
  const offers = page.locator(".search-box ol > li li");
  const outOfDate = page.locator(".search-labels", { hasText: "out of date" });
  await page.clock.setFixedTime(new Date("2026-11-21T12:00:00"));
  await page.goto(path);
  await expect(offers.first()).toBeVisible();
  await expect(outOfDate).toHaveCount(0);
  const most = await offers.count();
  await page.clock.setFixedTime(new Date("2036-11-21T12:00:00"));
  await page.reload();
  await expect(outOfDate.first()).toBeVisible();
  expect(await offers.count()).toBeLessThan(most);
  await expect(page.locator(".search-box ol > li", { has: outOfDate }).locator("> ul > li")).toHaveCount(0);
});
