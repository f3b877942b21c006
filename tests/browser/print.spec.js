// What comes out of a printer: the pages of a PDF, read word by word.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { edition } from "./handbook.js";
import { expect, test } from "./site.js";

/** The words of each page that a browser's page makes on paper. */
async function printed(page, testInfo, format = "A4") {
  const path = testInfo.outputPath("printed.pdf");
  await page.pdf({ path, format });
  const text = execFileSync("pdftotext", [path, "-"], { encoding: "utf8", maxBuffer: 1 << 28 });
  return text.replace(/\f$/, "").split("\f");
}

/** The policies of an edition, as its register for programs has them. */
const policies = () => JSON.parse(readFileSync(join(edition("staff"), "policies.json"), "utf8")).policies;

const flat = (text) => text.replace(/\s+/g, " ");

/** A text without spaces and hyphens, since a line may be broken behind any of them. */
const unbroken = (text) => text.replace(/[\s-]+/g, "");

for (const format of ["A4", "Letter"]) {
  test(`no policy begins with a page that has only its title, and each page says what it is, on ${format}`, async ({
    page,
    address,
  }, testInfo) => {
    test.setTimeout(600_000);
    const all = policies();
    expect(all.length).toBeGreaterThan(40);
    for (const { id, title, url, version } of all) {
      await page.goto(address("staff", url));
      const sheets = (await printed(page, testInfo, format)).map(flat);
      // The card has begun: what may be offered, or why there is no exception.
      const card = await page.locator(".card .answer > h3").first().textContent();
      expect(sheets[0], id).toContain(flat(card));
      expect(sheets[0].split(" ").length, id).toBeGreaterThan(80);
      const last = sheets.length - 1;
      for (const [at, sheet] of sheets.entries()) {
        // The last page may hold nothing but the foot of the site.
        if (at === last && sheet.split(" ").length < 50) continue;
        expect(sheet, `${id}, page ${at + 1}`).toContain(`${id} ${flat(title)}`);
        expect(sheet, `${id}, page ${at + 1}`).toContain(`Version ${version}`);
        expect(sheet, `${id}, page ${at + 1}`).toMatch(/SHA-256\): [0-9a-f]{64}/);
      }
    }
  });

  test(`a desk sheet is one page, on ${format}`, async ({ page, address }, testInfo) => {
    await page.goto(address("staff", "desk/index.html"));
    const titles = await page.locator(".desk h2 a").allTextContents();
    const sheets = await printed(page, testInfo, format);
    expect(titles.length).toBeGreaterThan(30);
    expect(sheets.length).toBe(titles.length);
    for (const [at, title] of titles.entries()) expect(flat(sheets[at])).toContain(flat(title));
    await page.goto(address("staff", "desk/index.html#cs-014"));
    const alone = await printed(page, testInfo, format);
    expect(alone.length).toBe(1);
    for (const words of ["Refund to the card that paid, in full", "Who decides", "Front desk", "credit note for what you", "Client care"])
      expect(flat(alone[0])).toContain(words);
  });
}

test("a section prints whole, and alone", async ({ page, address }, testInfo) => {
  test.setTimeout(300_000);
  await page.goto(address("client", "payments/index.html"));
  const titles = await page.locator("main .links li:not(:has(.tag)) a").allTextContents();
  await page.getByRole("link", { name: "Print this section" }).click();
  await page.waitForURL(/print\/(index\.html)?#_part-payments$/);
  await page.waitForLoadState("load");
  const whole = flat((await printed(page, testInfo)).join(" "));
  expect(titles.length).toBeGreaterThan(3);
  for (const title of titles) expect(whole).toContain(flat(title));
  expect(whole).not.toContain("No diving");
  expect(whole).toContain("Our standards");
});

test("scenarios are printed with their answers or without", async ({ page, address }, testInfo) => {
  await page.goto(address("staff", "payments/refunds/index.html"));
  const answer = "Three roads: the card kept open until spring";
  expect(flat((await printed(page, testInfo)).join(" "))).toContain(answer);
  await page.getByLabel("Print the answers too").uncheck();
  const without = flat((await printed(page, testInfo)).join(" "));
  expect(without).not.toContain(answer);
  expect(without).toContain("They bought a ten-visit swim card");
});

test("all cases of a role are printed, though one is shown at a time", async ({ page, address }, testInfo) => {
  await page.goto(address("staff", "practice/index.html"));
  await page.getByLabel("Cases for").selectOption("Front desk");
  expect(await page.locator(".cases .scenario:visible").count()).toBe(1);
  const ofRole = page.locator('.cases .scenario[data-roles*="Front desk"] > div:first-child');
  const words = (await printed(page, testInfo)).join(" ");
  const first = await ofRole.allTextContents();
  expect(first.length).toBeGreaterThan(10);
  for (const text of first) expect(unbroken(words)).toContain(unbroken(text));
  expect(words).not.toContain("Next case");
});
