// PEERS=FOLDER node tests/search/latency.mjs SITE: how long a reader waits after a key, in Chromium, the shards being
// there. FOLDER is one in which `npm install playwright-core` was run. The queries are words from the titles of
// twenty pages, typed key by key into the box over the front page, twice; the second time counts. `in the page`: from
// the key to the results standing in the page. `painted`: until the frame that shows them was given to the screen,
// which waits for the screen's next turn.
import { launch, openBox, serve } from "./chromium.mjs";
import { titles } from "./cost.mjs";

const QUERIES = 20;
const site = process.argv[2];
const { server, address } = await serve(site);
const browser = await launch();
const page = await browser.newPage();
await openBox(page, address);

/** Types a key, and gives how long its results took; nothing where it had none. */
const press = async (key) => {
  await page.evaluate(() => {
    const list = document.querySelector(".search-box ol");
    let pressed;
    addEventListener("keydown", (event) => (pressed = event.timeStamp), { capture: true, once: true });
    globalThis.waited = new Promise((done) => {
      const watch = new MutationObserver(() => {
        if (!list.children.length || !pressed) return;
        watch.disconnect();
        const there = performance.now() - pressed;
        requestAnimationFrame(() => setTimeout(() => done({ there, painted: performance.now() - pressed })));
      });
      watch.observe(list, { childList: true });
      setTimeout(() => {
        watch.disconnect();
        done(undefined);
      }, 3000);
    });
  });
  await page.keyboard.press(key === " " ? "Space" : key);
  return page.evaluate(() => globalThis.waited);
};

const all = [...titles(site)];
const there = [];
const painted = [];
for (let nth = 0; nth < Math.min(QUERIES, all.length); nth++) {
  const words = all[Math.floor((nth * all.length) / QUERIES)]()
    .split(/\s+/)
    .filter((word) => /^[a-z-]+$/i.test(word));
  const query = words.slice(0, 2).join(" ").slice(0, 16);
  for (const counts of [false, true]) {
    await page.fill("#search-input", "");
    for (const key of query) {
      const took = await press(key);
      if (!counts || !took) continue;
      there.push(took.there);
      painted.push(took.painted);
    }
  }
}
await browser.close();
server.close();
const part = (list, of) =>
  list.sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * of))].toFixed(1);
console.log(`${there.length} keys, ms       median  9 in 10  most`);
for (const [name, list] of Object.entries({ "in the page": there, painted })) {
  console.log(`${name.padEnd(20)}${[0.5, 0.9, 1].map((of) => part(list, of).padStart(7)).join("  ")}`);
}
