// Opens the search: in a dialog, when the script of all pages says so or by the browser's way back; or on its page.
import { SearchBox } from "./box.js";
import { addStyle, create, loadLater, opener } from "./page.js";

// Where the box stands on the page of the search.
const place = opener && document.getElementById("search");
let dialog;
let boxInDialog;

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
  if (place) {
    place.querySelector("input")?.focus();
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

/** Makes the search ready to be opened, and opens it if this is its page or the reader comes back to it. */
export const install = () => {
  addEventListener("popstate", onHistory);
  // The script of all pages says when: by a key or a link, with what was typed so far.
  addEventListener("greyline-search", ({ detail }) => openSearch(detail, detail !== ""));
  // Where the box stands on the page, nothing else looks like one.
  if (place) for (const link of document.querySelectorAll("a.search")) link.hidden = true;
  if (place) loadLater().then(({ showOnPage }) => showOnPage(place));
  else if (history.state?.search) openSearch(history.state.search);
};
