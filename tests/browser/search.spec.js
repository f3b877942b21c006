// The search as a hand on the keyboard meets it: on a server, from a shared drive, with shards that are late or lost.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "./site.js";

const refunds = "payments/refunds/index.html";

/** The box over a page. */
const box = (page) => page.locator("dialog[open]");
const results = (page) => page.locator(".search-box ol > li");
/** What the address asks the page of the search for. */
const asked = (page) => new URLSearchParams(new URL(page.url()).hash.slice(1));
const status = (page) => page.locator(".search-box [role=status]");

async function open(page, key = "/") {
  await page.keyboard.press(key);
  await expect(box(page).getByRole("searchbox")).toBeFocused();
}

async function accessible(page) {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  expect(violations.map(({ id, nodes }) => ({ id, where: nodes.map((node) => node.target) }))).toEqual([]);
}

for (const place of ["a server", "a shared drive"]) {
  test(`from a key to the answer, on ${place}`, async ({ page, address, onDisk }) => {
    const at = place === "a server" ? address : onDisk;
    await page.goto(at("staff", "index.html"));
    await open(page);
    await page.keyboard.type("refunds");
    const first = results(page).first();
    await expect(first.locator("a").first()).toContainText("Refunds");
    await expect(first, "the answer stands in the result").toContainText("Refund to the card that paid");
    await expect(first).toContainText("Grey");
    await expect(page.locator(".search-box mark").first()).toBeVisible();
    await expect(status(page)).toContainText(/\d+ results?\./);
    if (place === "a server") await accessible(page);
    await page.keyboard.press("ArrowDown");
    await expect(first.locator("a").first()).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.locator("h1")).toContainText("Refunds");
    expect(page.url().startsWith(at("staff", refunds))).toBe(true);
    await expect
      .poll(() => page.evaluate(() => CSS.highlights.get("search")?.size ?? 0), "words are marked on arrival")
      .toBeGreaterThan(0);
  });
}

test("small words are not marked beside words that tell more", async ({ page, address }) => {
  await page.goto(address("staff", "index.html"));
  await open(page);
  await page.keyboard.type("the refund to a card");
  await expect(page.locator(".search-excerpt mark").first()).toBeVisible();
  const marked = await page.locator(".search-box mark").allTextContents();
  expect(marked.filter((word) => ["the", "to", "a"].includes(word.toLowerCase()))).toEqual([]);
  expect(await results(page).first().locator("a").first().getAttribute("href")).not.toMatch(/mark=([^&]*%20)?(the|to|a)(%20|&|$)/);
});

/** The result of a policy. */
const resultOf = (page, id) => results(page).filter({ has: page.locator(".search-labels", { hasText: id }) });

test("the option that applies comes first, with its condition, and what does not fit comes last", async ({
  page,
  address,
}) => {
  await page.goto(address("staff", "index.html"));
  await open(page);
  await page.keyboard.type("paid 45 days ago and wants the money back");
  const options = resultOf(page, "CS-014").locator(".search-answer li");
  await expect(options.first()).toContainText("Credit note");
  await expect(options.first()).toContainText("After 30 days, up to 24 months after paying");
  await expect(options.first()).toContainText("Front desk");
  await expect(options).toHaveCount(4);
  await expect(options.last()).toContainText("Refund to the card that paid");
  await expect(options.last()).toContainText("Does not fit what you typed: Within 30 days of paying");
  await accessible(page);

  await box(page).getByRole("searchbox").fill("bought last week, wants a refund");
  await expect(options.first()).toContainText("Refund to the card that paid");
  await expect(options.first()).not.toContainText("Does not fit");
});

test("six weeks after paying: the credit note, with its condition, the others, and the words for no", async ({
  page,
  address,
}) => {
  await page.goto(address("staff", "index.html"));
  await open(page);
  await page.keyboard.type("money back after six weeks");
  const answer = resultOf(page, "CS-014").locator(".search-answer");
  await expect(answer.locator("li").first()).toContainText("Credit note");
  await expect(answer.locator("li").first()).toContainText("After 30 days, up to 24 months after paying");
  await expect(answer.locator("li").first()).toContainText("Front desk");
  // Where it is not the first result, the rest is folded, and opens in its place.
  const folded = answer.locator("summary");
  if (await folded.count()) await folded.click();
  await expect(box(page)).toBeVisible();
  await expect(answer.locator("li")).toHaveCount(4);
  await expect(answer.locator("li").last()).toContainText("Does not fit what you typed: Within 30 days of paying");
  await expect(answer.locator("blockquote")).toBeVisible();
  await expect(answer).toContainText("Ask next: Duty manager");
  await accessible(page);
});

test("a rule without exceptions says why, and what to say", async ({ page, address }) => {
  await page.goto(address("staff", "index.html"));
  await open(page);
  await page.keyboard.type("diving in the shallow end");
  const answer = results(page).first().locator(".search-answer");
  await expect(answer).toContainText("No exceptions. Why:");
  await expect(answer.locator("li").first()).toContainText("hands reach the floor");
  await expect(answer.locator("blockquote")).toContainText("I still have to ask you to stop");
});

test("readers of another edition get no answers, and not their script", async ({ page, address }) => {
  const scripts = [];
  page.on("request", (request) => scripts.push(request.url()));
  await page.goto(address("client", "index.html"));
  await open(page);
  await page.keyboard.type("refunds");
  await expect(results(page).first()).toContainText("Refunds");
  await expect(page.locator(".search-answer")).toHaveCount(0);
  expect(scripts.filter((url) => url.includes("answer"))).toEqual([]);
});

test("results come after each key, and forgive", async ({ page, address }) => {
  await page.goto(address("client", "index.html"));
  await open(page, "Control+k");
  for (const [typed, title] of [
    ["light", "Lightning"],
    ["lihgtning", "Lightning"],
    ["CS-014", "Refunds"],
    ["refunded", "Refunds"],
  ]) {
    await box(page).getByRole("searchbox").fill(typed);
    await expect(results(page).first().locator("a").first(), typed).toContainText(title);
  }
  await box(page).getByRole("searchbox").fill("xqzvwk");
  await expect(status(page)).toContainText("Nothing found");
  await expect(results(page)).toHaveCount(0);
});

test("Escape closes the box and leaves the page as it was", async ({ page, address }) => {
  await page.goto(address("client", refunds));
  const before = page.url();
  await open(page);
  await page.keyboard.type("lightning");
  await expect(results(page).first()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(box(page)).toHaveCount(0);
  expect(page.url()).toBe(before);
});

test("the address of the search's own page keeps the query", async ({ page, address }) => {
  await page.goto(address("staff", "search/index.html") + "?q=lightning");
  await expect(results(page).first().locator("a").first()).toContainText("Lightning");
  await accessible(page);
  await page.getByRole("searchbox").fill("refunds");
  await expect(results(page).first().locator("a").first()).toContainText("Refunds");
  await expect.poll(() => asked(page).get("q")).toBe("refunds");
  expect(new URL(page.url()).search, "no server sees it").toBe("");
  await page.reload();
  await expect(page.getByRole("searchbox")).toHaveValue("refunds");
  await expect(results(page).first().locator("a").first()).toContainText("Refunds");
});

test("results can be narrowed down, and the address keeps that too", async ({ page, address }) => {
  await page.goto(address("staff", "search/index.html") + "?q=cash");
  await expect(results(page).first()).toBeVisible();
  const all = await status(page).innerText();
  await page.locator(".search-box > details > summary").click();
  await page.getByLabel("Flexibility").selectOption("black");
  await expect(status(page)).not.toHaveText(all);
  await expect(results(page).first()).toContainText("Black");
  await expect(results(page).filter({ hasText: "Grey" })).toHaveCount(0);
  await expect.poll(() => asked(page).get("flexibility")).toBe("black");
});

test("what clients may not know is not found by them", async ({ page, address }) => {
  for (const [edition, found] of [
    ["staff", true],
    ["client", false],
  ]) {
    await page.goto(address(edition, "index.html"));
    await open(page);
    await page.keyboard.type("Cash handling");
    await expect(status(page)).not.toBeEmpty();
    const there = results(page).locator("a[href*='cash-handling']");
    await (found ? expect(there.first()).toBeVisible() : expect(there).toHaveCount(0));
  }
});

test("a late shard is waited for, and that is said", async ({ page, address }) => {
  let release;
  const held = new Promise((done) => (release = done));
  await page.route(/\/search\/p[^/]*\.js/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(address("client", "index.html"));
  await open(page);
  await page.keyboard.type("lightning");
  await expect(status(page)).toContainText("Still loading");
  release();
  await expect(results(page).first().locator("a").first()).toContainText("Lightning");
});

test("a lost shard is told, and asked for again", async ({ page, address, guard }) => {
  let lost = true;
  await page.route(/\/search\/h[^/]*\.js/, (route) => (lost ? route.abort() : route.continue()));
  await page.goto(address("client", "index.html"));
  await open(page);
  await page.keyboard.type("lightning");
  await expect(status(page)).toContainText("could not be loaded");
  lost = false;
  await box(page).getByRole("button", { name: "Try again" }).click();
  await expect(results(page).first().locator("a").first()).toContainText("Lightning");
  await expect(status(page)).not.toContainText("could not be loaded");
  expect(guard.splice(0).every((line) => line.includes("net::ERR_FAILED"))).toBe(true);
});

test.describe("with scripts off", () => {
  test.use({ javaScriptEnabled: false });

  test("the way to the search leads to lists", async ({ page, address }) => {
    await page.goto(address("client", "index.html"));
    await page.locator("a.search").first().click();
    await expect(page.locator("main")).toContainText("needs JavaScript");
    await page.locator("main a").first().click();
    await expect(page.locator("h1")).toBeVisible();
  });
});

test("arrows go back to the box, typing goes on from a result, and back leads to the results", async ({
  page,
  address,
}) => {
  await page.goto(address("staff", "index.html"));
  await open(page);
  await page.keyboard.type("thun");
  await expect(results(page).first()).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(results(page).nth(1).locator("a").first()).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await expect(box(page).getByRole("searchbox")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.type("der");
  await expect(box(page).getByRole("searchbox")).toHaveValue("thunder");
  await expect(results(page).first().locator("a").first()).toContainText("Lightning");
  await page.keyboard.press("Enter");
  await expect(page.locator("h1")).toContainText("Lightning");
  await page.goBack();
  await expect(box(page).getByRole("searchbox")).toHaveValue("thunder");
  await expect(results(page).first().locator("a").first()).toContainText("Lightning");
});

test("a slip is mended, and that is said", async ({ page, address }) => {
  await page.goto(address("staff", "search/index.html") + "?q=refnud+");
  await expect(status(page)).toContainText("Found with “refund");
  await expect(results(page).first().locator("a").first()).toContainText("Refunds");
});

test("retired rules are found when they are asked for", async ({ page, address }) => {
  await page.goto(address("staff", "search/index.html") + "?q=paper+vouchers");
  await expect(results(page).first()).toBeVisible();
  await expect(results(page).locator("a[href*='paper-vouchers']")).toHaveCount(0);
  await page.goto(address("staff", "search/index.html") + "?q=paper+vouchers&status=retired");
  await expect(results(page).locator("a[href*='paper-vouchers']").first()).toBeVisible();
});

test("filters come back with the address", async ({ page, address }) => {
  await page.goto(address("staff", "search/index.html") + "?q=children&section=safety");
  await expect(results(page).first()).toBeVisible();
  const elsewhere = results(page).locator("> a:not([href*='/safety/'])");
  await expect(elsewhere).toHaveCount(0);
  const filters = page.locator(".search-box > details");
  await expect(filters.getByLabel("Section")).toHaveValue("safety");
  await expect(filters.locator("select"), "each filter stands there once").toHaveCount(
    await filters.locator("label").count(),
  );
  await expect(filters.getByLabel("Section")).toHaveCount(1);
});

test("more results come, and the first of them has the focus", async ({ page, address }) => {
  await page.goto(address("staff", "search/index.html") + "?q=client");
  await expect(results(page).first()).toBeVisible();
  const before = await page.locator(".search-box > ol > li").count();
  await page.getByRole("button", { name: "Show more" }).click();
  await expect(page.locator(".search-box > ol > li")).toHaveCount(before + 10);
  await expect(page.locator(".search-box > ol > li").nth(before).locator("a").first()).toBeFocused();
});

test("what was found stays until there is something better", async ({ page, address }) => {
  await page.goto(address("staff", "search/index.html") + "?q=thunder");
  await expect(results(page).first().locator("a").first()).toContainText("Lightning");
  let release;
  const held = new Promise((done) => (release = done));
  await page.route(/\/search\/[hpw][^/]*\.js/, async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole("searchbox").fill("towel");
  await expect(status(page)).toContainText("Still loading");
  await expect(results(page).first().locator("a").first()).toContainText("Lightning");
  release();
  await expect(results(page).first().locator("a").first()).toContainText("Lost property");
});

test("Enter that comes before the results opens the first of them", async ({ page, address }) => {
  await page.goto(address("staff", "index.html"));
  await open(page);
  await page.keyboard.type("towel");
  await expect(results(page).first().locator("a").first()).toContainText("Lost property");
  let release;
  const held = new Promise((done) => (release = done));
  await page.route(/\/search\/h[^/]*\.js/, async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole("searchbox").fill("thunder");
  await page.keyboard.press("Enter");
  await expect(results(page).first().locator("a").first(), "what was found stays").toContainText("Lost property");
  release();
  await expect(page.locator("h1")).toContainText("Lightning");
});

test("who closes the box after Enter, before the results, stays on the page", async ({ page, address }) => {
  await page.goto(address("staff", "index.html"));
  await open(page);
  let release;
  const held = new Promise((done) => (release = done));
  await page.route(/\/search\/h[^/]*\.js/, async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole("searchbox").fill("thunder");
  await page.keyboard.press("Enter");
  await box(page).getByRole("button", { name: "Close" }).click();
  await expect(box(page)).toHaveCount(0);
  release();
  await expect(results(page).first().locator("a").first()).toContainText("Lightning");
  await expect(page.locator("h1")).toContainText("The Lantern Bay Handbook");
});

test("when nothing of the search arrives, that is said, and it can be tried again", async ({
  page,
  address,
  guard,
}) => {
  let lost = true;
  await page.route(/\/search\/start[^/]*\.js/, (route) => (lost ? route.abort() : route.continue()));
  await page.goto(address("client", "index.html"));
  await open(page);
  await page.keyboard.type("lightning");
  await expect(status(page)).toContainText("could not be loaded");
  lost = false;
  await page.getByRole("searchbox").press("ArrowLeft");
  await page.getByRole("searchbox").pressSequentially(" ");
  await expect(results(page).first().locator("a").first()).toContainText("Lightning");
  expect(guard.splice(0).every((line) => line.includes("net::ERR_FAILED"))).toBe(true);
});

test("an index that was published anew is read anew", async ({ page, address }) => {
  await page.goto(address("staff", "search/index.html") + "?q=thunder");
  await expect(results(page).first()).toBeVisible();
  // The next shards seem to be of another generation than the start that the page has, until it asks for a new start.
  let fresh = false;
  await page.route(/\/search\/[^/]*\.js/, async (route) => {
    const response = await route.fetch();
    if (/start\.js/.test(route.request().url())) fresh = true;
    const body = await response.text();
    await route.fulfill({ response, body: fresh ? body : body.replace(/"[0-9a-f]{8}"/, '"00000000"') });
  });
  await page.getByRole("searchbox").fill("wetsuit");
  await expect(results(page).first().locator("a").first()).toContainText("Hire deposits");
  expect(fresh, "a new start was asked for").toBe(true);
  await page.unrouteAll({ behavior: "ignoreErrors" });
});

// Shards seem to be of another generation than the start that the page has, until it asks for a new start.
const publishAnew = async (page, shards) => {
  let fresh = false;
  await page.route(/\/search\/[^/]*\.js/, async (route) => {
    const response = await route.fetch();
    const name = route.request().url();
    if (/start\.js\?\d{13}/.test(name)) fresh = true;
    const body = await response.text();
    const isOld = fresh || !shards.test(name);
    await route.fulfill({ response, body: isOld ? body : body.replace(/"[0-9a-f]{8}"/, '"00000000"') });
  });
};

for (const [what, shards] of [
  ["heads of results", /\/h\d/],
  ["excerpts", /\/d\d/],
  ["words", /\/w/],
]) {
  test(`${what} that were published anew are read anew`, async ({ page, address }) => {
    await publishAnew(page, shards);
    await page.goto(address("staff", "search/index.html") + "?q=thunder");
    await expect(results(page).first().locator("a").first()).toContainText("Lightning");
    await expect(page.locator(".search-excerpt").first()).not.toBeEmpty();
    await expect(status(page)).toContainText(" result");
    await page.unrouteAll({ behavior: "ignoreErrors" });
  });
}

test("more results come also where the site was published anew", async ({ page, address }) => {
  await page.goto(address("staff", "search/index.html") + "?q=client");
  await expect(results(page).first()).toBeVisible();
  await publishAnew(page, /\/h\d/);
  // Until the list is whole: after the site was published anew it begins again.
  await expect(async () => {
    await page.getByRole("button", { name: "Show more" }).click();
    await expect(page.locator(".search-box > ol > li")).toHaveCount(15, { timeout: 1000 });
  }).toPass();
  await page.unrouteAll({ behavior: "ignoreErrors" });
});

test("a result leads to the heading that answers, from a shared drive too", async ({ page, onDisk }) => {
  await page.goto(onDisk("staff", "index.html"));
  await open(page);
  await page.keyboard.type("torn neoprene");
  await expect(results(page).first().locator("a").first()).toContainText("What may I break");
  await page.keyboard.press("Enter");
  await expect(page.locator("#what-may-i-break")).toBeInViewport();
});

test("an excerpt that is lost is told, and asked for again", async ({ page, address, guard }) => {
  let lost = true;
  await page.route(/\/search\/d[^/]*\.js/, (route) => (lost ? route.abort() : route.continue()));
  await page.goto(address("client", "index.html"));
  await open(page);
  await page.keyboard.type("lightning");
  await expect(results(page).first().locator("a").first(), "the list is there").toContainText("Lightning");
  await expect(status(page)).toContainText("could not be loaded");
  await expect(page.locator(".search-excerpt").first()).toBeEmpty();
  lost = false;
  await box(page).getByRole("button", { name: "Try again" }).click();
  await expect(page.locator(".search-excerpt").first()).not.toBeEmpty();
  expect(guard.splice(0).every((line) => line.includes("net::ERR_FAILED"))).toBe(true);
});

test("excerpts do not change the order of what is listed", async ({ page, address }) => {
  let release;
  const held = new Promise((done) => (release = done));
  await page.route(/\/search\/d[^/]*\.js/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(address("staff", "index.html"));
  await open(page);
  await page.keyboard.type("money back after six weeks");
  await expect(results(page).first().locator("a").first()).toContainText("Refunds");
  const links = () => results(page).locator("> a").allInnerTexts();
  const before = await links();
  release();
  await expect(page.locator(".search-excerpt").first()).not.toBeEmpty();
  expect(await links()).toEqual(before);
});

test("while a hand types on, nothing is asked for that nobody waits for", async ({ page, address }) => {
  await page.goto(address("staff", "index.html"));
  await open(page);
  const shards = new Set();
  page.on("request", (request) => shards.add(new URL(request.url()).pathname.split("/").pop()));
  await page.evaluate(() => {
    const field = document.querySelector("#search-input");
    for (const text of ["r", "re", "ref", "refu", "refund", "refunds"]) {
      field.value = text;
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
  });
  await expect(results(page).first().locator("a").first()).toContainText("Refunds");
  await expect(page.locator(".search-excerpt").first()).not.toBeEmpty();
  const typed = [...shards].sort();
  shards.clear();
  await page.goto(address("staff", "payments/index.html"));
  await open(page);
  await page.keyboard.insertText("refunds");
  await expect(results(page).first().locator("a").first()).toContainText("Refunds");
  await expect(page.locator(".search-excerpt").first()).not.toBeEmpty();
  expect(typed.filter((name) => !shards.has(name))).toEqual([]);
});

test("an empty box offers what was asked last on this device, until it is cleared", async ({ page, address }) => {
  await page.goto(address("staff", "index.html"));
  await open(page);
  await expect(page.locator(".search-suggestions a").first(), "touchpoints").toBeVisible();
  await expect(page.locator(".search-suggestions")).not.toContainText("Asked last");
  await page.keyboard.type("towel");
  await expect(results(page).first().locator("a").first()).toContainText("Lost property");
  await expect(page.locator(".search-suggestions > *")).toHaveCount(0);
  await page.keyboard.press("Enter");
  await expect(page.locator("h1")).toContainText("Lost property");
  await page.waitForLoadState();
  await open(page);
  await accessible(page);
  await page.getByRole("button", { name: "towel" }).click();
  await expect(results(page).first().locator("a").first()).toContainText("Lost property");
  await box(page).getByRole("searchbox").fill("");
  await expect(page.locator(".search-suggestions")).toContainText("Kept in this browser alone");
  await page.getByRole("button", { name: "Clear" }).click();
  await expect(page.getByRole("button", { name: "towel" })).toHaveCount(0);
  expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes("search")))).toEqual([]);
});

test("what is typed while the search is being loaded goes into its box", async ({ page, address }) => {
  let release;
  const held = new Promise((done) => (release = done));
  await page.route(/\/assets\/search-[^/]*\.js/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(address("client", "index.html"));
  await page.keyboard.type("/thunx");
  await page.keyboard.press("Backspace");
  await page.keyboard.type("d");
  release();
  await expect(box(page).getByRole("searchbox")).toHaveValue("thund");
  await page.keyboard.type("er");
  await expect(box(page).getByRole("searchbox")).toHaveValue("thunder");
  await expect(results(page).first().locator("a").first()).toContainText("Lightning");
});

test("a reader who does not search does not load the search", async ({ page, address }) => {
  const urls = [];
  page.on("request", (request) => urls.push(request.url()));
  await page.goto(address("client", refunds));
  expect(urls.filter((url) => url.includes("search"))).toEqual([]);
});

test("a slash while the box is open types nothing, and within a word it is a letter", async ({ page, address }) => {
  await page.goto(address("client", "index.html"));
  await open(page);
  await page.keyboard.press("/");
  await expect(box(page).getByRole("searchbox")).toHaveValue("");
  await page.keyboard.type("thunder");
  await expect(results(page).first()).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("/");
  await expect(box(page).getByRole("searchbox")).toBeFocused();
  await expect(box(page).getByRole("searchbox")).toHaveValue("thunder");
  await box(page).getByRole("searchbox").fill("and");
  await page.keyboard.type("/or");
  await expect(box(page).getByRole("searchbox")).toHaveValue("and/or");
});

test("the page of the search has one box", async ({ page, address }) => {
  await page.goto(address("client", "search/index.html"));
  await expect(page.getByRole("searchbox")).toBeFocused();
  await expect(page.locator("a.search:visible")).toHaveCount(0);
});

test("a page is listed once, with what else answers on it", async ({ page, address }) => {
  await page.goto(address("staff", "search/index.html") + "#q=lightning");
  await expect(results(page).first()).toBeVisible();
  const addresses = await results(page).locator("> a").evaluateAll((links) => links.map((link) => link.pathname));
  expect(new Set(addresses).size).toBe(addresses.length);
  const others = page.locator(".search-others").first();
  await expect(others.locator("summary")).toContainText(/\d+ more on this page/);
  await others.locator("summary").click();
  const link = others.locator("a").first();
  const heading = await link.innerText();
  await link.click();
  await expect(page.locator(":target")).toContainText(heading);
});

test("what is left out on purpose is found where its section is picked, and that is said", async ({ page, address }) => {
  await page.goto(address("staff", "search/index.html") + "#q=frontmatter+TOML");
  await expect(status(page)).toContainText("Nothing found");
  await page.getByRole("link", { name: /unless picked: Manual/ }).click();
  await expect(results(page).locator("a[href*='/manual/']").first()).toBeVisible();
  expect(asked(page).get("section")).toBe("manual");
});

for (const [width, colorScheme] of [
  [1280, "dark"],
  [320, "light"],
  [320, "dark"],
]) {
  test(`the results are accessible at ${width} pixels, ${colorScheme}`, async ({ page, address }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.goto(address("staff", "index.html"));
    await open(page);
    await page.keyboard.type("refunds");
    await expect(results(page).first()).toBeVisible();
    await accessible(page);
    expect(await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  });
}
