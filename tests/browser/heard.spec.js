// Pages as a screen reader hears them, by the accessibility tree that Chromium makes of them: which landmarks there are
// and in which order, what the headings are called, and what the results of a search say.
import { expect, test } from "./site.js";

const LANDMARKS = ["banner", "navigation", "main", "search", "complementary", "contentinfo", "form"];

/** What is heard of a page, in order: each with its role, its name and the level of a heading. */
async function heard(page) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const out = [];
  const visit = (node) => {
    const level = node.properties?.find(({ name }) => name === "level")?.value.value;
    if (!node.ignored) out.push({ role: node.role.value, name: node.name?.value ?? "", level });
    for (const id of node.childIds ?? []) if (byId.has(id)) visit(byId.get(id));
  };
  visit(nodes[0]);
  return out;
}

const landmarks = (all) =>
  all.filter(({ role }) => LANDMARKS.includes(role)).map(({ role, name }) => `${role} ${name}`.trim());

const headings = (all) => all.filter(({ role }) => role === "heading");

for (const [edition, path, expected] of [
  ["client", "index.html", ["banner", "navigation Sections", "main", "contentinfo"]],
  ["staff", "index.html", ["banner", "navigation Sections", "main", "contentinfo"]],
  [
    "client",
    "payments/refunds/index.html",
    [
      "banner",
      "navigation Sections",
      "main",
      "navigation You are here",
      "navigation On this page",
      "navigation Previous and next page",
      "contentinfo",
    ],
  ],
  ["staff", "register/index.html", ["banner", "navigation Sections", "main", "contentinfo"]],
]) {
  test(`${edition}/${path} is heard in order`, async ({ page, address }) => {
    await page.goto(address(edition, path));
    const all = await heard(page);
    expect(landmarks(all)).toEqual(expected);
    // The first thing leads past everything that is the same on all pages.
    expect(all.find(({ role }) => role === "link").name).toBe("Skip to the text");
    const levels = headings(all).map(({ level }) => level);
    expect(levels.filter((level) => level === 1)).toEqual([1]);
    expect(levels[0]).toBe(1);
    for (const [i, level] of levels.entries()) if (i) expect(level - levels[i - 1]).toBeLessThanOrEqual(1);
    // A heading is called what it says, and nothing that can be pressed or chosen is without a name.
    const shown = (await page.locator("h1, h2, h3, h4").allInnerTexts()).map((text) => text.replace(/\s+/g, " ").trim());
    for (const { name } of headings(all)) expect(shown.join("\n")).toContain(name.replace(/\s+/g, " ").trim());
    const active = all.filter(({ role }) => ["link", "button", "combobox", "searchbox", "checkbox"].includes(role));
    expect(active.filter(({ name }) => !name.trim())).toEqual([]);
    expect(active.map(({ name }) => name)).toContain("Search");
  });
}

test("the results of a search are heard: how many, then each with its mark and its answer", async ({ page, address }) => {
  await page.goto(address("staff", "index.html"));
  await page.keyboard.type("refund");
  await expect(page.locator(".search-answer").first()).toContainText("What you may offer");
  const all = await heard(page);
  const inDialog = all.slice(all.findIndex(({ role }) => role === "dialog"));
  expect(inDialog[0].name).toBe("Search");
  const said = inDialog.filter(({ role }) => role === "StaticText").map(({ name }) => name);
  const places = [/^\d+ results?\.$/, /^Refunds$/, /^CS-014$/, /^Grey$/, /^What you may offer$/, /^When$/, /^Limit$/].map((text) =>
    said.findIndex((words) => text.test(words)),
  );
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(Math.min(...places)).toBeGreaterThanOrEqual(0);
  expect(inDialog.filter(({ role, name }) => ["searchbox", "button", "link"].includes(role) && !name)).toEqual([]);
});
