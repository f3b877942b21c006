"use strict";
// What makes reading easier where scripts run. Nothing here is needed to read or reach anything.
(() => {
  const root = document.documentElement;

  // Light, dark, or what the system says: the button names the choice that holds, and each press goes on to the next.
  const button = document.querySelector(".scheme");
  if (button) {
    const choices = ["system", "light", "dark"];
    const chosen = () => root.dataset.scheme || "system";
    const name = () => {
      const label = button.dataset[chosen()];
      button.setAttribute("aria-label", label);
      button.title = label;
    };
    name();
    button.addEventListener("click", () => {
      const next = choices[(choices.indexOf(chosen()) + 1) % choices.length];
      if (next === "system") delete root.dataset.scheme;
      else root.dataset.scheme = next;
      try {
        if (next === "system") localStorage.removeItem("greyline-scheme");
        else localStorage.setItem("greyline-scheme", next);
      } catch (refused) {
        // Without storage the choice lasts as long as the page.
      }
      name();
    });
  }

  // A page that was not published again says so from the day on which something on it changed. Where no script runs it
  // says nothing, since nobody would know the day.
  const outOfDate = document.querySelector(".out-of-date");
  if (outOfDate) {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    const today = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
    if (today >= outOfDate.dataset.from) {
      outOfDate.hidden = false;
      outOfDate.textContent = outOfDate.dataset.says;
    }
  }

  // A sheet closes when its link was followed, and when the page grows wide enough to show it beside the text.
  for (const sheet of document.querySelectorAll("[popover]")) {
    const close = () => sheet.matches(":popover-open") && sheet.hidePopover();
    if (!sheet.hidePopover) continue;
    sheet.addEventListener("click", (event) => event.target.closest("a") && close());
    matchMedia(sheet.id === "menu" ? "(min-width: 62em)" : "(min-width: 73.75em)").addEventListener("change", close);
  }

  // The bar comes when the title has left the screen.
  const bar = document.querySelector(".bar");
  const title = document.querySelector("h1");
  if (bar && title && "IntersectionObserver" in window) {
    const watch = new IntersectionObserver((seen) => {
      const { isIntersecting, boundingClientRect } = seen.at(-1);
      bar.classList.toggle("is-shown", !isIntersecting && boundingClientRect.bottom <= 0);
    });
    watch.observe(title);
  }

  // Marks in the list of headings the one that is being read.
  const lines = new Map();
  for (const line of document.querySelectorAll(".contents a")) {
    const heading = document.getElementById(decodeURIComponent(line.hash.slice(1)));
    if (heading) lines.set(heading, line);
  }
  if (lines.size && "IntersectionObserver" in window) {
    let marked = null;
    const mark = () => {
      let last = null;
      for (const [heading, line] of lines) {
        if (heading.getBoundingClientRect().top > innerHeight / 3) break;
        last = line;
      }
      if (last === marked) return;
      if (marked) marked.removeAttribute("aria-current");
      if (last) last.setAttribute("aria-current", "true");
      marked = last;
    };
    const watch = new IntersectionObserver(mark, { rootMargin: "0px 0px -66% 0px" });
    for (const heading of lines.keys()) watch.observe(heading);
  }

  // In the rail of a long section, the page that is read is in sight, and the first line is a whole one.
  const here = document.querySelector(".menu [aria-current=page]");
  const menu = document.getElementById("menu");
  if (here && menu && menu.scrollHeight > menu.clientHeight) {
    const top = menu.getBoundingClientRect().top - menu.scrollTop;
    const middle = here.getBoundingClientRect().top - top - menu.clientHeight / 2;
    const tops = [...menu.querySelectorAll("a, .label")].map((line) => line.getBoundingClientRect().top - top);
    const reached = tops.filter((line) => line <= menu.scrollHeight - menu.clientHeight);
    if (middle > 0) menu.scrollTop = Math.ceil(reached.find((line) => line >= middle) ?? reached.at(-1));
  }

  // Firefox prints a copy of the page that has forgotten the place in the address, which says what is printed alone.
  addEventListener("beforeprint", () => {
    const target = document.querySelector(":target");
    for (const other of document.querySelectorAll(".is-target")) other.classList.remove("is-target");
    if (target) target.classList.add("is-target");
  });

  // The search is loaded when a reader reaches for it or comes from it. What is typed meanwhile goes into its box.
  const opener = document.querySelector("a.search");
  if (opener && opener.dataset.script) {
    const comesFromSearch = /^#mark=/.test(location.hash) || (history.state && history.state.search !== undefined);
    let script;
    let isReady = false;
    // What was typed before the search was there; nothing while nobody has asked for it.
    let typed;
    const hand = () => dispatchEvent(new CustomEvent("greyline-search", { detail: typed }));
    const load = () => {
      if (script) return;
      script = document.createElement("script");
      script.src = opener.dataset.script;
      script.onload = () => {
        isReady = true;
        if (typed !== undefined) hand();
      };
      script.onerror = () => {
        script = undefined;
        if (typed !== undefined) location.href = opener.href;
      };
      document.head.append(script);
    };
    // On the page on which staff begin the way into the search has the focus; the page itself comes first.
    const prepare = () => {
      if (document.readyState === "complete") load();
      else addEventListener("load", load, { once: true });
    };
    const open = (event, text = (!isReady && typed) || "") => {
      event.preventDefault();
      typed = text;
      if (isReady) hand();
      else load();
    };
    const onKey = (event) => {
      const { key, target } = event;
      if (event.defaultPrevented) return;
      if (key === "k" && (event.ctrlKey || event.metaKey)) return open(event);
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (target.matches && target.matches("input,textarea,select,[contenteditable]")) return;
      const isWaiting = !isReady && typed !== undefined;
      if (isWaiting && key === "Escape") typed = undefined;
      else if (isWaiting && key === "Backspace") typed = typed.slice(0, -1);
      else if (isWaiting && key.length === 1) open(event, typed + key);
      else if (!isWaiting && key === "/") open(event);
      // On the page on which staff begin the way into the search is in focus: what is typed there is searched for.
      else if (!isWaiting && target.matches("a.search") && /^[\p{L}\p{N}]$/u.test(key)) open(event, key);
    };
    addEventListener("keydown", onKey);
    for (const way of document.querySelectorAll("a.search")) {
      // With these keys a link is opened in a tab or a window of its own.
      way.addEventListener("click", (event) => event.ctrlKey || event.metaKey || event.shiftKey || open(event));
      for (const reach of ["pointerenter", "focus"]) way.addEventListener(reach, prepare);
    }
    if (comesFromSearch || document.getElementById("search")) load();
  }
})();
