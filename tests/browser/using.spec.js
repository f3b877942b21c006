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
  const button = page.locator("button.scheme");
  await expect(button).toHaveAttribute("aria-label", "Colours: as on this device");
  await button.click();
  await expect(button).toHaveAttribute("aria-label", "Colours: light");
  expect(await ink()).toBe(light);
  await button.click();
  await expect(button).toHaveAttribute("aria-label", "Colours: dark");
  const dark = await ink();
  expect(dark).not.toBe(light);
  await page.goto(address("client", "payments/refunds/index.html"), { waitUntil: "commit" });
  await expect(page.locator("html")).toHaveAttribute("data-scheme", "dark");
  await page.waitForLoadState();
  expect(await ink()).toBe(dark);
  await button.click();
  expect(await ink()).toBe(light);
});

test("whoever goes by the system sees dark pages where it is dark", async ({ page, address }) => {
  const ink = () => page.evaluate(() => getComputedStyle(document.body).color);
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(address("client", "index.html"));
  const light = await ink();
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await ink()).not.toBe(light);
});

test("in forced colours the theme button and the marks have their shapes", async ({ page, address }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await page.goto(address("staff", "payments/refunds/index.html"));
  const shape = (selector) =>
    page
      .locator(selector)
      .first()
      .evaluate((at) => {
        const { backgroundImage, borderTopWidth, borderTopColor, backgroundColor } = getComputedStyle(at, "::before");
        return { backgroundImage, isDrawn: parseFloat(borderTopWidth) > 1 && borderTopColor !== backgroundColor };
      });
  for (const selector of [".mark-grey", "button.scheme"]) {
    expect(await shape(selector)).toMatchObject({ backgroundImage: expect.stringContaining("gradient"), isDrawn: true });
  }
});

test("the sidebar begins with a whole line", async ({ page, address }) => {
  await page.setViewportSize({ width: 1280, height: 420 });
  for (const path of ["register/index.html", "glossary/index.html", "print/index.html"]) {
    await page.goto(address("staff", path));
    const lines = await page.locator("#menu").evaluate((menu) => {
      const top = menu.getBoundingClientRect().top;
      const rows = [...menu.querySelectorAll("a, .label")].map((line) => line.getBoundingClientRect());
      return { scrolled: menu.scrollTop, cut: rows.filter((row) => row.top < top - 1 && row.bottom > top + 1).length };
    });
    expect(lines.scrolled, path).toBeGreaterThan(0);
    expect(lines.cut, path).toBe(0);
  }
});

test("no id breaks at its hyphen, and no hash wraps", async ({ page, address }) => {
  await page.setViewportSize({ width: 320, height: 800 });
  for (const path of ["roles/front-desk/index.html", "payments/refunds/index.html", "reviews/index.html"]) {
    await page.goto(address("staff", path));
    const heights = await page.locator("main :is(.id, .number, .hash)").evaluateAll((all) =>
      all.filter((at) => at.textContent && at.getClientRects().length > 1).map((at) => at.textContent),
    );
    expect(heights, path).toEqual([]);
  }
});

for (const [edition, paths] of Object.entries(pages)) {
  test(`${edition} works from a shared drive`, async ({ page, onDisk }) => {
    // The page for what is not there looks for its styles in several places, and has a test of its own.
    for (const path of paths.filter((one) => one !== "404.html")) {
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

for (const edition of ["staff", "client"]) {
  for (const missing of ["nothing/", "no/such/page/", "payments/no/such/deep/page.html"]) {
    test(`${edition}/${missing} is not there, and the page that says so leads back`, async ({
      page,
      address,
      publish,
      guard,
    }) => {
      await publish();
      // The client edition says where it will be; where the other one is, only the script that is found can tell.
      const path = edition === "client" ? `${published}${missing}` : address(edition, missing);
      const response = await page.goto(path);
      expect(response.status()).toBe(404);
      await expect(page.locator("html")).toHaveClass(/\bjs\b/);
      const header = page.locator("header.top");
      expect(await header.evaluate((at) => getComputedStyle(at).display)).not.toBe("block");
      await expect(page.locator("button.scheme")).toHaveAttribute("aria-label", "Colours: as on this device");
      await page.locator("ul.links a").nth(1).click();
      await expect(page.locator("h1")).toBeVisible();
      await expect(page.locator("body")).not.toHaveClass(/\blost\b/);
      await page.goBack();
      await page.locator("a.brand").click();
      await expect(page).toHaveTitle("The Lantern Bay Handbook");
      // The browser itself logs that the page is not there, and of its styles each way that leads nowhere.
      expect(guard.splice(0).filter((wrong) => !/status of 404|MIME type|net::ERR_ABORTED/.test(wrong))).toEqual([]);
    });
  }
}

test("the page for what is not there, opened from the disk, has its styles and leads back", async ({
  page,
  onDisk,
  guard,
}) => {
  for (const edition of ["staff", "client"]) {
    await page.goto(onDisk(edition, "404.html"));
    await expect(page.locator("html")).toHaveClass(/\bjs\b/);
    await page.locator("a.brand").click();
    await page.waitForURL((url) => url.href.includes(onDisk(edition, "index.html")));
  }
  expect(guard.splice(0).filter((wrong) => !/ERR_FILE_NOT_FOUND/.test(wrong))).toEqual([]);
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

test("a day is answered with the version that was in force, and the answer can be sent", async ({ page, address }) => {
  await page.goto(address("versions", "refunds/versions/index.html"));
  const [day, answer] = [page.getByLabel("What was in force on"), page.locator(".on-day output")];
  for (const [on, says] of [
    ["2026-02-28", "On 28 February 2026 version 1 was in force."],
    ["2026-03-01", "On 1 March 2026 version 2 was in force."],
    ["2025-12-31", "This page does not say what was in force on 31 December 2025."],
    ["2999-01-01", "On 1 January 2999 version 3 will be in force, as far as is known today."],
  ]) {
    await day.fill(on);
    await expect(answer).toHaveText(says);
    expect(page.url()).toContain(`#on=${on}`);
  }
  await page.goto("about:blank");
  await page.goto(address("versions", "refunds/versions/index.html#on=2026-04-01"));
  await expect(answer).toHaveText("On 1 April 2026 version 2 was in force.");
  await answer.getByRole("link").click();
  await expect(page).toHaveURL(/versions\/2\/index\.html$/);
  await page.goto(address("versions", "refunds/changes/1/3/index.html"));
  await expect(page.locator("main del").first()).toBeVisible();
});

test("a permanent link takes a day along, and the page of the policy answers", async ({ page, address, onDisk }) => {
  const answer = page.locator(".on-day output");
  await page.goto(address("versions", "p/CS-014/index.html#on=2026-04-01"));
  await expect(page).toHaveURL(/refunds\/index\.html#on=2026-04-01$/);
  await expect(answer).toHaveText("On 1 April 2026 version 2 was in force.");
  await expect(page.locator(".days li[data-found]")).toContainText("From 1 March 2026 to 31 May 2026.");
  await answer.getByRole("link").click();
  await expect(page).toHaveURL(/versions\/2\/index\.html$/);
  // A policy that has had one version has no list of them.
  await page.goto(address("client", "p/CM-006/index.html#on=2024-08-04"));
  await expect(answer).toHaveText("This page does not say what was in force on 4 August 2024.");
  await page.getByLabel("What was in force on").fill("2024-08-05");
  await expect(answer).toHaveText("On 5 August 2024 version 1.0 was in force.");
  expect(page.url()).toContain("#on=2024-08-05");
  await page.goto(`${onDisk("versions", "p/CS-014/index.html")}#on=2026-04-01`);
  await expect(page).toHaveURL(/^file:.*refunds\/index\.html#on=2026-04-01$/);
  await expect(answer).toHaveText("On 1 April 2026 version 2 was in force.");
});

test("a permanent link takes a clause along", async ({ page, address }) => {
  await page.goto(address("versions", "p/CS-014/2/index.html#1"));
  await expect(page).toHaveURL(/versions\/2\/index\.html#1$/);
  await expect(page.locator(".cite")).toContainText("clause 1");
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("a permanent link leads on, and the policy lists the days", async ({ page, address }) => {
    await page.goto(address("versions", "p/CS-014/index.html"));
    await expect(page).toHaveURL(/refunds\/index\.html$/);
    await page.locator(".days summary").click();
    await expect(page.locator(".days li").first()).toContainText("From 1 June 2026.");
    await expect(page.locator(".on-day")).toBeHidden();
  });
});

test("a clause is cited with its address for good", async ({ page, address }) => {
  await page.goto(address("versions", "refunds/versions/2/index.html"));
  const cite = page.locator(".cite");
  await expect(cite).toContainText("(CS-014), version 2, in force from 1 March 2026, https://example.org/p/CS-014/2/");
  await page.getByLabel("Link to clause 1").click();
  await expect(cite).toContainText("in force from 1 March 2026, clause 1, https://example.org/p/CS-014/2/#1");
});
