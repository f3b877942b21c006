"use strict";
// Puts a page in the place of another as far as they differ, so that the reader's place, the focus and what was unfolded stay.
// Three trees are compared: the page as it was sent, the page as it is sent now, and the page in the window, to which scripts
// have added things of their own. Only what differs between the first two is changed in the third.
const greylineSwap = (() => {
  const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName;

  /** Pairs of children that are equal, in order: the longest such row. */
  const pairs = (old, next) => {
    let start = 0;
    while (start < old.length && start < next.length && old[start].isEqualNode(next[start])) start++;
    let oldEnd = old.length, nextEnd = next.length;
    while (oldEnd > start && nextEnd > start && old[oldEnd - 1].isEqualNode(next[nextEnd - 1])) oldEnd--, nextEnd--;
    const rows = oldEnd - start, columns = nextEnd - start;
    const found = [];
    for (let i = 0; i < start; i++) found.push([i, i]);
    if (rows && columns && rows * columns <= 250000) {
      const table = Array.from({ length: rows + 1 }, () => new Uint32Array(columns + 1));
      for (let i = rows - 1; i >= 0; i--)
        for (let j = columns - 1; j >= 0; j--)
          table[i][j] = old[start + i].isEqualNode(next[start + j])
            ? table[i + 1][j + 1] + 1
            : Math.max(table[i + 1][j], table[i][j + 1]);
      for (let i = 0, j = 0; i < rows && j < columns; )
        if (old[start + i].isEqualNode(next[start + j])) found.push([start + i++, start + j++]);
        else if (table[i + 1][j] >= table[i][j + 1]) i++;
        else j++;
    }
    for (let i = 0; oldEnd + i < old.length; i++) found.push([oldEnd + i, nextEnd + i]);
    return found;
  };

  /** Attributes that differ between the pages as they were sent; what scripts have set stays. */
  const attributes = (live, old, next) => {
    for (const { name } of [...old.attributes]) if (!next.hasAttribute(name)) live.removeAttribute(name);
    for (const { name, value } of [...next.attributes]) if (old.getAttribute(name) !== value) live.setAttribute(name, value);
  };

  const children = (live, old, next) => {
    const olds = [...old.childNodes], nexts = [...next.childNodes], lives = [...live.childNodes];
    // Scripts have added or taken something away here: what belongs to what can no longer be told.
    if (lives.length !== olds.length || lives.some((node, i) => !alike(node, olds[i]))) {
      live.replaceChildren(...nexts.map((node) => document.importNode(node, true)));
      return;
    }
    let i = 0, j = 0;
    for (const [a, b] of [...pairs(olds, nexts), [olds.length, nexts.length]]) {
      const at = lives[a] ?? null;
      while (i < a && j < b && alike(olds[i], nexts[j])) node(lives[i], olds[i++], nexts[j++]);
      while (i < a) lives[i++].remove();
      while (j < b) live.insertBefore(document.importNode(nexts[j++], true), at);
      (i = a + 1), (j = b + 1);
    }
  };

  const node = (live, old, next) => {
    if (old.isEqualNode(next)) return;
    if (next.nodeType !== Node.ELEMENT_NODE) {
      live.nodeValue = next.nodeValue;
      return;
    }
    attributes(live, old, next);
    children(live, old, next);
  };

  /** Changes `live` by what differs between `old` and `next`. */
  return (live, old, next) => alike(old, next) && alike(live, old) && node(live, old, next);
})();
