// The ten errands of the manual's page about pages, in its order: each with the steps that it names, and no others.
import { expect, test } from "./site.js";

const phone = { width: 390, height: 800 };
const desk = { width: 1280, height: 800 };

test("what may I offer after six weeks, and who decides?", async ({ page, address }) => {
  await page.goto(address("staff", "index.html"));
  await page.keyboard.type("money back after six weeks");
  const first = page.locator(".search-box > ol > li").first();
  await expect(first.locator(".search-answer li").first()).toContainText("Credit note for any of our centres");
  await expect(first.locator(".search-answer li").first()).toContainText("Front desk");
  await expect(first.locator(".search-answer li").first()).toBeInViewport();
});

test("somebody lost a ring, on a phone", async ({ page, address }) => {
  await page.setViewportSize(phone);
  await page.goto(address("staff", "index.html"));
  const tile = page.locator(".tiles > li", { hasText: "I left something behind" });
  await tile.scrollIntoViewIfNeeded();
  await expect(tile).toContainText("Collect it at the desk");
  await expect(tile).toContainText("60 days");
});

test("may I give back £250?", async ({ page, address }) => {
  await page.setViewportSize(desk);
  await page.goto(address("staff", "index.html"));
  await page.locator(".tiles > li", { hasText: "I want my money back" }).getByRole("link", { name: "Refunds" }).click();
  const card = page.locator(".card");
  await expect(card.locator(".limit").first()).toContainText("£200");
  await expect(card.locator(".governs")).toContainText("Duty manager");
  await expect(card.locator(".limit").first()).toBeInViewport();
});

test("what if part of it was used, in the middle of a long page", async ({ page, address }) => {
  await page.setViewportSize(desk);
  await page.goto(address("staff", "payments/refunds/index.html"));
  await page.mouse.wheel(0, 1800);
  await page.locator("#contents").getByRole("link", { name: "What if I have used part of it?" }).click();
  await expect(page.getByRole("heading", { name: "What if I have used part of it?" })).toBeInViewport();
});

test("practise what the front desk must know", async ({ page, address }) => {
  await page.goto(address("staff", "practice/index.html"));
  await page.getByLabel("Cases for").selectOption("Front desk");
  await page.locator(".cases .scenario:visible summary").click();
  await page.locator(".cases").getByRole("button", { name: "I knew it" }).click();
  await expect(page.locator(".cases .count")).toContainText("Known: 1 of");
});

test("something went wrong: whom does a client ask, and when do they answer?", async ({ page, address }) => {
  await page.setViewportSize(phone);
  await page.goto(address("client", "index.html"));
  await page.getByRole("link", { name: "Something went wrong" }).click();
  await expect(page.locator("h1")).toHaveText("Complaints");
  await expect(page.locator(".governs")).toContainText("Who to ask");
  await expect(page.locator(".governs")).toContainText("answers within");
});

test("how long does a refund take?", async ({ page, address }) => {
  await page.goto(address("client", "index.html"));
  await page.getByRole("link", { name: "I want my money back" }).click();
  const place = page.locator(".answers > section", { hasText: "I want my money back" });
  await place.getByRole("link", { name: "Refunds" }).click();
  await expect(page.locator("main")).toContainText("5 working days");
});

test("which of my reviews are due?", async ({ page, address }) => {
  await page.goto(address("staff", "index.html"));
  await page.getByLabel("My role").selectOption("Safety lead");
  await expect(page.locator(".due > li:visible").first()).toContainText("Safety lead");
  await page.reload();
  await expect(page.locator(".due > li:visible").first()).toContainText("Safety lead");
});

test("which promises did we miss? A list to send on", async ({ page, address, context }) => {
  await page.goto(address("staff", "standards/index.html"));
  await page.getByLabel("State", { exact: false }).first().selectOption("missed");
  const count = await page.locator(".count").innerText();
  const colleague = await context.newPage();
  await colleague.goto(page.url());
  await expect(colleague.locator(".count")).toHaveText(count);
  await expect(colleague.locator("tbody tr").first()).toContainText("missed");
});

test("the sheet that the front desk signs", async ({ page, address }) => {
  await page.goto(address("staff", "index.html"));
  await page.getByLabel("My role").selectOption("Front desk");
  await page.getByRole("link", { name: "My reading list" }).click();
  await expect(page.locator("h1")).toContainText("Front desk");
  await page.emulateMedia({ media: "print" });
  await expect(page.locator("th.sign").first()).toBeVisible();
});
