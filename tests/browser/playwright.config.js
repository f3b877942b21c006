// The example handbook in Debian's Chromium and Firefox. Nothing is downloaded, and nothing is timed.
import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

/** The first of some programs that is here. */
const found = (name, variable, paths) => {
  const path = [process.env[variable], ...paths].find((one) => one && existsSync(one));
  if (!path) throw new Error(`no ${name} here; \`apt-get install ${name}\`, or name one in ${variable}`);
  return path;
};

const chromium = {
  browserName: "chromium",
  launchOptions: {
    executablePath: found("chromium", "GREYLINE_CHROMIUM", [
      "/usr/bin/chromium",
      "/usr/bin/chromium-browser",
      "/usr/bin/google-chrome",
    ]),
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"],
  },
};

// A Firefox as it is published, driven by WebDriver BiDi: with this channel Playwright wants no build of its own.
const firefox = {
  browserName: "firefox",
  launchOptions: {
    executablePath: found("firefox-esr", "GREYLINE_FIREFOX", ["/usr/bin/firefox-esr", "/usr/bin/firefox"]),
    channel: "moz-firefox",
    // A page that comes back from memory has no load that could be waited for.
    firefoxUserPrefs: { "browser.sessionhistory.max_total_viewers": 0, "general.smoothScroll": false },
  },
};

// The preview is the same program whatever looks at it, and how a policy fills its sheets is Chromium's doing.
const inFirefox = /(errands|pages|print|reading|search|using)\.spec\.js$/;
// What this Firefox cannot be told from outside: to run no scripts, to prefer colours, to show what is for paper. And
// the head and foot of each sheet, which it does not print.
const notInFirefox = /scripts off|without scripts|forced colours|by the system|front desk signs|no policy begins|desk sheet/;

export default defineConfig({
  testDir: ".",
  outputDir: "../../target/browser/results",
  globalSetup: "./handbook.js",
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: 2,
  timeout: 300_000,
  // A busy machine is no fault: what is waited for may take its time.
  expect: { timeout: 30_000 },
  reporter: "list",
  projects: [
    { name: "chromium", use: chromium },
    { name: "firefox", use: firefox, testMatch: inFirefox, grepInvert: notInFirefox },
  ],
});
