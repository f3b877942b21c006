// The search box: the field to type in, the results, and the filters. It stands in a dialog over any page, or on the
// page of the search, where the query and the filters are kept in the address.
import { createItem } from "./item.js";
import { create, label, loadAnswers, loadLater, opener } from "./page.js";
import { search } from "./search.js";
import { loadStart, noteKey, StaleShard, Superseded } from "./shards.js";

const FIRST_RESULTS = 5;
const MORE_RESULTS = 10;
// Excerpts are loaded when the list has stood still for so many milliseconds.
const STILL = 150;
// After so many milliseconds without results the box says that they are being loaded.
const PATIENCE = 500;

const isOfAnotherBuild = (error) => error instanceof StaleShard;

export class SearchBox {
  // Queries are numbered: the one that was begun last, the one whose results are listed, and the one whose first
  // result is to be opened as soon as it is there.
  #query = 0;
  #listed = 0;
  #toOpen;
  #results;
  // Whether the query is asked once more, since the site was published anew.
  #isSecondTry;

  /** The filters that the reader chose, by name. */
  chosen = {};

  /** `leave`: what Escape does; on the page of the search, nothing. */
  constructor(isOnOwnPage, leave = () => {}) {
    this.isOnOwnPage = isOnOwnPage;
    this.leave = leave;
    this.input = create("input", {
      type: "search",
      id: "search-input",
      autocomplete: "off",
      spellcheck: false,
      "aria-label": opener.textContent.trim(),
      oninput: () => {
        noteKey();
        this.run();
      },
    });
    this.filters = create("details", { hidden: true });
    this.status = create("p", { role: "status" });
    this.retry = create("button", { type: "button", hidden: true, onclick: () => this.run() });
    this.list = create("ol", { onclick: () => loadLater().then(({ remember }) => remember(this.input.value)) });
    this.suggestions = create("div", { className: "search-suggestions" });
    this.more = create("button", { type: "button", hidden: true, onclick: () => this.#showMore() });
    this.allResults = create("a", { hidden: true });
    this.leftOut = create("ul", { className: "search-left-out" });
    const head = create("div", { className: "search-head" }, this.input);
    this.element = create("div", { className: "search-box" }, head, this.filters, this.status, this.retry, this.list);
    this.element.append(this.leftOut, this.suggestions, this.more, this.allResults);
    this.element.onkeydown = (event) => this.#onKey(event);
  }

  /** Searches for what is in the field. A query that was begun later wins, whichever results come first. */
  async run(isSecondTry = false) {
    const query = ++this.#query;
    this.#isSecondTry = isSecondTry;
    const text = this.input.value;
    const isCurrent = () => query === this.#query;
    this.#remember();
    const slow = setTimeout(() => isCurrent() && this.say(label("waiting")), PATIENCE);
    try {
      await loadStart();
      this.#setTexts();
      const results = text.trim() ? await search(text, this.#chosenFilters(), isCurrent) : undefined;
      if (isCurrent()) await this.#showFirst(results);
    } catch (error) {
      if (isCurrent()) await this.#fail(error);
    } finally {
      clearTimeout(slow);
    }
  }

  // Asks once more where the site was published anew since the box was opened, and else says that something is missing.
  #fail(error) {
    if (error instanceof Superseded) return;
    if (isOfAnotherBuild(error) && !this.#isSecondTry) return this.run(true);
    this.say(label("failed"));
    this.retry.hidden = false;
  }

  #chosenFilters() {
    return Object.fromEntries(Object.entries(this.chosen).filter(([, value]) => value));
  }

  #address(more = {}) {
    return "#" + new URLSearchParams({ q: this.input.value, ...this.#chosenFilters(), ...more });
  }

  // Keeps the query where the browser brings it back: in the fragment of the address of the page of the search, which
  // no server sees, or in the state of another.
  #remember() {
    if (this.isOnOwnPage) history.replaceState(history.state, "", location.pathname + this.#address());
    else history.replaceState({ search: this.input.value }, "");
  }

  say(text) {
    this.status.textContent = text;
  }

  #setTexts() {
    if (this.more.textContent) return;
    this.input.placeholder = label("hint");
    this.more.textContent = label("more");
    this.retry.textContent = label("again");
    this.allResults.textContent = label("whole");
    this.filters.hidden = !this.isOnOwnPage;
    this.filters.append(create("summary", {}, label("filters")));
  }

  async #showFirst(results) {
    const query = this.#query;
    this.#results = results;
    this.say("");
    this.retry.hidden = this.more.hidden = true;
    this.allResults.hidden = this.isOnOwnPage || !results?.found.length;
    this.allResults.href = opener.href + this.#address();
    this.leftOut.replaceChildren();
    this.suggestions.replaceChildren();
    if (results?.found.length) {
      await this.#show(FIRST_RESULTS);
    } else {
      this.list.replaceChildren();
      this.#listed = query;
      if (results) this.say(this.#summary(results));
      await this.#showOthers(query, results);
    }
    const first = this.#toOpen === query && this.list.querySelector("a");
    // Whoever has closed the box in the meantime stays on the page.
    if (first && first.getClientRects().length) first.click();
  }

  // Shows what stands where no results do: of an empty box what may be asked, of another what was left out.
  async #showOthers(query, results) {
    if (results && !results.leftOut) return;
    const { leftOutLinks, suggestions } = await loadLater();
    if (query !== this.#query) return;
    const addressWith = (filters) => this.#address(filters);
    if (results) this.leftOut.replaceChildren(...leftOutLinks(results.leftOut, addressWith, this.isOnOwnPage));
    else this.suggestions.replaceChildren(...suggestions((text) => this.ask(text)));
  }

  /** Puts a query into the field, and searches for it. */
  ask(text) {
    this.input.value = text;
    this.input.focus();
    return this.run();
  }

  // Lists `count` results, or so many more if results of this query are listed already.
  async #show(count) {
    const query = this.#query;
    const results = this.#results;
    const before = this.#listed === query ? this.list.children.length : 0;
    const { isIncomplete } = await results.more(count);
    if (query !== this.#query) return;
    const { ready, found, groups } = results;
    const added = ready.slice(before, before + count);
    const items = added.map((result) => createItem(result, groups));
    if (before) this.list.append(...items);
    else this.list.replaceChildren(...items);
    this.#listed = query;
    const areAllListed = ready.length >= found.length && this.list.children.length >= found.length;
    const { length: unlikelyCount } = results.unlikely;
    this.more.hidden = areAllListed && !unlikelyCount;
    this.more.textContent = areAllListed ? label("unlikely", { count: unlikelyCount.toLocaleString() }) : label("more");
    this.retry.hidden = !(isIncomplete || results.isIncomplete);
    this.say(this.#summary(results));
    setTimeout(() => this.#addExcerpts(query, added, items), this.#toOpen === query ? 0 : STILL);
  }

  async #addExcerpts(query, added, items) {
    if (query !== this.#query) return;
    const results = this.#results;
    const add = async (result, i) => {
      const [{ fillItem }] = await Promise.all([loadLater(), results.excerpt(result), loadAnswers()]);
      fillItem(items[i], result, results.groups, this.input.value, result === results.ready[0]);
    };
    const settled = await Promise.allSettled(added.map(add));
    const failed = settled.filter(({ status }) => status === "rejected").map(({ reason }) => reason);
    if (query !== this.#query || !failed.length) return;
    await this.#fail(failed.find(isOfAnotherBuild) ?? failed[0]);
    if (query === this.#query) this.say(this.#summary(results));
  }

  #summary({ found, groups }) {
    const hasFailed = !this.retry.hidden;
    const sentences = [hasFailed && label("failed")];
    if (found.length) {
      const corrected = groups.filter(({ isCorrected }) => isCorrected);
      const corrections = corrected.map(({ meanings }) => meanings[0].entry.word);
      sentences.push(
        label(found.length === 1 ? "one" : "many", { count: found.length.toLocaleString() }),
        !found[0].hasAllWords && groups.length > 1 && label("some"),
        corrections.length && label("instead", { words: corrections.join(", ") }),
      );
    } else {
      sentences.push(!hasFailed && label("none", { query: this.input.value.trim() }));
    }
    return sentences.filter(Boolean).join(" ");
  }

  async #showMore() {
    const query = this.#query;
    const before = this.list.children.length;
    if (before >= this.#results.found.length) this.#results.addUnlikely();
    try {
      await this.#show(MORE_RESULTS);
      this.list.children[before]?.querySelector("a").focus();
    } catch (error) {
      if (query === this.#query) await this.#fail(error);
    }
  }

  // Arrows lead through the results, Enter opens the first, and any letter leads back to the field.
  #onKey(event) {
    const links = [...this.list.querySelectorAll(":scope > li > a, details[open] a")];
    const at = links.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing) return;
    if (event.key === "Escape") {
      // The field would take the first press to clear itself.
      if (!this.isOnOwnPage) event.preventDefault();
      this.leave();
      return;
    }
    if (event.target.matches("select,summary")) return;
    if (event.key === "/" && (event.target !== this.input || !this.input.value)) {
      this.input.select();
    } else if (step) {
      (links[at + step] ?? (step < 0 ? this.input : links[at]))?.focus();
    } else if (event.key === "Enter" && event.target === this.input) {
      if (this.#listed === this.#query && links.length) links[0].click();
      else this.#toOpen = this.#query;
    } else {
      const isLetter = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey;
      if (isLetter && at >= 0) this.input.focus();
      return;
    }
    event.preventDefault();
  }
}
