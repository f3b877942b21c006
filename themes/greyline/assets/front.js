"use strict";
// What a front page keeps on the device of its reader: the role of a member of staff, and the changes that were seen.
// It lists what the site keeps, and clears it. Without it the page shows the same for everybody.
(() => {
  const site = new URL(".", document.querySelector("a.brand").href).pathname;
  const key = (name) => `greyline-${name} ${site}`;
  // A browser may refuse its storage: then nothing is kept, and nothing is listed.
  const attempt = (work, otherwise) => { try { return work(); } catch (refused) { return otherwise; } };
  const read = (name) => attempt(() => JSON.parse(localStorage.getItem(key(name))), null);
  const write = (name, value) => attempt(() => localStorage.setItem(key(name), JSON.stringify(value)));
  const forget = (name) => attempt(() => localStorage.removeItem(key(name)));

  // The role that was picked: its reviews, its reading list, its policies.
  const picker = document.getElementById("_role");
  const lines = [...document.querySelectorAll(".due > li")];
  const showRole = () => {
    const role = picker.value;
    const chosen = picker.selectedOptions[0];
    for (const line of lines) line.hidden = role ? line.dataset.owner !== role : "more" in line.dataset;
    const none = document.querySelector(".none-due");
    none.textContent = role && lines.every((line) => line.hidden) ? none.dataset.says : "";
    const [list, policies] = [document.querySelector(".my-list"), document.querySelector(".my-policies")];
    list.hidden = !chosen.dataset.list;
    if (chosen.dataset.list) list.href = chosen.dataset.list;
    policies.hidden = !role || !picker.dataset.register;
    if (!policies.hidden) policies.href = `${picker.dataset.register}#${new URLSearchParams({ owner: role })}`;
  };
  if (picker) {
    // A role that is gone is nobody's any more.
    const kept = read("role");
    if ([...picker.options].some((option) => option.value && option.value === kept)) picker.value = kept;
    showRole();
    picker.addEventListener("change", () => {
      if (picker.value) write("role", picker.value);
      else forget("role");
      showRole();
      listKept();
    });
  }

  // Changes that were not there on the last day on which the reader was: `before` has those that were, `seen` those of
  // today, and `oldest` the day of the oldest of them, since an older one is no news.
  const log = document.querySelector(".log[data-new]");
  const noteVisit = () => {
    const entries = [...log.children];
    const now = new Date();
    const today = [now.getFullYear(), now.getMonth(), now.getDate()].join("-");
    const seen = entries.map((entry) => entry.dataset.key);
    const oldest = entries.at(-1).dataset.day;
    const last = read("visit");
    const isKnown = last && Array.isArray(last.seen) && last.day;
    const isToday = isKnown && last.day === today;
    const before = isToday ? last.before : isKnown ? { seen: last.seen, oldest: last.oldest } : null;
    const known = isToday ? [...new Set([...last.seen, ...seen])].slice(-60) : seen;
    write("visit", { day: today, seen: known, oldest: isToday ? last.oldest : oldest, before });
    if (!before || !Array.isArray(before.seen)) return;
    const fresh = entries.filter(({ dataset }) => !before.seen.includes(dataset.key) && dataset.day >= before.oldest);
    for (const entry of fresh) {
      entry.hidden = false;
      entry.classList.add("is-new");
      const mark = Object.assign(document.createElement("b"), { className: "tag new", textContent: log.dataset.new });
      entry.querySelector(".when").append(" ", mark);
    }
    const since = document.querySelector(".since");
    if (fresh.length) since.textContent = since.dataset.says.replace("{count}", fresh.length);
  };
  if (log && log.children.length) noteVisit();

  // What this site keeps, and the light or the dark of all sites of this host.
  const kept = document.querySelector(".kept");
  const ownKeys = (name) => attempt(() => Object.keys(localStorage), []).filter((one) =>
    one === `greyline-${name}` || one.startsWith(`greyline-${name}:`) || one.startsWith(`greyline-${name} ${site}`));
  function listKept() {
    const items = [...kept.querySelectorAll("[data-kept]")];
    for (const item of items) item.hidden = !ownKeys(item.dataset.kept).length;
    if (items.some((item) => !item.hidden)) kept.hidden = false;
  }
  kept.querySelector("button").addEventListener("click", () => {
    for (const item of kept.querySelectorAll("[data-kept]")) {
      for (const one of ownKeys(item.dataset.kept)) attempt(() => localStorage.removeItem(one));
    }
    delete document.documentElement.dataset.scheme;
    if (picker) {
      picker.value = "";
      showRole();
    }
    listKept();
    const said = kept.querySelector("[role=status]");
    said.textContent = said.dataset.says;
  });
  listKept();
})();
