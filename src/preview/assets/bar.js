"use strict";
// The preview's bar. It stands in a shadow root of its own, so that it and the theme do not touch; swap.js, which
// runs before it, has taken down the page as it was sent.
(() => {
  const own = document.getElementById("_greyline");
  if (!own) return;
  const here = () => location.pathname;
  let page = null;
  let findings = { errors: 0, warnings: 0, notes: 0, troubles: [], items: [] };

  // ---- Elements.
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
  const sheet = make("div", {
    class: "sheet",
    role: "dialog",
    "aria-labelledby": "title",
    tabindex: "-1",
    hidden: true,
  });
  // Nothing of it is shown before its style is there.
  const style = make("link", { rel: "stylesheet", href: "/_greyline/bar.css", onload: () => root.append(bar, sheet) });
  root.append(style);
  document.documentElement.append(host);

  const remembered = (key, value) => {
    try {
      if (value === undefined) return sessionStorage.getItem(`greyline-${key}`);
      if (value === null) sessionStorage.removeItem(`greyline-${key}`);
      else sessionStorage.setItem(`greyline-${key}`, value);
    } catch (refused) {
      // Without storage a choice lasts as long as the page.
    }
    return null;
  };
  let small = remembered("small") !== null;
  let marking = remembered("marks") !== null;
  let open = null; // which sheet: "findings", "withheld", or none
  let dismissed = remembered("dismissed");

  const tell = (path, body) =>
    fetch(`/_greyline/${path}`, {
      method: "POST",
      headers: { "x-greyline": page.token, "content-type": "application/json" },
      body: JSON.stringify(body),
    });

  // ---- What is withheld: a mark on each block of the page, and a list of the parts of the front matter.
  const mark = () => {
    const shown = marking && page;
    const link = document.getElementById("_greyline-marks");
    if (shown && !link) {
      document.head.append(make("link", { id: "_greyline-marks", rel: "stylesheet", href: "/_greyline/marks.css" }));
    }
    if (!shown && link) link.remove();
    for (const block of document.querySelectorAll(".only[data-audience]")) {
      const from = shown && (page.blocks[block.dataset.audience] ?? []);
      if (from && from.length) block.dataset.greylineFrom = from.join(", ");
      else delete block.dataset.greylineFrom;
    }
  };

  const place = (item) => {
    const text = [item.file, item.line, item.column].filter((part) => part !== null && part !== undefined).join(":");
    if (!page?.can_open) return make("span", { class: "place" }, text);
    return make("button", { class: "place", type: "button", onclick: () => tell("open", item) }, text);
  };

  const finding = (item) =>
    make(
      "li",
      {},
      place(item),
      item.source ? make("pre", {}, item.source[0], make("mark", {}, item.source[1] || " "), item.source[2]) : null,
      make(
        "p",
        { class: "message" },
        make("span", { class: "level", "data-level": item.level }, `${item.level}: `),
        item.message,
      ),
      item.help ? make("p", { class: "help" }, item.help) : null,
      make("p", { class: "rule" }, item.rule),
    );

  const sheets = {
    findings: () => {
      const total = findings.errors + findings.warnings + findings.notes;
      const shown = findings.items.length;
      return [
        make("h2", { id: "title" }, total + findings.troubles.length ? "To be mended" : "Nothing to mend"),
        make(
          "ol",
          {},
          ...findings.troubles.map((text) =>
            make(
              "li",
              {},
              make("p", { class: "message" }, make("span", { class: "level", "data-level": "error" }, "error: "), text),
            ),
          ),
          ...findings.items.map(finding),
        ),
        shown < total ? make("p", {}, `The first ${shown} of ${total}; greyline check prints them all.`) : null,
      ];
    },
    withheld: () => [
      make("h2", { id: "title" }, "What is withheld"),
      make("p", {}, "Blocks are marked on the page. Of the front matter:"),
      make(
        "ul",
        {},
        ...page.withheld.map((part) =>
          make("li", {}, part.what, make("span", { class: "from" }, ` – from ${part.from.join(", ")}`)),
        ),
      ),
    ],
  };

  const show = (which) => {
    const before = open;
    open = which;
    remembered("sheet", which);
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
    if (open === "findings") remembered("dismissed", (dismissed = print()));
    show(null);
  };
  /** What tells these errors from others: an error that was waved away comes back when it is another. */
  const print = () =>
    JSON.stringify([
      findings.troubles,
      findings.items.filter((item) => item.level === "error").map((item) => [item.file, item.rule, item.message]),
    ]);

  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !open || event.defaultPrevented) return;
    event.preventDefault();
    close();
  });

  const draw = () => {
    if (!page) return;
    const focused = root.activeElement?.dataset.key;
    const worst = findings.errors + findings.troubles.length ? "error" : findings.warnings ? "warning" : null;
    const counts = [
      [findings.errors + findings.troubles.length, "error"],
      [findings.warnings, "warning"],
      [findings.notes, "note"],
    ];
    const texts = counts.filter(([n]) => n).map(([n, word]) => `${n} ${word}${n === 1 ? "" : "s"}`);
    const count = texts.join(", ") || "no problems";
    const current = page.editions.find((edition) => edition.name === page.edition);
    bar.toggleAttribute("data-small", small);
    bar.replaceChildren(
      ...page.editions.map((edition) =>
        make(
          "a",
          {
            class: "way",
            "data-key": `way-${edition.name}`,
            href: edition.href + (edition.exact ? location.hash : ""),
            "aria-current": edition === current ? "page" : null,
            "data-far": !edition.exact,
            title: edition.exact
              ? `This page for ${edition.title}`
              : `${edition.title} have no such page; this leads to the nearest above it`,
            onclick: () => !edition.exact && remembered("lost", edition.title),
          },
          edition.name,
        ),
      ),
      ...(page.notice ? [make("span", { class: "lost", role: "status" }, page.notice)] : []),
      ...(page.file
        ? [
            make(
              "button",
              {
                type: "button",
                class: "withheld",
                "data-key": "withheld",
                "aria-pressed": String(marking),
                onclick: () => {
                  marking = !marking;
                  remembered("marks", marking ? "on" : null);
                  mark();
                  show(marking && page.withheld.length ? "withheld" : open === "withheld" ? null : open);
                },
              },
              "Withheld",
            ),
          ]
        : []),
      make(
        "label",
        { class: page.picked ? "picked" : null },
        make("input", {
          type: "date",
          "data-key": "day",
          "aria-label": "The day of the handbook",
          title: page.picked
            ? "The handbook as of this day; empty it for today"
            : "Pick a day to see the handbook as of then",
          value: page.today,
          onchange: (event) => tell("day", { day: event.target.value || null }),
        }),
      ),
      ...(page.picked
        ? [make("button", { type: "button", "data-key": "today", onclick: () => tell("day", { day: null }) }, "Today")]
        : []),
      make(
        "button",
        {
          type: "button",
          class: "count",
          "data-key": "count",
          "data-worst": worst,
          "aria-expanded": String(open === "findings"),
          onclick: () => (open === "findings" ? close() : show("findings")),
        },
        count,
      ),
      ...(page.can_open && page.file
        ? [
            make(
              "button",
              {
                type: "button",
                "data-key": "source",
                title: page.file,
                onclick: () => tell("open", { file: page.file }),
              },
              "Source",
            ),
          ]
        : []),
      make(
        "button",
        {
          type: "button",
          class: "fold",
          "data-key": "fold",
          "aria-label": small ? "Show the preview's bar" : "Hide the preview's bar",
          onclick: () => {
            small = !small;
            remembered("small", small ? "on" : null);
            draw();
          },
        },
        small ? `◂ ${count}` : "▸",
      ),
    );
    if (focused) bar.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  };

  const get = async (path) => (await fetch(`/_greyline/${path}`, { cache: "no-store" })).json();
  const lost = remembered("lost");
  remembered("lost", null);

  /** Asks for what the bar shows, and shows it. */
  const refresh = async () => {
    const [told, wrong] = await Promise.all([get(`page?at=${encodeURIComponent(decodeURI(here()))}`), get("findings")]);
    if (lost) told.notice = `${lost} have no such page.`;
    page = told;
    findings = wrong;
    const errors = findings.errors + findings.troubles.length > 0;
    if (!errors) remembered("dismissed", (dismissed = null));
    mark();
    if (errors && open === null && print() !== dismissed) show("findings");
    else if (open === "findings" && !errors && !findings.warnings && !findings.notes) show(null);
    else if (open === "withheld" && !page.withheld.length) show(null);
    else show(open);
  };

  // ---- News, by number: a window that slept asks once and has all that it missed.
  let known = { run: "", pages: -1, findings: -1 };
  const news = async () => {
    let wait = 250;
    for (;;) {
      if (document.hidden) {
        await new Promise((shown) => document.addEventListener("visibilitychange", shown, { once: true }));
      }
      const stop = new AbortController();
      const hide = () => document.hidden && stop.abort();
      document.addEventListener("visibilitychange", hide);
      try {
        const { run, pages } = known;
        const address = `/_greyline/news?run=${run}&pages=${pages}&findings=${known.findings}`;
        const response = await fetch(address, { cache: "no-store", signal: stop.signal });
        if (!response.ok) throw new Error(response.statusText);
        const told = await response.json();
        if (told.pages !== pages || told.run !== run) await greylineSwap();
        if (told.pages !== pages || told.run !== run || told.findings !== known.findings) await refresh();
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
  // A sheet that was open on the page before this one is open here.
  open = remembered("sheet");
  if (open && !sheets[open]) open = null;
  news();
})();
