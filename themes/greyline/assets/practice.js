"use strict";
// One case at a time, those of one role, and which of them the reader knew, kept on the device. Without it all cases
// are listed.
(() => {
  const section = document.querySelector(".cases");
  const words = section.dataset;
  const all = [...section.querySelectorAll(".scenario")];
  const select = section.querySelector("select");
  const progress = section.querySelector(".count");
  const site = new URL(".", document.querySelector("a.brand").href).pathname;
  const attempt = (work, otherwise) => { try { return work(); } catch (refused) { return otherwise; } };
  const stored = (name) => attempt(() => JSON.parse(localStorage.getItem(`greyline-${name} ${site}`)), null);
  const keep = (name, value) => attempt(() => localStorage.setItem(`greyline-${name} ${site}`, JSON.stringify(value)));

  // A case is known by its words: one that was rewritten has to be known again.
  const nameOf = (scenario) => {
    let hash = 5381;
    for (const letter of scenario.firstElementChild.textContent) hash = (hash * 33 + letter.codePointAt(0)) >>> 0;
    return hash.toString(36);
  };
  const names = new Map(all.map((scenario) => [scenario, nameOf(scenario)]));
  const known = new Set([stored("practice")].flat().filter((name) => [...names.values()].includes(name)));

  const button = (text, work) => {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", className: "step-button", textContent: text });
    made.addEventListener("click", work);
    return made;
  };
  let shown = all;
  let at = 0;
  let isSingle = true;
  const show = (isFocused = false) => {
    shown = all.filter(({ dataset }) => !select.value || dataset.roles.split("|").includes(select.value));
    at = Math.max(0, Math.min(at, shown.length - 1));
    for (const scenario of all) {
      scenario.hidden = !shown.includes(scenario);
      scenario.classList.toggle("is-later", isSingle && scenario !== shown[at]);
    }
    const done = shown.filter((scenario) => known.has(names.get(scenario))).length;
    const place = words.at.replace("{at}", at + 1).replace("{all}", shown.length) + ". ";
    const tally = words.done.replace("{count}", done).replace("{all}", shown.length);
    progress.textContent = (isSingle && shown.length ? place : "") + tally;
    for (const one of [before, next]) one.hidden = !isSingle || shown.length < 2;
    every.textContent = isSingle ? words.every : words.one;
    if (isFocused && shown[at]) {
      shown[at].tabIndex = -1;
      shown[at].focus();
    }
  };
  const step = (by) => {
    at = (at + by + shown.length) % shown.length;
    show(true);
  };
  const before = button(words.before, () => step(-1));
  const next = button(words.next, () => step(1));
  const every = button(words.every, () => {
    isSingle = !isSingle;
    show();
  });
  const steps = Object.assign(document.createElement("p"), { className: "steps" });
  steps.append(before, next, every);
  section.append(steps);

  const judge = (scenario, isKnown) => {
    if (isKnown) known.add(names.get(scenario));
    else known.delete(names.get(scenario));
    keep("practice", [...known]);
    if (isSingle && shown.length > 1) step(1);
    else show();
  };
  for (const scenario of all) {
    const judged = Object.assign(document.createElement("p"), { className: "steps" });
    judged.append(button(words.knew, () => judge(scenario, true)), button(words.notYet, () => judge(scenario, false)));
    scenario.querySelector("details").append(judged);
  }
  // The role that was picked on the front page is the one to practise for.
  const role = stored("role");
  if ([...select.options].some(({ value }) => value && value === role)) select.value = role;
  select.addEventListener("change", () => {
    at = 0;
    show();
  });
  // Begin with the first case that is not known yet.
  show();
  at = Math.max(0, shown.findIndex((scenario) => !known.has(names.get(scenario))));
  show();
})();
