// Pages as readers adapt them: the spacing of WCAG 1.4.12, letters of twice the size, and zoom to 200 and 400 %. On no
// page may anything be cut, lie over something else, or need to be scrolled sideways to.
import { chromium } from "@playwright/test";
import config from "./playwright.config.js";
import { expect, pages, test } from "./site.js";

/** Styles that a reader's own style sheet or browser would add. */
const adaptations = [
  {
    name: "with the spacing of WCAG 1.4.12",
    viewports: [[1280, 800], [390, 800]],
    css: `* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
      p { margin-block-end: 2em !important; }`,
  },
  // To zoom a window of 1280 by 1024 pixels is to make it smaller by as much.
  { name: "at 200 and 400 %", viewports: [[640, 512], [320, 256]], css: "" },
];

/** Adds styles, as a Content-Security-Policy lets a script of the page do. */
const addStyles = (page, css) =>
  page.evaluate((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets = [sheet];
  }, css);

/** What is wrong with the layout of a page: texts that are cut, and texts that lie over one another. */
const faults = (page) =>
  page.evaluate(() => {
    const name = (element) => {
      const text = element.textContent.trim().replace(/\s+/g, " ").slice(0, 40);
      return `${element.tagName.toLowerCase()}.${element.className} "${text}"`;
    };
    // Some words are only for those who hear them.
    const isOnlyHeard = (element) => element.closest(".sr, .skip, svg") || element.clientWidth === 1;
    // What a frame that scrolls has out of sight lies over nothing.
    const isScrolledAway = (element, { top, bottom }) => {
      const frame = element.closest("#menu, .contents");
      const { top: from, bottom: to } = frame?.getBoundingClientRect() ?? { top: -Infinity, bottom: Infinity };
      return top < from || bottom > to;
    };
    // The bar lies over the page on purpose, and says the title again, as far as there is room.
    const isInBar = (element) => element.closest(".bar");
    const found = [];
    for (const element of document.querySelectorAll("body *")) {
      if (isOnlyHeard(element) || isInBar(element) || !element.checkVisibility({ visibilityProperty: true })) continue;
      const { overflowX, overflowY } = getComputedStyle(element);
      const cutsX = /hidden|clip/.test(overflowX) && element.scrollWidth > element.clientWidth + 1;
      const cutsY = /hidden|clip/.test(overflowY) && element.scrollHeight > element.clientHeight + 1;
      if (element.clientWidth && (cutsX || cutsY)) found.push(`cut: ${name(element)}`);
      // What is wider than its frame can be reached only by scrolling it; a table and code may be scrolled.
      if (element.matches("button, select, summary, th, td, dt, dd, p, h1, h2, h3, a, label") &&
        getComputedStyle(element).display !== "inline" && element.scrollWidth > element.clientWidth + 1 &&
        !element.querySelector(".table, pre") && !element.closest("pre, .table"))
        found.push(`too wide: ${name(element)}`);
    }
    const boxes = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      if (!walker.currentNode.data.trim() || isOnlyHeard(parent) || isInBar(parent)) continue;
      if (!parent.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })) continue;
      // A cell that stays at the top while its table scrolls lies over the others on purpose.
      if (getComputedStyle(parent.closest("th") ?? parent).position === "sticky") continue;
      const range = document.createRange();
      range.selectNodeContents(walker.currentNode);
      for (const { left, right, top, bottom } of range.getClientRects()) {
        // Letters fill the middle of their line.
        const margin = (bottom - top) * 0.25;
        if (right - left < 3 || isScrolledAway(parent, { top, bottom })) continue;
        boxes.push({ left, right, top: top + margin, bottom: bottom - margin, parent });
      }
    }
    boxes.sort((a, b) => a.top - b.top);
    boxes.forEach((one, i) => {
      for (let j = i + 1; j < boxes.length && boxes[j].top < one.bottom - 1; j += 1) {
        const other = boxes[j];
        const overlap = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        if (overlap > 2) found.push(`over one another: ${name(one.parent)} and ${name(other.parent)}`);
      }
    });
    const over = document.scrollingElement.scrollWidth - document.documentElement.clientWidth;
    if (over > 0) found.push(`scrolls sideways by ${over} pixels`);
    return [...new Set(found)];
  });

/** What is wrong with the layout of some pages of an edition. */
async function faultsOf(page, address, edition, { viewports, css }) {
  const wrong = [];
  for (const path of pages[edition]) {
    for (const [width, height] of viewports) {
      await page.setViewportSize({ width, height });
      await page.goto(address(edition, path));
      await addStyles(page, css);
      wrong.push(...(await faults(page)).map((fault) => `${path} at ${width}: ${fault}`));
    }
  }
  return wrong;
}

for (const edition of Object.keys(pages)) {
  for (const { name, ...adaptation } of adaptations) {
    test(`${edition} ${name}`, async ({ page, address, guard }) => {
      test.setTimeout(300_000);
      expect(await faultsOf(page, address, edition, adaptation)).toEqual([]);
      // The page for what is not there looks for its styles in several places, of which all but one are none.
      guard.splice(0, guard.length, ...guard.filter((line) => !/status of 404|MIME/.test(line)));
    });
  }

  test(`${edition} with letters that the browser makes twice as large`, async ({ address }) => {
    test.setTimeout(300_000);
    const { launchOptions } = config.projects.find((project) => project.name === "chromium").use;
    const args = [...launchOptions.args, "--blink-settings=defaultFontSize=32"];
    const browser = await chromium.launch({ ...launchOptions, args });
    const page = await browser.newPage();
    await page.goto(address(edition, "index.html"));
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe("32px");
    const adaptation = { viewports: [[1280, 800], [640, 512]], css: "" };
    expect(await faultsOf(page, address, edition, adaptation)).toEqual([]);
    await browser.close();
  });
}

test("a text that is cut, one over another and a page that is too wide are noticed", async ({ page, address }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(address("client", "payments/refunds/index.html"));
  const noticed = async (css) => {
    await addStyles(page, css);
    return (await faults(page)).join("\n");
  };
  expect(await noticed("h1 { block-size: 1rem; overflow: hidden; }")).toContain("cut: h1");
  expect(await noticed(".card { margin-block-start: -6rem; }")).toContain("over one another");
  expect(await noticed("main p { inline-size: 60rem; }")).toContain("scrolls sideways");
});
