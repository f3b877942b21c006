"use strict";
// The preview's bar. It has a shadow root of its own, so that its styles and the theme's do not touch each other.
// swap.js runs before it and has kept a copy of the page as it was sent.
(() => {
  if (!document.getElementById("_greyline")) return;
  /** What the preview says of this page, and what is wrong with the handbook. */
  let page = null;
  let findings = { errors: 0, warnings: 0, notes: 0, troubles: [], items: [] };

  // ---- Elements.
  /** Makes an element. An attribute that begins with "on" is a listener. */
  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
      else if (value === true) element.setAttribute(key, "");
      else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  };
  const host = make("div", { id: "_greyline-bar" });
  const root = host.attachShadow({ mode: "open" });
  const bar = make("div", { class: "bar", role: "region", "aria-label": "Preview" });
  const dialog = { role: "dialog", "aria-labelledby": "title", tabindex: "-1" };
  const sheet = make("div", { class: "sheet", ...dialog, hidden: true });
  // The bar is shown once its style has arrived.
  root.append(make("link", { rel: "stylesheet", href: "/_greyline/bar.css", onload: () => root.append(bar, sheet) }));
  document.documentElement.append(host);

  // ---- Choices that last as long as the window. Where storage is refused, they last as long as the page.
  const stored = (key) => {
    try {
      return sessionStorage.getItem(`greyline-${key}`);
    } catch (refused) {
      return null;
    }
  };
  const store = (key, value) => {
    try {
      if (value === null) sessionStorage.removeItem(`greyline-${key}`);
      else sessionStorage.setItem(`greyline-${key}`, value);
    } catch (refused) {
      // Nothing else depends on it.
    }
  };
  let folded = stored("small") !== null;
  let marking = stored("marks") !== null;
  /** The errors that were on the sheet when it was closed. */
  let dismissed = stored("dismissed");
  /** The sheet that is open: "findings", "withheld" or none. */
  let open = null;

  // ---- Requests.
  const get = async (path) => (await fetch(`/_greyline/${path}`, { cache: "no-store" })).json();
  const post = (path, body) =>
    fetch(`/_greyline/${path}`, {
      method: "POST",
      headers: { "x-greyline": page.token, "content-type": "application/json" },
      body: JSON.stringify(body),
    });

  /** Marks the withheld blocks of the page, or removes the marks. */
  const mark = () => {
    const shown = marking && page;
    const id = "_greyline-marks";
    const link = document.getElementById(id);
    if (shown && !link) document.head.append(make("link", { id, rel: "stylesheet", href: "/_greyline/marks.css" }));
    if (!shown && link) link.remove();
    for (const block of document.querySelectorAll(".only[data-audience]")) {
      const from = shown && (page.blocks[block.dataset.audience] ?? []);
      if (from && from.length) block.dataset.greylineFrom = from.join(", ");
      else delete block.dataset.greylineFrom;
    }
  };

  // ---- The sheets.
  const place = (item) => {
    const text = [item.file, item.line, item.column].filter((part) => part !== null && part !== undefined).join(":");
    if (!page?.can_open) return make("span", { class: "place" }, text);
    return make("button", { class: "place", type: "button", onclick: () => post("open", item) }, text);
  };
  const message = (level, text) =>
    make("p", { class: "message" }, make("span", { class: "level", "data-level": level }, `${level}: `), text);
  const source = ([before, marked, after]) => make("pre", {}, before, make("mark", {}, marked || " "), after);
  const finding = (item) =>
    make(
      "li",
      {},
      place(item),
      item.source ? source(item.source) : null,
      message(item.level, item.message),
      item.help ? make("p", { class: "help" }, item.help) : null,
      make("p", { class: "rule" }, item.rule),
    );
  const withheld = (part) =>
    make("li", {}, part.what, make("span", { class: "from" }, ` – from ${part.from.join(", ")}`));

  const sheets = {
    findings: () => {
      const total = findings.errors + findings.warnings + findings.notes;
      const shown = findings.items.length;
      return [
        make("h2", { id: "title" }, total + findings.troubles.length ? "Problems" : "No problems"),
        make(
          "ol",
          {},
          ...findings.troubles.map((text) => make("li", {}, message("error", text))),
          ...findings.items.map(finding),
        ),
        shown < total ? make("p", {}, `The first ${shown} of ${total}; greyline check prints them all.`) : null,
      ];
    },
    withheld: () => [
      make("h2", { id: "title" }, "Hidden from other readers"),
      make("p", {}, "Blocks are marked on the page. In the front matter:"),
      make("ul", {}, ...page.withheld.map(withheld)),
    ],
  };

  /** Opens a sheet, or draws it anew, or closes it with `null`. */
  const show = (which) => {
    const before = open;
    open = which;
    store("sheet", which);
    sheet.hidden = !which;
    if (which) {
      const scrolled = sheet.scrollTop;
      sheet.replaceChildren(
        make("button", { class: "shut", type: "button", "aria-label": "Close", onclick: () => close() }, "✕"),
        ...sheets[which]().filter(Boolean),
      );
      sheet.scrollTop = before === which ? scrolled : 0;
    }
    draw();
  };
  const close = () => {
    if (open === "findings") store("dismissed", (dismissed = fingerprint()));
    show(null);
  };
  /** Tells these errors from others: the sheet that was closed opens again when the errors are others. */
  const fingerprint = () => {
    const errors = findings.items.filter((item) => item.level === "error");
    return JSON.stringify([findings.troubles, errors.map((item) => [item.file, item.rule, item.message])]);
  };

  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !open || event.defaultPrevented) return;
    event.preventDefault();
    close();
  });

  // ---- The bar.
  /** A button of the bar. The key finds it again when the bar is drawn anew. */
  const button = (key, attributes, text) => make("button", { type: "button", "data-key": key, ...attributes }, text);

  const editionLink = (edition) => {
    const title = edition.exact
      ? `This page for ${edition.title}`
      : `Not in the edition for ${edition.title}; opens the nearest section`;
    const attributes = {
      class: "way",
      "data-key": `way-${edition.name}`,
      href: edition.href + (edition.exact ? location.hash : ""),
      "aria-current": edition.name === page.edition ? "page" : null,
      "data-far": !edition.exact,
      title,
      onclick: () => !edition.exact && store("lost", edition.title),
    };
    return make("a", attributes, edition.name);
  };

  const withheldButton = () => {
    const onclick = () => {
      marking = !marking;
      store("marks", marking ? "on" : null);
      mark();
      if (marking && page.withheld.length) show("withheld");
      else show(open === "withheld" ? null : open);
    };
    return button("withheld", { class: "withheld", "aria-pressed": String(marking), onclick }, "Withheld");
  };

  const dayField = () => {
    const input = make("input", {
      type: "date",
      "data-key": "day",
      "aria-label": "The date of the handbook",
      title: page.picked
        ? "Showing this date; clear it for today"
        : "Pick a date to see the handbook on that date",
      value: page.today,
      onchange: (event) => post("day", { day: event.target.value || null }),
    });
    return make("label", { class: page.picked ? "picked" : null }, input);
  };

  const countButton = (counts, text) => {
    const attributes = {
      class: "count",
      "data-worst": counts.error ? "error" : counts.warning ? "warning" : null,
      "aria-expanded": String(open === "findings"),
      onclick: () => (open === "findings" ? close() : show("findings")),
    };
    return button("count", attributes, text);
  };

  const foldButton = (text) => {
    const onclick = () => {
      folded = !folded;
      store("small", folded ? "on" : null);
      draw();
    };
    const label = folded ? "Show the preview's bar" : "Hide the preview's bar";
    return button("fold", { class: "fold", "aria-label": label, onclick }, folded ? `◂ ${text}` : "▸");
  };

  const draw = () => {
    if (!page) return;
    const focused = root.activeElement?.dataset.key;
    const counts = {
      error: findings.errors + findings.troubles.length,
      warning: findings.warnings,
      note: findings.notes,
    };
    const counted = Object.entries(counts).filter(([, count]) => count);
    const words = counted.map(([word, count]) => `${count} ${word}${count === 1 ? "" : "s"}`);
    const text = words.join(", ") || "no problems";
    const parts = [
      ...page.editions.map(editionLink),
      page.notice ? make("span", { class: "lost", role: "status" }, page.notice) : null,
      page.file ? withheldButton() : null,
      dayField(),
      page.picked ? button("today", { onclick: () => post("day", { day: null }) }, "Today") : null,
      countButton(counts, text),
      page.can_open && page.file
        ? button("source", { title: page.file, onclick: () => post("open", { file: page.file }) }, "Source")
        : null,
      foldButton(text),
    ];
    bar.toggleAttribute("data-small", folded);
    bar.replaceChildren(...parts.filter(Boolean));
    if (focused) bar.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  };

  // An edition that has no such page leads here, and the page before this one has left its title.
  const lost = stored("lost");
  store("lost", null);

  /** Asks for what the bar shows, and shows it. */
  const refresh = async () => {
    const path = encodeURIComponent(decodeURI(location.pathname));
    [page, findings] = await Promise.all([get(`page?at=${path}`), get("findings")]);
    if (lost) page.notice = `${lost} have no such page.`;
    const errors = findings.errors + findings.troubles.length > 0;
    if (!errors) store("dismissed", (dismissed = null));
    mark();
    if (errors && open === null && fingerprint() !== dismissed) show("findings");
    else if (open === "findings" && !errors && !findings.warnings && !findings.notes) show(null);
    else if (open === "withheld" && !page.withheld.length) show(null);
    else show(open);
  };

  // ---- Revisions. A window that slept asks once and has all that it missed.
  /** Resolves when the window is shown or hidden. */
  const visibilityChange = () =>
    new Promise((done) => document.addEventListener("visibilitychange", done, { once: true }));

  /** Waits for a revision other than the known one, and puts what it changed into the window. */
  const follow = async (known, signal) => {
    const { run, pages } = known;
    const address = `/_greyline/revision?run=${run}&pages=${pages}&findings=${known.findings}`;
    const response = await fetch(address, { cache: "no-store", signal });
    if (!response.ok) throw new Error(response.statusText);
    const next = await response.json();
    const otherPages = next.pages !== pages || next.run !== run;
    if (otherPages) await greylineSwap();
    if (otherPages || next.findings !== known.findings) await refresh();
    return next;
  };

  const followAll = async () => {
    let known = { run: "", pages: -1, findings: -1 };
    let pause = 250;
    for (;;) {
      if (document.hidden) await visibilityChange();
      const stop = new AbortController();
      const stopWhenHidden = () => document.hidden && stop.abort();
      document.addEventListener("visibilitychange", stopWhenHidden);
      try {
        known = await follow(known, stop.signal);
        pause = 250;
      } catch (error) {
        if (!stop.signal.aborted) {
          await new Promise((done) => setTimeout(done, pause));
          pause = Math.min(pause * 2, 4000);
        }
      } finally {
        document.removeEventListener("visibilitychange", stopWhenHidden);
      }
    }
  };

  // A sheet that was open on the page before this one is open here.
  open = stored("sheet");
  if (open && !sheets[open]) open = null;
  followAll();
})();
