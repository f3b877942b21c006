"use strict";
// What was in force on a day, on the page of a policy and on the list of its versions, and the citation of a clause.
// Without it a list says from which day to which each version was in force, and a citation names the whole text.
(() => {
  const day = (text) => new Date(`${text}T12:00`);
  // As the pages write it: the day before the month in English too.
  const { lang } = document.documentElement;
  const dates = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, { dateStyle: "long" });
  const written = (text) => dates.format(day(text));

  const form = document.querySelector(".on-day");
  if (form) {
    const { was, will, none } = form.dataset;
    const [input, output] = [form.querySelector("input"), form.querySelector("output")];
    const items = [...document.querySelectorAll(".versions > li")];
    const today = new Intl.DateTimeFormat("sv").format(new Date());
    // The newest comes first, so of two that claim a day the newer one has it.
    // Times are a day, a stroke and a day.
    const isIn = (time, on) => time && on >= time.slice(0, 10) && on <= time.slice(11);
    const isAway = (away, on) => (away || "").split(" ").some((time) => isIn(time, on));
    const holds = ({ dataset: { from, until, away } }, on) =>
      from && from <= on && (!until || on <= until) && !isAway(away, on);
    const show = () => {
      const on = input.value;
      const found = on && items.find((item) => holds(item, on));
      for (const item of items) item.toggleAttribute("data-found", item === found);
      if (!on) return output.replaceChildren();
      const text = (found ? (on <= today ? was : will) : none).replace("{date}", written(on));
      const [before, after] = text.split("{version}");
      const name = found && (found.querySelector(".when a") || found.querySelector(".when b"));
      const version = name && name.cloneNode(true);
      if (version) version.textContent = version.textContent.replace(/^\D+(?=\S*$)/, "");
      output.replaceChildren(...[before, version, after].filter((part) => part));
    };
    // The day is in the address, so that what was found can be sent to somebody.
    const read = () => {
      const [, on] = /^#on=(\d{4}-\d\d-\d\d)$/.exec(location.hash) || [];
      if (!on) return;
      input.value = on;
      show();
      const around = form.closest("details");
      if (!around) return;
      around.open = true;
      form.scrollIntoView({ block: "center" });
    };
    input.addEventListener("input", () => {
      show();
      if (input.value) history.replaceState(null, "", `#on=${input.value}`);
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    addEventListener("hashchange", read);
    form.hidden = false;
    read();
  }

  const cite = document.querySelector(".cite");
  if (cite) {
    const { clause, heading, link } = cite.dataset;
    const [part, address] = [cite.querySelector(".part"), cite.querySelector(".address")];
    const whole = address && address.textContent;
    // 3-b-ii is cited as 3(b)(ii).
    const named = (id) => id.split("-").map((mark, at) => (at ? `(${mark})` : mark)).join("");
    for (const item of document.querySelectorAll(".text ol > li[id]")) {
      const anchor = document.createElement("a");
      Object.assign(anchor, { className: "anchor", href: `#${item.id}`, textContent: "#" });
      anchor.setAttribute("aria-label", link.replace("{clause}", named(item.id)));
      const paragraph = item.querySelector(":scope > p:first-child");
      const blocks = item.querySelector(":scope > ol, :scope > ul, :scope > table, :scope > div");
      if (paragraph) paragraph.append(anchor);
      else item.insertBefore(anchor, blocks);
    }
    const show = () => {
      const id = decodeURIComponent(location.hash.slice(1));
      const target = id && document.getElementById(id);
      const isInText = target && target.closest(".text");
      const title = isInText && /^H\d$/.test(target.tagName) && target.firstChild.textContent.trim();
      if (!isInText) part.textContent = "";
      else if (title) part.textContent = heading.replace("{heading}", title);
      else if (target.matches("li")) part.textContent = clause.replace("{clause}", named(id));
      if (address) address.textContent = part.textContent ? `${whole}#${encodeURIComponent(id)}` : whole;
    };
    addEventListener("hashchange", show);
    show();
  }
})();
