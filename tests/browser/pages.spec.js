// The pages as the people meet them who use them: the bar, the front pages, lists.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { edition as folderOf } from "./handbook.js";
import { expect, test } from "./site.js";

const refunds = "payments/refunds/index.html";

/** What is picked or typed above a list, by the name of the field. */
const field = (page, name) => page.locator(`.tools label:has(> span:text-is("${name}")) > :not(span)`);

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
          const foot = () =>
            page.locator("footer").evaluate((at) => {
              const { top, height } = at.getBoundingClientRect();
              return { top: Math.round(top + scrollY), height };
            });
          const before = await foot();
          await page.mouse.wheel(0, 1500);
          await expect(bar(page)).toBeVisible();
          await expect(bar(page)).toContainText("Refunds");
          await expect(bar(page).locator("a.search")).toBeVisible();
          await expect(bar(page).locator("button")).toBeVisible({ visible: width < 1180 });
          const after = await foot();
          for (const key of ["top", "height"]) expect(Math.abs(after[key] - before[key]), key).toBeLessThan(2);
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
        const stop = await page.evaluate(async () => {
          // Whether the bar is shown is settled in the frame after the page has scrolled.
          for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
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

test.describe("the front page", () => {
  test("of staff has the search in focus: what is typed is searched for", async ({ page, address }) => {
    await page.goto(address("staff", "index.html"));
    await expect(page.locator("header a.search").first()).toBeFocused();
    await page.keyboard.type("money back");
    const box = page.locator("dialog #search-input");
    await expect(box).toHaveValue("money back");
    await expect(page.locator(".search-box > ol > li").first()).toContainText("Refunds");
    await page.goto(address("client", "index.html"));
    await expect(page.locator("header a.search").first()).not.toBeFocused();
  });

  test("of staff answers on its tiles, each option with its condition and its limit", async ({ page, address }) => {
    await page.goto(address("staff", "index.html"));
    const tile = page.locator(".tiles > li", { hasText: "I want my money back" });
    for (const words of ["Refund to the card that paid, in full", "Within 30 days", "£200", "Front desk", "Refunds"])
      await expect(tile).toContainText(words);
    const strict = page.locator(".tiles > li", { hasText: "Somebody is hurt" });
    await expect(strict).toContainText("No exceptions");
    const titles = await page.locator(".tiles h3").allInnerTexts();
    expect(titles[0]).toBe("I have never been before");
    expect(titles.at(-1)).toBe("I am eating or drinking with you");
  });

  test("keeps the role that was picked once, says so, and forgets it", async ({ page, address }) => {
    await page.goto(address("staff", "index.html"));
    await page.getByLabel("My role").selectOption("Client care");
    const lines = page.locator(".due > li:visible");
    await expect(lines).not.toHaveCount(0);
    for (const line of await lines.all()) await expect(line).toContainText("Client care");
    await page.goto(address("staff", refunds));
    await page.goto(address("staff", "index.html"));
    await expect(page.getByLabel("My role")).toHaveValue("Client care");
    for (const line of await lines.all()) await expect(line).toContainText("Client care");
    await page.getByRole("link", { name: "My policies" }).click();
    await expect(field(page, "Owner")).toHaveValue("Client care");
    await page.goBack();
    const kept = page.locator(".kept");
    await expect(kept).toContainText("The role that you picked");
    await kept.getByRole("button").click();
    await expect(kept.getByRole("status")).toHaveText("Nothing is kept now.");
    await expect(page.getByLabel("My role")).toHaveValue("");
    expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => /role|visit/.test(key)))).toEqual([]);
  });

  test("says that nothing is due of a role of which nothing is", async ({ page, address }) => {
    await page.goto(address("staff", "index.html"));
    await page.getByLabel("My role").selectOption("Managing director");
    await expect(page.locator(".due > li:visible")).toHaveCount(0);
    await expect(page.locator(".none-due")).toContainText("Nothing of this role is due");
  });

  test("marks what changed since the last visit, all day long, and nothing at the first", async ({ page, address }) => {
    const path = address("client", "index.html");
    await page.clock.setFixedTime(new Date("2026-11-18T12:00:00"));
    await page.goto(path);
    await expect(page.locator(".is-new")).toHaveCount(0);
    await page.reload();
    await expect(page.locator(".is-new")).toHaveCount(0);
    // Two of the changes were not there yet when the reader came last.
    const forget = (count) =>
      page.evaluate((first) => {
        const key = Object.keys(localStorage).find((one) => one.startsWith("greyline-visit"));
        const visit = JSON.parse(localStorage.getItem(key));
        localStorage.setItem(key, JSON.stringify({ ...visit, seen: visit.seen.slice(first) }));
      }, count);
    await forget(2);
    await page.clock.setFixedTime(new Date("2026-11-21T12:00:00"));
    for (let visit = 0; visit < 2; visit += 1) {
      await page.goto(path);
      await expect(page.locator(".is-new")).toHaveCount(2);
      await expect(page.locator(".since")).toHaveText("New since your last visit here: 2");
    }
    await page.clock.setFixedTime(new Date("2026-11-22T12:00:00"));
    await page.goto(path);
    await expect(page.locator(".is-new")).toHaveCount(0);
  });

  test("of clients says what they may need and whom to ask, and nothing of reviews", async ({ page, address }) => {
    await page.goto(address("client", "index.html"));
    const headings = await page.locator("main h2").allInnerTexts();
    expect(headings.slice(0, 4)).toEqual([
      "What do you need?",
      "Who to ask, and when",
      "The whole handbook",
      "Recent changes",
    ]);
    await expect(page.locator("main")).not.toContainText("Due for review");
  });

  test.describe("without scripts", () => {
    test.use({ javaScriptEnabled: false });
    test("can be read, and offers no dead switch", async ({ page, address }) => {
      await page.goto(address("staff", "index.html"));
      await expect(page.locator("#_role")).toBeHidden();
      await expect(page.locator(".kept")).toBeHidden();
      await expect(page.locator(".due > li:visible")).toHaveCount(6);
      await expect(page.locator(".log > li:visible")).toHaveCount(6);
      await expect(page.locator(".tiles > li").first()).toBeVisible();
      await page.locator(".index summary").click();
      await expect(page.locator(".index a", { hasText: "Refunds" })).toBeVisible();
    });
  });
});

test("what is loaded before anybody does anything is at most 30 KB, compressed", async ({ page, address }) => {
  for (const [edition, path] of [
    ["client", "index.html"],
    ["client", refunds],
    ["staff", "index.html"],
    ["staff", refunds],
    ["staff", "register/index.html"],
  ]) {
    await page.goto(address(edition, path));
    const loaded = await page.evaluate(() =>
      performance.getEntriesByType("resource").filter(({ startTime }) =>
        startTime < performance.getEntriesByType("navigation")[0].loadEventStart).map(({ name }) => name));
    expect(loaded.length).toBeGreaterThan(2);
    const sizes = [page.url(), ...loaded].map((url) => {
      const file = new URL(url).pathname.split(`/${edition}/`)[1];
      return gzipSync(readFileSync(join(folderOf(edition), file)), { level: 9 }).length;
    });
    expect(sizes.reduce((a, b) => a + b), `${edition}/${path}`).toBeLessThan(30 * 1024);
  }
});

test.describe("lists", () => {
  test("keep filters and sorting in their address", async ({ page, address }) => {
    const path = address("staff", "register/index.html");
    await page.goto(path);
    const count = page.locator(".count");
    const all = await count.innerText();
    await field(page, "Flexibility").selectOption("Black");
    await field(page, "For").selectOption("Clients");
    await page.getByRole("button", { name: "Next review" }).click();
    await page.getByRole("button", { name: "Next review" }).click();
    await field(page, "Find in this list").fill("s");
    await expect(page).toHaveURL(/#find=s&flexibility=Black&for=Clients&sort=-review$/);
    const shown = await count.innerText();
    expect(shown).not.toBe(all);
    const titles = await page.locator("tbody th").allInnerTexts();
    const address2 = page.url();
    await page.goto(address("staff", refunds));
    await page.goto(address2);
    await expect(count).toHaveText(shown);
    expect(await page.locator("tbody th").allInnerTexts()).toEqual(titles);
    await expect(page.locator("th[aria-sort=descending]")).toContainText("Next review");
    // Without any filter the address is that of the page.
    await page.goto(path + "#owner=client-care");
    await expect(field(page, "Owner")).toHaveValue("Client care");
    await field(page, "Owner").selectOption("");
    await expect(page).toHaveURL(path);
    await expect(count).toHaveText(all);
  });

  test("keep their filters when the bar leads to the top", async ({ page, address }) => {
    await page.setViewportSize({ width: 1280, height: 500 });
    await page.goto(address("staff", "register/index.html#flexibility=black"));
    const count = await page.locator(".count").innerText();
    await page.mouse.wheel(0, 900);
    await page.locator(".bar-title").click();
    await expect(page.locator("h1")).toBeInViewport();
    await expect(page).toHaveURL(/#flexibility=Black$/);
    await expect(page.locator(".count")).toHaveText(count);
  });

  test("say that nothing matches where a filter of the address is of no row", async ({ page, address }) => {
    await page.goto(address("staff", "register/index.html?owner=nobody-at-all"));
    await expect(page.locator(".none")).toBeVisible();
    await expect(page.locator("tbody tr")).toHaveCount(0);
  });

  for (const [edition, path] of [
    ["staff", "register/index.html"],
    ["staff", "options/index.html"],
    ["staff", "standards/index.html"],
    ["staff", "goals/index.html"],
    ["staff", "reviews/index.html"],
    ["staff", "health/index.html"],
    ["staff", "benchmarks/index.html"],
    ["staff", "roles/front-desk/index.html"],
    ["client", "standards/index.html"],
  ]) {
    test(`${edition}/${path} has cards on a phone, and columns where there is room`, async ({ page, address }) => {
      await page.setViewportSize({ width: 320, height: 800 });
      await page.goto(address(edition, path));
      const frames = await page.locator("main .table").evaluateAll((all) =>
        all.map((frame) => frame.scrollWidth - frame.clientWidth),
      );
      expect(frames.length).toBeGreaterThan(0);
      for (const over of frames) expect(over).toBeLessThanOrEqual(0);
      const label = page.locator(".cards td[data-label]:visible").first();
      // Firefox says where the words come from, in place of the words.
      const content = await label.evaluate((cell) => getComputedStyle(cell, "::before").content);
      expect(content.replace("attr(data-label)", await label.getAttribute("data-label"))).toContain(
        await label.getAttribute("data-label"),
      );
      await expect(page.locator(".cards thead").first()).toBeHidden();
      await page.setViewportSize({ width: 1440, height: 800 });
      await expect(page.locator(".cards thead").first()).toBeVisible();
      expect(await label.evaluate((cell) => getComputedStyle(cell, "::before").content)).toBe("none");
    });
  }

  test("have their filters folded on a phone, and open where some are set", async ({ page, address }) => {
    const path = address("staff", "register/index.html");
    const owner = field(page, "Owner");
    await page.setViewportSize({ width: 320, height: 800 });
    await page.goto(path);
    await expect(owner).toBeHidden();
    await expect(page.locator("tbody th").first()).toBeInViewport();
    await page.getByText("Filter and sort").click();
    await owner.selectOption("Client care");
    await expect(page.locator(".picked")).toHaveText("(1)");
    const there = page.url();
    await page.goto(address("staff", refunds));
    await page.goto(there);
    await expect(owner).toBeVisible();
    await expect(owner).toHaveValue("Client care");
    for (const width of [820, 1440]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(path);
      await expect(owner).toBeVisible();
      await expect(page.getByText("Filter and sort")).toBeHidden();
    }
  });

  test("show days as people write them, and sort them as days", async ({ page, address }) => {
    for (const [path, key] of [["register/index.html", "review"], ["standards/index.html", "measured"]]) {
      await page.goto(`${address("staff", path)}#sort=${key}`);
      const column = await page.locator("thead th").evaluateAll((all, name) =>
        all.findIndex((head) => head.dataset.key === name), key);
      const cells = page.locator(`tbody tr > :nth-child(${column + 1}) time`);
      await expect(cells.first()).toHaveText(/^\d+ [A-Z][a-z]+ 20\d\d$/);
      const days = await cells.evaluateAll((all) => all.map((one) => one.dateTime));
      expect(days.length).toBeGreaterThan(10);
      expect(days).toEqual([...days].sort());
      expect(new Set(days).size).toBeGreaterThan(3);
    }
  });

  test("can be sorted on a phone", async ({ page, address }) => {
    await page.setViewportSize({ width: 390, height: 800 });
    await page.goto(address("staff", "register/index.html"));
    await page.getByText("Filter and sort").click();
    await field(page, "Sort by").selectOption({ label: "Policy ↓" });
    const titles = await page.locator("tbody th").allInnerTexts();
    expect(titles).toEqual([...titles].sort((a, b) => b.localeCompare(a, "en", { numeric: true })));
    await expect(page).toHaveURL(/#sort=-title$/);
  });

  test("of standards judges, the worst first", async ({ page, address }) => {
    await page.goto(address("staff", "standards/index.html"));
    const states = await page.locator("tbody .state").allInnerTexts();
    const order = ["missed", "measured too long ago", "not comparable", "not measured yet", "met"];
    const places = states.map((state) => order.indexOf(state.trim()));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    const tally = await page.locator(".tally li").allInnerTexts();
    expect(tally.map((line) => parseInt(line))).toEqual(
      [...new Set(states)].map((state) => states.filter((one) => one === state).length),
    );
  });

  test("of cases shows one at a time, by role, and remembers which were known", async ({ page, address }) => {
    const path = address("staff", "practice/index.html");
    await page.goto(path);
    const cases = page.locator(".cases .scenario:visible");
    const progress = page.locator(".cases .count");
    await expect(cases).toHaveCount(1);
    await field(page, "Cases for").selectOption("Front desk");
    const first = await cases.innerText();
    await cases.locator("summary").click();
    await cases.getByRole("button", { name: "I knew it" }).click();
    await expect(progress).toContainText("Known: 1 of");
    expect(await cases.innerText()).not.toBe(first);
    await page.getByRole("button", { name: "Previous case" }).click();
    await cases.locator("summary").waitFor();
    await page.goto(path);
    await expect(progress).toContainText("Known: 1 of");
    await page.getByRole("button", { name: "Show all cases" }).click();
    expect(await cases.count()).toBeGreaterThan(10);
  });
});
