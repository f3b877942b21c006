"use strict";
// Sorts and filters the tables of listings, and keeps the ticks of reading lists. Without it they are plain tables.
(() => {
  const CHUNK = 60;
  const EMPTY = Infinity;
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
    // Days are sorted as days, however people write them.
    const sortable = (row, column) => row.cells[column].querySelector("time")?.dateTime ?? value(row, column);
    const ranks = new Map();
    let texts = null;
    let shown = rows;
    let painted = 0;
    let order = null;

    // For each row the place of its cell among all cells of the column.
    const rank = (column) => {
      if (!ranks.has(column)) {
        const values = rows.map((row) => sortable(row, column));
        const places = new Map(
          [...new Set(values)].sort(collator.compare).map((text, place) => [text, text ? place : EMPTY]));
        ranks.set(column, new Map(rows.map((row, at) => [row, places.get(values[at])])));
      }
      return ranks.get(column);
    };
    const frame = table.closest(".table");
    const tools = frame.previousElementSibling;
    const none = frame.nextElementSibling;
    const more = none.nextElementSibling;
    const input = tools.querySelector("input");
    const count = tools.querySelector(".count");
    const selects = [...tools.querySelectorAll("select:not([data-sort])")];
    const sorter = tools.querySelector("[data-sort]");
    const folded = tools.querySelector(".picks");
    const picked = tools.querySelector(".picked");
    const picks = heads.flatMap((head, column) =>
      ("pick" in head.dataset ? [{ column, key: head.dataset.key, select: selects.shift() }] : []));
    for (const { column, select } of picks) {
      const options = [...new Set(rows.map((row) => value(row, column)))].filter(Boolean).sort(collator.compare);
      select.append(...options.map((text) => make("option", { value: text }, text)));
      select.disabled = options.length < 2;
    }

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
        // What is empty comes last, whichever way the others go.
        shown.sort((a, b) => {
          const [one, other] = [places.get(a), places.get(b)];
          if (one === other) return 0;
          return one === EMPTY || other === EMPTY ? one - other : sign * (one - other);
        });
      }
      repaint();
    };
    // The address says what is looked for, so that a list can be passed on, and is as it was on the way back. It stands
    // in the fragment, which no server sees.
    const note = () => {
      const asked = new URLSearchParams();
      if (input.value.trim()) asked.set("find", input.value.trim());
      for (const pick of picks) if (pick.select.value) asked.set(pick.key, pick.select.value);
      if (order) asked.set("sort", (order.down ? "-" : "") + heads[order.column].dataset.key);
      const fragment = asked.size ? "#" + asked : "";
      if (fragment === location.hash || (!fragment && !location.hash.includes("="))) return;
      history.replaceState(history.state, "", location.pathname + location.search + fragment);
    };
    // How many filters there are is said where they are folded away.
    const tell = () => {
      const chosen = picks.filter((pick) => pick.select.value).length;
      picked.textContent = chosen ? `(${chosen})` : "";
    };
    const refresh = () => {
      select();
      tell();
      note();
    };
    let pending = 0;
    const ask = () => {
      cancelAnimationFrame(pending);
      pending = requestAnimationFrame(refresh);
    };

    const sort = (column, down) => {
      order = column < 0 ? null : { column, down };
      heads.forEach((head, at) => {
        if (at === column) head.setAttribute("aria-sort", down ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
      sorter.value = order ? (down ? "-" : "") + heads[column].dataset.key : "";
    };
    heads.forEach((head, column) => {
      const button = make("button", { type: "button", className: "sorts" }, ...head.firstElementChild.childNodes);
      head.replaceChildren(button);
      for (const [sign, arrow] of [["", "↑"], ["-", "↓"]]) {
        sorter.append(make("option", { value: sign + head.dataset.key }, `${button.textContent} ${arrow}`));
      }
      button.addEventListener("click", () => {
        sort(column, order?.column === column && !order.down);
        refresh();
      });
    });
    const sortBy = (asked) =>
      sort(heads.findIndex((head) => head.dataset.key === asked.replace(/^-/, "")), asked.startsWith("-"));

    // "client-care" in a link that somebody wrote by hand is "Client care" as well.
    const bare = (text) => plain(text).replace(/[^\p{L}\p{N}]+/gu, " ").trim();
    const follow = () => {
      const wanted = new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : location.search);
      input.value = wanted.get("find") ?? "";
      for (const { key, select: picker } of picks) {
        const text = wanted.get(key) ?? "";
        const known = [...picker.options].find((option) => option.value && bare(option.value) === bare(text));
        // What no row has is picked too: the list says that nothing matches.
        if (text && !known) picker.append(make("option", { value: text }, text));
        picker.value = known?.value ?? text;
        if (text) picker.disabled = false;
      }
      sortBy(wanted.get("sort") ?? "");
      // Whoever comes with filters sees them; where there is room, everybody does (see style/grid.css).
      if (order || picks.some((pick) => pick.select.value)) folded.open = true;
      select();
      tell();
    };
    input.addEventListener("input", ask);
    tools.addEventListener("change", (event) => {
      if (event.target === input) return;
      if (event.target === sorter) sortBy(sorter.value);
      refresh();
    });
    // The way to the top of the page and the like lead to a place, and change nothing in the list.
    addEventListener("hashchange", () => {
      if (location.hash && !location.hash.includes("=")) note();
      else follow();
    });
    more.addEventListener("click", paint);
    new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && paint(), { rootMargin: "600px" })
      .observe(more);
    addEventListener("beforeprint", () => { while (painted < shown.length) paint(); });
    follow();
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
    const tools = table.closest(".table").previousElementSibling;
    const progress = tools.querySelector(".count");
    const since = tools.querySelector("input");
    const boxes = rows.map((row) => {
      const box = make("input", { type: "checkbox", checked: Boolean(stored(key(row))) });
      box.setAttribute("aria-label", table.dataset.read + ": " + row.cells[1].textContent.trim());
      box.addEventListener("change", () => {
        keep(key(row), box.checked ? "1" : "");
        tell();
      });
      row.cells[0].append(box);
      return box;
    });
    const tell = () => {
      const read = boxes.filter((box) => box.checked).length;
      progress.textContent = table.dataset.progress.replace("{read}", read).replace("{all}", boxes.length);
    };
    since.addEventListener("input", () => {
      for (const row of rows) {
        const days = [...row.querySelectorAll("[data-day]")];
        days.forEach((change) => { change.hidden = change.dataset.day < since.value; });
        row.hidden = Boolean(since.value) && days.every((change) => change.hidden);
      }
    });
    tell();
  }

  document.querySelectorAll("table[data-grid]").forEach(grid);
  document.querySelectorAll("table[data-reading]").forEach(reading);
})();
