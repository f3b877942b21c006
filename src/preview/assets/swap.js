"use strict";
// Updates the page in the window where it differs from the page as it is now, so that the reader's place, the focus and
// what was unfolded stay. The page as it was sent is compared with the page as it is sent now. Every node of the former
// has a live twin in the window, and only the twins of what differs are changed: what scripts have added or set is left
// alone.
const greylineSwap = (() => {
  const own = document.getElementById("_greyline");
  const twin = new WeakMap();
  const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName;

  /** Makes the nodes of a live tree the twins of those of a sent tree of the same form. */
  const pair = (sent, live) => {
    twin.set(sent, live);
    const lives = live.childNodes;
    sent.childNodes.forEach((child, i) => lives[i] && pair(child, lives[i]));
  };
  /** Gives a tree the twins of an equal one. */
  const inherit = (old, next) => {
    twin.set(next, twin.get(old));
    const olds = old.childNodes;
    next.childNodes.forEach((child, i) => inherit(olds[i], child));
  };
  /** A live copy of a sent tree. */
  const copy = (next) => {
    const live = document.importNode(next, true);
    pair(next, live);
    return live;
  };

  /** The longest common sequence of equal children, as pairs of their places in both lists. */
  const equals = (old, next) => {
    let start = 0;
    let oldEnd = old.length;
    let nextEnd = next.length;
    const found = [];
    while (start < oldEnd && start < nextEnd && old[start].isEqualNode(next[start])) {
      found.push([start, start]);
      start++;
    }
    while (oldEnd > start && nextEnd > start && old[oldEnd - 1].isEqualNode(next[nextEnd - 1])) {
      oldEnd--;
      nextEnd--;
    }
    const rows = oldEnd - start;
    const columns = nextEnd - start;
    // In a larger table every child between the equal ends counts as changed.
    if (rows && columns && rows * columns <= 250000) {
      const same = (i, j) => old[start + i].isEqualNode(next[start + j]);
      const table = Array.from({ length: rows + 1 }, () => new Uint32Array(columns + 1));
      for (let i = rows - 1; i >= 0; i--)
        for (let j = columns - 1; j >= 0; j--)
          table[i][j] = same(i, j) ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
      for (let i = 0, j = 0; i < rows && j < columns; )
        if (same(i, j)) found.push([start + i++, start + j++]);
        else if (table[i + 1][j] >= table[i][j + 1]) i++;
        else j++;
    }
    for (let i = 0; oldEnd + i < old.length; i++) found.push([oldEnd + i, nextEnd + i]);
    return found;
  };

  /** Sets and removes the attributes that differ. */
  const attributes = (live, old, next) => {
    for (const { name } of [...old.attributes]) if (!next.hasAttribute(name)) live.removeAttribute(name);
    for (const { name, value } of [...next.attributes])
      if (old.getAttribute(name) !== value) live.setAttribute(name, value);
  };

  /** Changes, removes and adds the children that differ. */
  const children = (live, old, next) => {
    const olds = [...old.childNodes];
    const nexts = [...next.childNodes];
    let i = 0;
    let j = 0;
    for (const [a, b] of [...equals(olds, nexts), [olds.length, nexts.length]]) {
      const anchor = a < olds.length ? twin.get(olds[a]) : null;
      const before = anchor?.parentNode === live ? anchor : null;
      while (i < a && j < b && alike(olds[i], nexts[j])) change(olds[i++], nexts[j++]);
      while (i < a) twin.get(olds[i++])?.remove();
      while (j < b) live.insertBefore(copy(nexts[j++]), before);
      if (a < olds.length) inherit(olds[a], nexts[b]);
      [i, j] = [a + 1, b + 1];
    }
  };

  /** Changes the twin of `old` by what `next` has differently, and makes it the twin of `next`. */
  const change = (old, next) => {
    if (old.isEqualNode(next)) return inherit(old, next);
    const live = twin.get(old);
    twin.set(next, live);
    if (!live) return;
    if (next.nodeType !== Node.ELEMENT_NODE) live.nodeValue = next.nodeValue;
    else {
      attributes(live, old, next);
      children(live, old, next);
    }
  };

  // ---- The page in the window. This script is the first to run: the page is still as it was sent.
  /** Removes the preview's own scripts from a tree. */
  const withoutPreview = (root) => {
    root.querySelectorAll("script[src^='/_greyline/']").forEach((script) => script.remove());
    return root;
  };
  let sent = document.documentElement.cloneNode(true);
  pair(sent, document.documentElement);
  withoutPreview(sent);
  let tag = own?.dataset.tag;
  const links = (root, selector) =>
    [...root.querySelectorAll(selector)].map((node) => node.getAttribute("href") ?? node.getAttribute("src"));
  const same = (a, b) => a.length === b.length && a.every((value, i) => value === b[i]);
  const styles = "head link[rel=stylesheet]";

  /** Puts new styles in the place of old ones, which go when the new ones are there. */
  const restyle = async (next) => {
    const old = links(sent, styles);
    const wanted = links(next, styles);
    const gone = old.filter((href) => !wanted.includes(href));
    const load = (href) =>
      new Promise((done) => {
        const link = document.createElement("link");
        Object.assign(link, { rel: "stylesheet", href, onload: done, onerror: done });
        document.head.append(link);
      });
    await Promise.all(wanted.filter((href) => !old.includes(href)).map(load));
    for (const link of document.querySelectorAll(styles))
      if (gone.includes(link.getAttribute("href"))) link.remove();
  };

  /** Whether scripts of the page work on what differs: then they have to run again. */
  const needsScripts = (next) => {
    const selector = "main table, main form, main input, main select";
    const [a, b] = [sent, next].map((root) => [...root.querySelectorAll(selector)]);
    const differs = a.length !== b.length || a.some((node, i) => !node.isEqualNode(b[i]));
    // A page has a script for its colours, one for reading and one for the search; any more are for what stands on it.
    return differs && links(next, "script[src]").length > 3;
  };

  /** Asks for the page, and changes the one in the window where it differs. Resolves to whether it did. */
  return async () => {
    const headers = { accept: "text/html" };
    const response = await fetch(location.pathname + location.search, { cache: "no-cache", headers });
    const now = (response.headers.get("etag") ?? "").replaceAll('"', "");
    if (now === tag) return false;
    const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
    const next = withoutPreview(parsed.documentElement);
    const whole = [sent, next].every((root) => root.querySelector("main"));
    const sameScripts = same(links(sent, "script[src]"), links(next, "script[src]"));
    if (!whole || !sameScripts || needsScripts(next)) {
      location.reload();
      return new Promise(() => {});
    }
    await restyle(next);
    const focused = document.activeElement?.id;
    const [x, y] = [scrollX, scrollY];
    const title = next.querySelector("title")?.textContent ?? "";
    if (document.title !== title) document.title = title;
    attributes(document.documentElement, sent, next);
    change(sent.querySelector("body"), next.querySelector("body"));
    [sent, tag] = [next, now];
    if (focused && document.activeElement?.id !== focused)
      document.getElementById(focused)?.focus({ preventScroll: true });
    scrollTo({ left: x, top: y, behavior: "instant" });
    return true;
  };
})();
