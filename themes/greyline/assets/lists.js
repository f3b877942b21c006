"use strict";
// Sorts and filters the tables of listings, and keeps the ticks of reading lists. Without it they are plain tables.
(() => {
  const CHUNK = 60;
  const make = (name, attributes, ...inside) => {
    const element = Object.assign(document.createElement(name), attributes);
    element.append(...inside);
    return element;
  };
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const later = window.requestIdleCallback || ((work) => setTimeout(work, 50));

  // A table takes as much time as it has rows on screen: the others are kept aside until the reader comes near them.
  function grid(table) {
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[0].cells];
    const rows = [...body.rows];
    const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
    const value = (row, column) => row.cells[column].textContent.trim();
    const ranks = new Map();
    let texts = null;
    let shown = rows;
    let painted = 0;
    let order = null;

    // For each row the place of its cell among all cells of the column; empty cells come last.
    const rank = (column) => {
      if (!ranks.has(column)) {
        const values = rows.map((row) => value(row, column));
        const places = new Map([...new Set(values)].sort(collator.compare).map((text, place) => [text, text ? place : 1e9]));
        ranks.set(column, new Map(rows.map((row, at) => [row, places.get(values[at])])));
      }
      return ranks.get(column);
    };
    const picks = heads.flatMap((head, column) => {
      if (!("pick" in head.dataset)) return [];
      const options = [...new Set(rows.map((row) => value(row, column)))].filter(Boolean).sort(collator.compare);
      if (options.length < 2) return [];
      const select = make("select", {}, make("option", { value: "" }, table.dataset.all));
      select.append(...options.map((text) => make("option", { value: text }, text)));
      return [{ column, select, label: make("label", {}, make("span", {}, head.textContent), select) }];
    });
    const input = make("input", { type: "search", autocomplete: "off", spellcheck: false });
    const count = make("p", { className: "count" });
    count.setAttribute("role", "status");
    const none = make("p", { className: "none", hidden: true }, table.dataset.none);

    const paint = () => {
      body.append(...shown.slice(painted, painted + CHUNK));
      painted = Math.min(painted + CHUNK, shown.length);
      more.hidden = painted >= shown.length;
    };
    const repaint = () => {
      body.replaceChildren();
      painted = 0;
      paint();
      none.hidden = shown.length > 0;
      const text = table.dataset.count.replace("{shown}", shown.length).replace("{all}", rows.length);
      if (count.textContent !== text) count.textContent = text;
    };
    const select = () => {
      const words = plain(input.value).split(/\s+/).filter(Boolean);
      const wanted = picks.filter((pick) => pick.select.value);
      texts ||= new Map(rows.map((row) => [row, plain([...row.cells].map((cell) => cell.textContent).join(" "))]));
      shown = rows.filter((row) =>
        words.every((word) => texts.get(row).includes(word)) &&
        wanted.every((pick) => value(row, pick.column) === pick.select.value));
      if (order) {
        const places = rank(order.column);
        const sign = order.down ? -1 : 1;
        shown.sort((a, b) => sign * (places.get(a) - places.get(b)));
      }
      repaint();
    };
    let asked = 0;
    const ask = () => {
      cancelAnimationFrame(asked);
      asked = requestAnimationFrame(select);
    };

    heads.forEach((head, column) => {
      const button = make("button", { type: "button", className: "sorts" }, ...head.childNodes);
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        order = { column, down: order?.column === column && !order.down };
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", order.down ? "descending" : "ascending");
        select();
      });
    });
    input.addEventListener("input", ask);
    const tools = make("div", { className: "tools" }, make("label", { className: "finds" }, make("span", {}, table.dataset.find), input));
    tools.append(...picks.map((pick) => pick.label), count);
    tools.addEventListener("change", (event) => event.target !== input && select());
    const more = make("button", { type: "button", className: "more" }, table.dataset.more);
    more.addEventListener("click", paint);
    const frame = table.closest(".table");
    frame.before(tools);
    frame.after(none, more);
    new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && paint(), { rootMargin: "600px" }).observe(more);
    addEventListener("beforeprint", () => { while (painted < shown.length) paint(); });
    repaint();
    table.classList.add("ready");
    later(() => heads.forEach((_, column) => later(() => rank(column))));
  }

  // A reading list: a tick for each version that was read, and what changed since a day.
  function reading(table) {
    const rows = [...table.tBodies[0].rows];
    const key = (row) => "greyline-read:" + row.dataset.key;
    const stored = (name) => { try { return localStorage.getItem(name); } catch (refused) { return null; } };
    const keep = (name, text) => {
      try {
        if (text) localStorage.setItem(name, text);
        else localStorage.removeItem(name);
      } catch (refused) {
        // Without storage a tick lasts as long as the page.
      }
    };
    const progress = make("p", { className: "count" });
    progress.setAttribute("role", "status");
    const boxes = rows.map((row) => {
      const box = make("input", { type: "checkbox", checked: Boolean(stored(key(row))) });
      box.setAttribute("aria-label", table.dataset.read + ": " + row.cells[0].textContent.trim());
      box.addEventListener("change", () => {
        keep(key(row), box.checked ? "1" : "");
        tell();
      });
      row.prepend(make("td", { className: "tick" }, box));
      return box;
    });
    table.tHead.rows[0].prepend(Object.assign(make("th", { className: "tick" }, table.dataset.read), { scope: "col" }));
    const tell = () => {
      const read = boxes.filter((box) => box.checked).length;
      progress.textContent = table.dataset.progress.replace("{read}", read).replace("{all}", boxes.length);
    };
    const since = make("input", { type: "date" });
    since.addEventListener("input", () => {
      for (const row of rows) {
        const days = [...row.querySelectorAll("[data-day]")];
        days.forEach((change) => { change.hidden = change.dataset.day < since.value; });
        row.hidden = Boolean(since.value) && days.every((change) => change.hidden);
      }
    });
    const tools = make("div", { className: "tools" }, make("label", {}, make("span", {}, table.dataset.since), since), progress);
    table.closest(".table").before(tools);
    tell();
  }

  document.querySelectorAll("table[data-grid]").forEach(grid);
  document.querySelectorAll("table[data-reading]").forEach(reading);
})();
