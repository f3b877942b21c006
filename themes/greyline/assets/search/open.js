// Opens the search: in a dialog, by a link, by the key "/" or Ctrl+K, or by the browser's way back; or on its page.
import { addressed, SearchBox } from "./box.js";
import { addStyle, create, opener } from "./page.js";
import { loadStart } from "./shards.js";

let dialog;
let boxInDialog;
let boxOnPage;

const hasSearchState = () => history.state?.search !== undefined;

const createDialog = () => {
  boxInDialog = new SearchBox(false, () => dialog.close());
  const close = create("button", { type: "button", "aria-label": opener.dataset.close }, "×");
  close.onclick = () => dialog.close();
  boxInDialog.input.after(close);
  const properties = { className: "search-dialog", "aria-label": opener.textContent.trim() };
  dialog = document.body.appendChild(create("dialog", properties, boxInDialog.element));
  dialog.onclick = (event) => {
    if (event.target === dialog) dialog.close();
  };
  dialog.onclose = () => {
    if (hasSearchState()) history.back();
  };
};

const openSearch = (query = "", isTyping = false) => {
  addStyle();
  if (boxOnPage) {
    boxOnPage.input.focus();
    return;
  }
  if (!dialog) createDialog();
  if (dialog.open) return;
  // The way back closes the dialog, and the way back from a result opens it again.
  if (!hasSearchState()) history.pushState({ search: query }, "");
  dialog.showModal();
  boxInDialog.input.value = query || boxInDialog.input.value;
  if (isTyping) boxInDialog.input.setSelectionRange(query.length, query.length);
  else boxInDialog.input.select();
  boxInDialog.run();
};

const onHistory = () => {
  if (hasSearchState()) openSearch(history.state.search);
  else dialog?.close();
};

const onKey = (event) => {
  if (event.defaultPrevented) return;
  const isTyping = event.target.matches?.("input,textarea,select,[contenteditable]");
  const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
  const isSlash = event.key === "/" && !isTyping && !hasModifier;
  const isControlK = event.key === "k" && (event.ctrlKey || event.metaKey);
  const isOnLink = event.target.matches?.("a.search") && !hasModifier && /^[\p{L}\p{N}]$/u.test(event.key);
  if (!isSlash && !isControlK && !isOnLink) return;
  event.preventDefault();
  openSearch(isOnLink ? event.key : "", isOnLink);
};

const onClick = (event) => {
  // With these keys a link is opened in a tab or a window of its own.
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openSearch();
};

// Puts the box on the page of the search, with the query and the filters of the address.
const showOnPage = (place) => {
  const asked = addressed();
  const hasFilters = asked.size > (asked.has("q") ? 1 : 0);
  addStyle();
  boxOnPage = new SearchBox(true);
  place.replaceChildren(boxOnPage.element);
  boxOnPage.input.value = asked.get("q") ?? "";
  const prepare = async () => {
    await loadStart();
    if (!hasFilters) return;
    boxOnPage.filters.open = true;
    await boxOnPage.fillFilters();
  };
  prepare().finally(() => boxOnPage.run());
  boxOnPage.input.focus();
};

/** Makes the search ready to be opened, and opens it if this is its page or the reader comes back to it. */
export const install = () => {
  addEventListener("popstate", onHistory);
  addEventListener("keydown", onKey);
  // The script of all pages hands over what was typed while this one was being loaded.
  addEventListener("greyline-search", ({ detail }) => openSearch(detail, detail !== ""));
  const links = document.querySelectorAll("a.search");
  for (const link of links) link.addEventListener("click", onClick);
  const place = document.getElementById("search");
  // Where the box stands on the page, nothing else looks like one.
  if (place) for (const link of links) link.hidden = true;
  if (place) showOnPage(place);
  else if (history.state?.search) openSearch(history.state.search);
};
