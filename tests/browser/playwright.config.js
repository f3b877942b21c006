// The example handbook in Debian's Chromium. Nothing is downloaded, and nothing is timed.
import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

const chromium = [
  process.env.GREYLINE_CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => path && existsSync(path));
if (!chromium) throw new Error("no Chromium here; `apt-get install chromium`, or name one in GREYLINE_CHROMIUM");

export default defineConfig({
  testDir: ".",
  outputDir: "../../target/browser/results",
  globalSetup: "./handbook.js",
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: 2,
  timeout: 120_000,
  // A busy machine is no fault: what is waited for may take its time.
  expect: { timeout: 30_000 },
  reporter: "list",
  use: {
    browserName: "chromium",
    launchOptions: {
      executablePath: chromium,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"],
    },
  },
});
