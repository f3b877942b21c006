"use strict";
// The preview's bar. It stands in a shadow root of its own, so that it and the theme do not touch.
(() => {
  const own = document.getElementById("_greyline");
  if (!own) return;
  const parse = (text) => new DOMParser().parseFromString(text, "text/html");
  const without = (root) => (root.querySelectorAll("script[src^='/_greyline/']").forEach((script) => script.remove()), root);

  // The page as it was sent: this script is the first to run.
  let sent = without(document.documentElement.cloneNode(true));
  let tag = own.dataset.tag;
  let page = null; // what the preview says of this page
  const here = () => location.pathname;

  // ---- The new page in the place of the old one.
  const links = (root, what) => [...root.querySelectorAll(what)].map((node) => node.getAttribute("href") ?? node.getAttribute("src"));
  const same = (a, b) => a.length === b.length && a.every((value, i) => value === b[i]);

  const swapStyles = async (next) => {
    const old = links(sent, "head link[rel=stylesheet]"), wanted = links(next, "head link[rel=stylesheet]");
    if (same(old, wanted)) return;
    const gone = old.filter((href) => !wanted.includes(href));
    await Promise.all(
      wanted.filter((href) => !old.includes(href)).map(
        (href) =>
          new Promise((done) => {
            const link = document.createElement("link");
            Object.assign(link, { rel: "stylesheet", href, onload: done, onerror: done });
            document.head.append(link);
          }),
      ),
    );
    for (const link of document.querySelectorAll("head link[rel=stylesheet]")) if (gone.includes(link.getAttribute("href"))) link.remove();
  };

  const swap = async () => {
    const response = await fetch(here() + location.search, { cache: "no-cache", headers: { accept: "text/html" } });
    const fresh = (response.headers.get("etag") ?? "").replaceAll('"', "");
    if (fresh === tag) return false;
    const next = without(parse(await response.text()).documentElement);
    if (!same(links(sent, "script[src]"), links(next, "script[src]")) || !next.querySelector("main") || !sent.querySelector("main")) {
      location.reload();
      return true;
    }
    await swapStyles(next);
    const focused = document.activeElement?.id;
    const [x, y] = [scrollX, scrollY];
    if (document.title !== next.querySelector("title")?.textContent) document.title = next.querySelector("title")?.textContent ?? "";
    const body = next.querySelector("body");
    greylineSwap(document.documentElement.querySelector("body"), sent.querySelector("body"), body);
    sent = next;
    tag = fresh;
    if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus({ preventScroll: true });
    scrollTo({ left: x, top: y, behavior: "instant" });
    return true;
  };

  // ---- News, by number: a window that slept asks once and has all that it missed.
  let known = { run: "", pages: -1, findings: -1 };
  const news = async () => {
    let wait = 250;
    for (;;) {
      if (document.hidden) await new Promise((shown) => document.addEventListener("visibilitychange", shown, { once: true }));
      const stop = new AbortController();
      const hide = () => document.hidden && stop.abort();
      document.addEventListener("visibilitychange", hide);
      try {
        const { run, pages, findings } = known;
        const response = await fetch(`/_greyline/news?run=${run}&pages=${pages}&findings=${findings}`, { cache: "no-store", signal: stop.signal });
        if (!response.ok) throw new Error(response.statusText);
        const told = await response.json();
        if (told.pages !== pages || told.run !== run) await swap();
        known = told;
        wait = 250;
      } catch (error) {
        if (!stop.signal.aborted) {
          await new Promise((done) => setTimeout(done, wait));
          wait = Math.min(wait * 2, 4000);
        }
      } finally {
        document.removeEventListener("visibilitychange", hide);
      }
    }
  };
  news();
})();
