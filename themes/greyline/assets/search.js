"use strict";
// The search: shards of the index, the query, the ranking, the box and the page. What a shard holds is told in the program's
// src/output/search/; how words are cut is told in cut.rs there, and both are held to tests/search/cut.txt.
(() => {
  // ---- Shards: scripts that call greyline(name, generation, data); they load from a folder without a server too.
  let base = "", start, shards = new Map(), waiting = new Map();
  const greyline = (globalThis.greyline = async (name, generation, data) => {
    const wanted = waiting.get(name);
    waiting.delete(name);
    try {
      const packed = new Blob([Uint8Array.from(atob(data), (c) => c.charCodeAt(0))]);
      const stream = packed.stream().pipeThrough(new DecompressionStream("gzip"));
      wanted?.done({ generation, bytes: new Uint8Array(await new Response(stream).arrayBuffer()) });
    } catch (error) {
      wanted?.fail(error);
    }
  });

  const fetchShard = (name, version) =>
    new Promise((done, fail) => {
      const script = document.createElement("script");
      const gone = () => (waiting.delete(name), script.remove(), fail(new Error(name)));
      waiting.set(name, { done, fail });
      script.src = base + name + ".js" + (version ? "?" + version : "");
      script.onerror = gone;
      script.onload = () => (waiting.has(name) ? gone() : script.remove());
      setTimeout(() => waiting.has(name) && gone(), 12000);
      document.head.append(script);
    });

  /** A shard, read once; one that failed is asked for again the next time. */
  const shard = (name, read) => {
    if (!shards.has(name)) {
      const mine = shards;
      const got = fetchShard(name, start?.generation).then(({ generation, bytes }) => {
        if (start && generation !== (name[0] === "d" ? start.pages : start.generation)) throw new Stale();
        return read(bytes, generation);
      });
      got.catch(() => mine.delete(name));
      shards.set(name, got);
    }
    return shards.get(name);
  };
  class Stale extends Error {}
  /** What stands for a shard that did not arrive: the search goes on without it, and says so. */
  let lost = 0;
  const without = (value) => (error) => {
    if (error instanceof Stale) throw error;
    lost++;
    return value;
  };
  const text = (bytes) => new TextDecoder().decode(bytes);
  const json = (bytes) => JSON.parse(text(bytes));

  const begin = async (fresh) => {
    if (fresh) (start = undefined), (shards = new Map());
    if (!start) {
      const { generation, bytes } = await (fresh ? fetchShard("start", Date.now()) : shard("start", (bytes, generation) => ({ bytes, generation })));
      start ??= { ...json(bytes), generation };
    }
    return start;
  };

  const reader = (bytes) => {
    let at = 0;
    const number = () => {
      let value = 0, scale = 1, byte;
      do {
        byte = bytes[at++];
        value += (byte & 127) * scale;
        scale *= 128;
      } while (byte > 127);
      return value;
    };
    return { number, byte: () => bytes[at++], take: (n) => bytes.subarray(at, (at += n)), rest: () => bytes.subarray(at) };
  };

  const wordList = (list) => (bytes) => {
    const { number, take, rest } = reader(bytes);
    const count = number(), shared = take(count), marks = take(count), columns = [];
    for (let column = 0; list === "w" && column < 2; column++) {
      let value = 0;
      columns.push(Array.from({ length: count }, () => ((step) => (value += step % 2 ? -(step + 1) / 2 : step / 2))(number())));
    }
    let word = "";
    const endings = text(rest()).split("\n");
    const entries = Array.from(shared, (length, i) => {
      word = word.slice(0, length) + endings[i];
      const term = columns[1]?.[i] ? columns[0][i] + "." + columns[1][i] : "";
      return { word, term, common: marks[i] & 15, small: (marks[i] & 16) > 0, strong: (marks[i] & 32) > 0 };
    });
    entries.instead = new Map(endings.slice(count, -1).map((line) => line.split("=")));
    return entries;
  };

  const postings = (bytes) => {
    const { number, byte } = reader(bytes);
    const terms = Array.from({ length: number() }, () => {
      const head = number(), common = head % 2, all = common ? number() : head >> 1;
      return { all, pages: new Uint32Array(head >> 1), from: [0], units: [], levels: [] };
    });
    for (const { pages } of terms) for (let i = 0, page = 0; i < pages.length; i++) pages[i] = page += number();
    for (const { pages, from } of terms) for (let i = 0; i < pages.length; i++) from.push(from[i] + number() + 1);
    for (const { pages, from, units, levels } of terms) {
      for (let i = 0; i < pages.length; i++) {
        for (let unit = 0, n = from[i]; n < from[i + 1]; n++) {
          const both = byte(), step = both >> 4;
          units.push((unit += step < 15 ? step : 15 + number()));
          levels.push(WEIGHT[both & 15]);
        }
      }
    }
    return terms;
  };
  const WEIGHT = Array.from({ length: 16 }, (_, level) => 2 ** ((level - 4) / 2));

  // ---- Words
  const WORD = "\\p{Alphabetic}\\p{M}\\p{N}";
  const RUN = new RegExp(`(?:[${WORD}]|(?<=[${WORD}])['’‐‑&_-](?=[${WORD}])|(?<=\\p{N})[.,](?=\\p{N}))+`, "gu");
  const SPACELESS = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\u{20000}-\u{3ffff}]+/u;
  const PLAIN = new RegExp(`[^${WORD}.]`, "gu");

  const fold = (word) =>
    word.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/ß/g, "ss").normalize("NFC").replace(PLAIN, "");
  const key = (word) => fold([...word].slice(0, 32).join(""));

  const pieces = (word) =>
    word.split(new RegExp(`(${SPACELESS.source})`, "u")).flatMap((piece) => {
      if (!SPACELESS.test(piece)) return piece ? [key(piece)] : [];
      const signs = [...piece];
      return signs.map((sign, i) => key(sign + (signs[i + 1] ?? "")));
    });

  /** The runs of a text: where each stands, its words, and the word that they make together where there are several. */
  const runs = (string) =>
    Array.from(string.matchAll(RUN), ({ 0: run, index }) => {
      const parts = run.split(/[‐‑&_-]/).map((part) => {
        const longest = part.split(/['’]/).reduce((a, b) => ([...b].length > [...a].length ? b : a), "");
        return longest.replaceAll(",", "");
      });
      const joined = parts.join("");
      const words = parts.flatMap(pieces).filter(Boolean);
      return { index, run, words, joined: parts.length > 1 && !SPACELESS.test(joined) ? key(joined) : "" };
    });
  const cut = (string) => runs(string).flatMap(({ words, joined }) => (joined ? [...words, joined] : words));

  // ---- The word lists
  const place = (firsts, word) => {
    let low = 0, high = firsts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (firsts[middle] <= word) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  };

  /** The entries that begin with a prefix, from the few shards around a word. */
  const beginning = async (list, prefix, around = prefix, most = 5) => {
    const firsts = start[list];
    if (!firsts.length) return [];
    let from = place(firsts, prefix), to = place(firsts, prefix + "\uffff");
    if (to - from >= most) {
      from = Math.max(from, Math.min(place(firsts, around), to - most + 1));
      to = from + most - 1;
    }
    const names = Array.from({ length: to - from + 1 }, (_, i) => list + (from + i));
    const all = await Promise.all(names.map((name) => shard(name, wordList(list)).catch(without([]))));
    return all.flat().filter(({ word }) => word.startsWith(prefix));
  };
  const exact = async (word) => (await beginning("w", word, word, 1)).filter((entry) => entry.word === word);

  const shared = (a, b) => {
    let length = 0;
    while (length < a.length && a[length] === b[length]) length++;
    return length;
  };
  const reversed = (word) => [...word].reverse().join("");

  /** How many slips lie between two words: letters left out, put in, mistaken or swapped. `open`: to the best beginning of `b`. */
  const slips = (a, b, most, open) => {
    if (a.length - b.length > most || (!open && b.length - a.length > most)) return Infinity;
    let above, row = Array.from({ length: b.length + 1 }, (_, j) => j);
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      for (let j = 1; j <= b.length; j++) {
        const same = a[i - 1] === b[j - 1];
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (same ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j], above[j - 2] + 1);
      }
      if (Math.min(...next) > most) return Infinity;
      [above, row] = [row, next];
    }
    return open ? Math.min(...row) : row[b.length];
  };

  const misspelt = async (word, unfinished) => {
    const most = word.length > 5 ? 2 : 1, half = most > 1 ? 3 : word.length >> 1;
    const swapped = word.slice(0, half - 1) + word[half] + word[half - 1] + word.slice(half + 1);
    const lists = await Promise.all([
      beginning("w", word.slice(0, half), word),
      beginning("r", reversed(word).slice(0, most > 1 ? 3 : word.length - half), reversed(word)),
      exact(swapped),
    ]);
    const found = new Map();
    lists.forEach((list, i) => {
      for (const entry of list) {
        const other = i === 1 ? reversed(entry.word) : entry.word;
        if (entry.small || /\p{N}/u.test(other)) continue;
        let count = slips(word, other, most, false);
        if (count > most && unfinished) count = slips(word, other, 1, true) + 0.5;
        const alike = shared(word, other) / word.length;
        if (count <= most + 0.5) found.set(other, { word: other, count, rank: count - alike / 2 - (entry.common + (entry.strong ? 2 : 0)) / 60 });
      }
    });
    const best = [...found.values()].sort((a, b) => a.rank - b.rank || (a.word < b.word ? -1 : 1));
    const near = best.filter(({ rank }) => rank < best[0].rank + 0.3).slice(0, 3);
    const entries = await Promise.all(near.map(({ word }) => exact(word)));
    return entries.flatMap((list, i) => list.map((entry) => ({ entry, quality: near[i].count < 2 ? 0.6 : 0.45, count: near[i].count, slip: true })));
  };

  /** What stands for a phrase: words of the handbook, or several together. */
  const instead = async (phrase, quality) => {
    const list = start.w.length ? await shard("w" + place(start.w, phrase.split(" ")[0]), wordList("w")).catch(without({})) : {};
    return (list.instead?.get(phrase)?.split(";") ?? []).map((words) => {
      const [entry, ...rest] = words.split(" ").map((one) => (([word, term]) => ({ word, term, common: 0 }))(one.split(":")));
      return { entry, rest, quality, other: true };
    });
  };

  /** The terms that a typed word may mean, each with how surely. */
  const meanings = async (word, unfinished) => {
    const near = await beginning("w", word.slice(0, 4), word, unfinished ? (word.length < 4 ? 6 : 3) : 1);
    const same = near.filter((entry) => entry.word === word);
    const out = same.map((entry) => ({ entry, quality: 1 }));
    if (same.some(({ small }) => small) && !unfinished) return out;
    let others = (await instead(word, same.length ? 0.5 : 0.75)).slice(0, same.length ? 3 : 4);
    if (!same.length) {
      const forms = new Set();
      for (const [from, to] of start.endings) {
        if (word.endsWith(from) && word.length - from.length > 2) forms.add(word.slice(0, word.length - from.length) + to);
      }
      for (const list of await Promise.all(Array.from(forms, exact))) out.push(...list.map((entry) => ({ entry, quality: 0.9 })));
      if (!others.length) others = (await Promise.all(Array.from(forms, (form) => instead(form, 0.7)))).flat().slice(0, 4);
    }
    const worth = ({ word, common, strong }) => common + (strong ? 3 : 0) - word.length / 8;
    const around = near.filter((entry) => entry.word !== word && entry.term && !entry.small).sort((a, b) => worth(b) - worth(a));
    if (unfinished && (word.length > 1 || SPACELESS.test(word))) {
      const known = out.length > 0;
      for (const entry of around.filter((entry) => entry.word.startsWith(word)).slice(0, 8)) out.push({ entry, quality: known ? (entry.strong ? 0.6 : 0.35) : 0.8, longer: true });
    }
    const known = out.length + others.length > 0, slipped = known || word.length < 4 || /\p{N}/u.test(word) ? [] : await misspelt(word, unfinished);
    if (slipped.some(({ count }) => count < 2)) return slipped;
    // What begins alike and is not filed under one stem: closure and closing, terrorist and terrorism.
    const alike = (entry) => shared(word, entry.word) >= Math.max(4, 0.6 * Math.max(word.length, entry.word.length) - (known ? 0 : 0.5));
    const cousins = around.filter((entry) => alike(entry) && !out.some((mean) => mean.entry.term === entry.term));
    return [...out, ...others, ...cousins.slice(0, 4).map((entry) => ({ entry, quality: known ? 0.4 : 0.7 })), ...slipped];
  };

  /** A query as groups of terms: one group for each word, and in it everything that the word may mean. */
  const understand = async (query) => {
    const words = [], joins = [];
    for (const { words: own, joined } of runs(query).slice(0, 12)) {
      const signs = own.length > 1 && SPACELESS.test(own.at(-1)) && [...own.at(-1)].length < 2 ? own.slice(0, -1) : own;
      if (joined) joins.push([words.length, words.length + signs.length, joined, 1]);
      words.push(...signs);
    }
    const open = new RegExp(`[${WORD}]$`, "u").test(query), last = words.length - 1;
    const groups = await Promise.all(words.map(async (word, i) => ({ word, means: await meanings(word, open && i === last) })));
    words.forEach((word, i) => i < last && /\p{Alphabetic}/u.test(word + words[i + 1]) && joins.push([i, i + 2, word + words[i + 1], 0.9]));
    await Promise.all([
      ...joins.map(async ([from, to, word, sure]) => {
        const means = open && to > last && sure === 1 ? await meanings(word, true) : (await exact(word)).map((entry) => ({ entry, quality: 1 }));
        for (const group of groups.slice(from, to)) {
          // What was written as one word is one, where the handbook writes it so.
          if (sure === 1 && means[0]?.quality === 1) for (const mean of group.means) mean.quality /= 2;
          group.means = group.means.concat(means.map((mean) => ({ ...mean, quality: mean.quality * sure })));
        }
      }),
      ...words.flatMap((_, i) =>
        [2, 3, 4].filter((length) => i + length <= words.length).map(async (length) => {
          const means = await instead(words.slice(i, i + length).join(" "), 0.75);
          for (const group of groups.slice(i, i + length)) group.means = group.means.concat(means);
        }),
      ),
    ]);
    const large = groups.filter(({ means }) => means.length && !means.some(({ entry, quality }) => entry.small && quality === 1));
    for (const group of groups) {
      group.small = large.length > 0 && !large.includes(group);
      group.slip = group.means[0]?.slip;
    }
    // Of a long question the rarest words tell enough.
    const common = ({ means }) => Math.max(0, ...means.filter(({ quality }) => quality === 1).map(({ entry }) => entry.common));
    for (const group of large.sort((a, b) => common(a) - common(b)).slice(MOST_WORDS)) (group.means = []), (group.small = true);
    return groups;
  };

  // ---- Ranking
  const SATURATION = 2, REST = 0.3, MOST_WORDS = 6, MOST_SHARDS = 12, BESIDE = 0.75;
  /** The rules answer before the pages around them. */
  const kind = (page) => (page < start.rules || !start.rules ? 1 : BESIDE);
  const saturate = (weight) => weight / (weight + SATURATION);

  const termOf = async (entry) => {
    if (!entry.term) return undefined;
    const [name, nth] = entry.term.split(".");
    return (await shard("p" + name, postings).catch(without([])))[nth - 1];
  };

  /** The pieces that have all of several terms, as if they were one term. */
  const together = (terms) => {
    const [first, ...others] = terms, out = { all: 0, pages: [], from: [0], units: [], levels: [] };
    if (!others.length) return first;
    first.pages.forEach((page, i) => {
      for (let n = first.from[i]; n < first.from[i + 1]; n++) {
        let level = first.levels[n];
        for (const other of others) {
          const at = other.pages.indexOf(page);
          const units = at < 0 ? [] : other.units.slice(other.from[at], other.from[at + 1]);
          const hit = units.indexOf(first.units[n]);
          level = hit < 0 ? 0 : Math.min(level, other.levels[other.from[at] + hit]);
        }
        if (level) out.units.push(first.units[n]), out.levels.push(level);
      }
      if (out.units.length > out.from.at(-1)) out.pages.push(page), out.from.push(out.units.length);
    });
    out.all = out.pages.length;
    return out;
  };

  const rank = async (groups, allowed) => {
    const count = start.count, names = new Set(), turns = [];
    // What each word means first of all, then what it may mean as well, as far as the shards of a query go.
    for (const group of groups) {
      group.terms = new Map();
      group.means.sort((a, b) => b.quality - a.quality).forEach((mean, turn) => turns.push({ group, mean, turn }));
    }
    turns.sort((a, b) => a.turn - b.turn || b.mean.quality - a.mean.quality);
    const wanted = turns.map(async ({ group, mean: { entry, rest = [], quality, other }, turn }) => {
      const all = [entry, ...rest], more = all.map(({ term }) => parseInt(term)).filter((name) => !names.has(name));
      if (turn && names.size + more.length > MOST_SHARDS) return;
      for (const name of more) names.add(name);
      const terms = await Promise.all(all.map(termOf)), term = terms.every(Boolean) && together(terms);
      if (term && !(group.terms.get(term)?.quality >= quality)) group.terms.set(term, { quality, other });
    });
    await Promise.all(wanted);
    const score = new Float64Array(count), mass = new Float64Array(count);
    for (const group of groups) {
      // What is on few pages tells more than what is on many. A word that stands for another counts by itself.
      const rarity = (pages) => Math.log(1 + (count - pages + 0.5) / (pages + 0.5)) * (group.small ? 0.3 : 1);
      const on = new Set(), own = [...group.terms].filter(([, { other }]) => !other).map(([term]) => term);
      for (const { pages } of own) for (const page of pages) on.add(page);
      group.rarity = own.length ? rarity(Math.max(on.size, ...own.map(({ all }) => all))) : Math.max(0, ...Array.from(group.terms.keys(), ({ all }) => rarity(all)));
      for (const [term, { quality, other }] of group.terms) group.terms.set(term, quality * (other ? Math.min(rarity(term.all), group.rarity) : group.rarity));
    }
    const sum = (wanted) => groups.reduce((sum, { small, rarity }) => sum + (small === wanted ? rarity : 0), 0), full = sum(false);
    // The words that a question is made of never outweigh what it asks for.
    const least = full ? Math.min(1, full / 4 / sum(true)) : 1;
    for (const group of groups) {
      const best = new Float64Array(count), required = group.small ? 0 : group.rarity;
      group.share = group.small ? least : 1;
      for (const [term, worth] of group.terms) {
        term.pages.forEach((page, i) => {
          let head = 0, top = 0, sum = 0;
          for (let n = term.from[i]; n < term.from[i + 1]; n++) {
            const weight = term.levels[n];
            if (!term.units[n]) head = weight;
            else (sum += weight), (top = Math.max(top, weight));
          }
          best[page] = Math.max(best[page], group.share * worth * saturate(head + top + REST * Math.log2(1 + sum - top)));
        });
      }
      for (let page = 0; page < count; page++) {
        if (best[page]) (score[page] += best[page]), (mass[page] += required);
      }
    }
    // The longer a query, the more of its words are incidental.
    const strictness = 1 + 2 / groups.filter(({ small, rarity }) => !small && rarity).length;
    const found = [];
    for (let page = 0; page < count; page++) {
      if (score[page] && (mass[page] || !full) && allowed(page)) found.push({ page, score: kind(page) * score[page] * (full ? mass[page] / full : 1) ** strictness });
    }
    found.sort((a, b) => b.score - a.score || a.page - b.page);
    for (const one of found.slice(0, 40)) settle(one, groups, full, strictness);
    const first = found.slice(0, 40).sort((a, b) => b.score - a.score || a.page - b.page);
    return [...first, ...found.slice(40)];
  };

  /** Finds the piece of a page that answers best: what stands near counts in full, what stands elsewhere on the page less. */
  const settle = (one, groups, full, strictness) => {
    const rows = [], units = new Set([0]);
    for (const group of groups) {
      const own = new Set(), row = [...group.terms].flatMap(([term, worth]) => {
        const i = find(term.pages, one.page);
        if (i < 0) return [];
        const weights = new Map();
        let sum = 0;
        for (let n = term.from[i]; n < term.from[i + 1]; n++) {
          weights.set(term.units[n], term.levels[n]);
          units.add(term.units[n]);
          own.add(term.units[n]);
          if (term.units[n]) sum += term.levels[n];
        }
        return [{ worth, weights, sum }];
      });
      rows.push({ group, row, own });
    }
    let top = 0, best = 0;
    one.score = one.unit = 0;
    for (const unit of units) {
      let score = 0, alone = 0, near = 0, mass = 0;
      for (const { group, row, own } of rows) {
        let value = 0, piece = 0, said = 0, here = false;
        for (const { worth, weights, sum } of row) {
          const head = weights.get(0) ?? 0, level = unit ? (weights.get(unit) ?? 0) : 0, rest = REST * Math.log2(1 + sum - level);
          value = Math.max(value, worth * (head + level ? saturate(head + level + rest) : 0.5 * saturate(rest / REST)));
          piece = Math.max(piece, worth * saturate(level));
          said = Math.max(said, saturate(head));
          here ||= head + level > 0;
        }
        score += group.share * value;
        // What the title says, or every piece of the page, does not tell one from another.
        alone += piece * (1 - said) * Math.log(1 + units.size / (own.size + 1));
        const required = group.small || !value ? 0 : group.rarity;
        mass += required;
        if (here) near += required;
      }
      one.all = mass >= full - 1e-9;
      score *= full ? ((mass + near) / 2 / full) ** strictness : 1;
      one.score = Math.max(one.score, score * kind(one.page));
      // The piece that says most by itself; where it adds little to title and card, the result may lead to the top.
      if (!unit) top = score;
      else if (alone > best) (best = alone), (one.unit = unit), (one.top = top >= 0.9 * score);
    }
  };
  const find = (sorted, value) => {
    let low = 0, high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] < value) low = middle + 1;
      else high = middle;
    }
    return sorted[low] === value ? low : -1;
  };

  // ---- What is shown of a page
  /** For each word of a text that the query means: where it stands, and which group means it. */
  const hits = (string, groups) => {
    const out = [];
    for (const { index, run, words, joined } of runs(string)) {
      for (const word of joined ? [...words, joined] : words) {
        const group = groups.findIndex(({ forms, begins }) => forms.has(word) || begins.some(([begin, more]) => word.startsWith(begin) && word.length <= begin.length + more));
        if (group >= 0) {
          out.push({ from: index, to: index + run.length, group, exact: groups[group].word === word });
          break;
        }
      }
    }
    return out;
  };

  /** The stretch of hits that has the most of the query in the fewest signs. */
  const densest = (found, groups) => {
    let best = { score: 0, from: 0, to: 0, kinds: 0 };
    found.forEach((first, i) => {
      const seen = new Map();
      for (let j = i; j < found.length && found[j].to - first.from < 240; j++) {
        const hit = found[j], worth = groups[hit.group].rarity * (hit.exact ? 1.1 : 1);
        seen.set(hit.group, Math.max(worth, seen.get(hit.group) ?? 0));
        const score = [...seen.values()].reduce((a, b) => a + b, 0) * (1 + (seen.size - 1) / (seen.size + (hit.to - first.from) / 20));
        if (score > best.score) best = { score, from: first.from, to: hit.to, kinds: seen.size };
      }
    });
    return best;
  };

  const detail = async (one, groups) => {
    const page = await shard("d" + one.page, json);
    const named = hits(page.t, groups), head = page.h[page.p[one.unit - 1]?.[0]]?.[0] ?? "";
    const weight = (list) => [...new Set(list.map(({ group }) => group))].reduce((sum, group) => sum + groups[group].rarity, 0);
    if (one.top && weight(hits(head, groups)) <= weight(named)) one.unit = 0;
    const [heading, place, nth] = one.unit || !page.c ? (page.p[Math.max(0, one.unit - 1)] ?? [-1, ""]) : [-1, page.c];
    const body = typeof place === "string" ? place : (await shard(`d${one.page}-${place}`, json))[nth];
    const found = hits(body, groups), dense = densest(found, groups);
    const ideal = groups.reduce((sum, { rarity }) => sum + rarity, 0) || 1;
    const fit = ((weight(named) / ideal) * named.length) / Math.max(1, runs(page.t).length), kinds = new Set(named.map(({ group }) => group));
    const near = kinds.size > 1 || dense.kinds > 1 ? Math.max(dense.score, densest(named, groups).score) : 0;
    one.near = one.score * (1 + 0.3 * Math.min(1, near / ideal / 1.5) + 0.2 * fit);
    return Object.assign(one, { shown: page, heading: one.unit ? heading : -1, body, found, dense });
  };

  /** The search itself. Gives the results in order, and `more(n)`, which makes the next ones ready to be shown. */
  const search = async (query, filters = {}, fresh = false) => {
    await begin(fresh);
    const before = lost;
    try {
      const allowed = await narrowed(filters);
      const groups = await understand(query);
      const found = groups.some(({ means }) => means.length) ? await rank(groups, allowed) : [];
      for (const group of groups) {
        group.forms = new Set([group.word]);
        // Beginnings, and how much longer a word that has one may be.
        group.begins = group.means.some(({ longer }) => longer) ? [[group.word, 99]] : [];
        const all = group.means.flatMap(({ entry, rest = [], other }) => [entry, ...rest].map(({ word, term }) => (other && group.begins.push([word, word.length > 4 ? 3 : 1]), term)));
        const terms = new Set(all);
        for (const [name, list] of shards) {
          if (name[0] === "w") for (const { word, term } of await list.catch(() => [])) if (term && terms.has(term)) group.forms.add(word);
        }
      }
      let ready = [];
      const more = async (n) => {
        // A few more than are shown are looked at, so that what stands near can come before what stands far.
        const from = ready.length, least = 0.8 * (found[from + n - 1]?.score ?? 0);
        const next = found.slice(from, from + n + 2).filter(({ score }, i) => i < n || score > least);
        const settled = await Promise.allSettled(next.map((one) => detail(one, groups)));
        const good = settled.flatMap(({ status, value }) => (status === "fulfilled" ? [value] : []));
        good.sort((a, b) => b.near - a.near || a.page - b.page);
        ready = ready.concat(good);
        const lost = settled.find(({ status }) => status === "rejected");
        if (lost?.reason instanceof Stale) throw lost.reason;
        return { lost: Boolean(lost) };
      };
      const missed = lost > before;
      return { groups, found, more, lost: () => missed, get ready() { return ready; } };
    } catch (error) {
      if (error instanceof Stale && !fresh) return search(query, filters, true);
      throw error;
    }
  };

  const narrowed = async (filters) => {
    const chosen = Object.entries(filters).filter(([name, value]) => value && start.facets.includes(name) && !(name === "status" && value === "all"));
    const tests = await Promise.all(
      chosen.map(async ([name, value]) => {
        const { values, pages } = await shard("f-" + name, json);
        const wanted = values.findIndex(([key]) => key === value);
        return (page) => (Array.isArray(pages[page]) ? pages[page].includes(wanted) : pages[page] === wanted);
      }),
    );
    if (!filters.status) tests.push((page) => page < start.active);
    return (page) => tests.every((test) => test(page));
  };

  const facet = (name) => shard("f-" + name, json);
  Object.assign(greyline, { search, cut, at: (folder) => (base = folder) });

  // ---- The box over every page, and the page of the search
  const opener = globalThis.document?.querySelector("a.search");
  if (!opener) return;
  base = new URL(".", opener.href).href;
  const root = new URL("..", base).href, here = document.getElementById("search");

  const el = (name, properties, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) key in element ? (element[key] = value) : element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  const styles = () => (styles.link ??= document.head.appendChild(el("link", { rel: "stylesheet", href: opener.dataset.style })));
  const say = (name, values = {}) => (start?.text[name] ?? opener.dataset[name] ?? "").replace(/\{(\w+)\}/g, (_, key) => values[key]);

  /** A stretch of a text with its hits marked. */
  const marked = (string, found, from = 0, to = string.length) => {
    const out = [];
    for (const hit of found) {
      if (hit.from < from || hit.to > to) continue;
      out.push(string.slice(from, hit.from), el("mark", {}, string.slice(hit.from, hit.to)));
      from = hit.to;
    }
    return [...out, string.slice(from, to)];
  };
  const excerpt = ({ body, found, dense }) => {
    let from = Math.max(0, Math.min(dense.from - 70, body.length - 220)), to = Math.min(body.length, from + 220);
    if (from) from = body.indexOf(" ", from) + 1;
    if (to < body.length) to = Math.max(body.lastIndexOf(" ", to), dense.to);
    return [from ? "… " : "", ...marked(body, found, from, to), to < body.length ? " …" : ""];
  };

  const item = (one, groups) => {
    const { shown: page, heading } = one, [title, anchor, above] = page.h[heading] ?? ["", "", []];
    const forms = new Set(one.found.map(({ from, to }) => one.body.slice(from, to).toLowerCase()));
    const words = [...forms].slice(0, 12).join(" ") || groups.map(({ word }) => word).join(" ");
    const name = title ? `${page.t} › ${title}` : page.t;
    const href = `${root}${page.a}?mark=${encodeURIComponent(words)}${anchor ? "#" + encodeURIComponent(anchor) : ""}`;
    const labels = [page.i, page.f && say("flexibility." + page.f), page.k && say("kind." + page.k), say("status." + page.st), [...(page.s ?? []), ...above].join(" › ")];
    return el(
      "li",
      {},
      el("a", { href }, ...marked(name, hits(name, groups))),
      el("p", { className: "search-labels" }, ...labels.filter(Boolean).map((label, i) => el("span", { className: i === 1 && page.f ? page.f : "" }, label))),
      el("p", {}, ...excerpt(one)),
      el("ul", {}, ...(page.o ?? []).map(([offer, limit, who]) => el("li", {}, el("b", {}, offer), limit ? ` (${limit})` : "", who ? ` – ${say("decides", { who })}` : ""))),
    );
  };

  /** The input, the results and what they can be narrowed by; `page`: on a page of its own, with the query in the address. */
  const view = (page) => {
    const input = el("input", { type: "search", id: "search-input", autocomplete: "off", spellcheck: false, "aria-label": opener.textContent.trim() });
    const status = el("p", { role: "status" }), list = el("ol", {}), filters = el("details", { hidden: true }), selects = {};
    const more = el("button", { type: "button", hidden: true }), again = el("button", { type: "button", hidden: true }), whole = el("a", { hidden: true });
    const box = el("div", { className: "search-box" }, el("div", { className: "search-head" }, input), filters, status, again, list, more, whole);
    // Which turn the list shows, and whose first result is to be opened as soon as there is one.
    let turn = 0, shown = 0, wanted, results;

    const chosen = () => Object.fromEntries(Object.entries(selects).map(([name, { value }]) => [name, value]).filter(([, value]) => value));
    const address = () => "?" + new URLSearchParams({ q: input.value, ...chosen() });
    const show = async (count) => {
      const mine = turn, before = shown === mine ? list.children.length : 0, { lost } = await results.more(count);
      if (mine !== turn) return;
      const { ready, found, groups } = results;
      list.replaceChildren(...ready.slice(0, before + count).map((one) => item(one, groups)));
      shown = mine;
      more.hidden = ready.length >= found.length && list.children.length >= found.length;
      again.hidden = !(lost || results.lost());
      const total = found.length, forms = groups.filter(({ slip }) => slip).map(({ means }) => means[0].entry.word);
      status.textContent = [
        !again.hidden && say("failed"),
        total ? say(total === 1 ? "one" : "many", { count: total.toLocaleString() }) : again.hidden && say("none", { query: input.value.trim() }),
        total && !found[0].all && groups.length > 1 && say("some"),
        total && forms.length && say("instead", { words: forms.join(", ") }),
      ].filter(Boolean).join(" ");
    };
    const run = async () => {
      const mine = ++turn, query = input.value;
      if (page) history.replaceState(history.state, "", address());
      else history.replaceState({ search: query }, "");
      const slow = setTimeout(() => mine === turn && (status.textContent = say("waiting")), 500);
      try {
        await begin();
        label();
        const got = query.trim() ? await search(query, chosen()) : undefined;
        if (mine !== turn) return;
        results = got;
        status.textContent = "";
        again.hidden = more.hidden = true;
        whole.hidden = page || !got?.found.length;
        whole.href = opener.href + address();
        if (got) await show(5);
        else list.replaceChildren(), (shown = mine);
        const first = wanted === mine && list.querySelector("a");
        // Whoever has closed the box meanwhile stays where they are.
        if (first && first.getClientRects().length) first.click();
      } catch {
        if (mine === turn) (status.textContent = say("failed")), (again.hidden = false);
      } finally {
        clearTimeout(slow);
      }
    };
    const label = () => {
      if (more.textContent) return;
      input.placeholder = say("hint");
      more.textContent = say("more");
      again.textContent = say("again");
      whole.textContent = say("whole");
      filters.hidden = !page;
      filters.append(el("summary", {}, say("filters")));
    };
    let filling;
    const fill = () => (filling ??= fillOnce().catch((error) => ((filling = undefined), Promise.reject(error))));
    const fillOnce = async () => {
      for (const name of start.facets) {
        if (selects[name]) continue;
        const { values } = await facet(name);
        selects[name] = el("select", { onchange: run });
        filters.append(el("label", {}, say(name), selects[name]));
        const options = [["", say(name === "status" ? "in_force" : "any")], ...values, ...(name === "status" ? [["all", say("with_retired")]] : [])];
        selects[name].append(...options.map(([value, text]) => el("option", { value }, text)));
        selects[name].value = new URLSearchParams(location.search).get(name) ?? "";
      }
    };

    filters.ontoggle = () => filters.open && fill().catch(() => (status.textContent = say("failed")));
    input.oninput = run;
    again.onclick = run;
    more.onclick = async () => {
      const before = list.children.length;
      await show(10);
      list.children[before]?.querySelector("a").focus();
    };
    box.onkeydown = (event) => {
      const links = [...list.querySelectorAll("a")], at = links.indexOf(document.activeElement), step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.isComposing || event.target.matches("select,summary")) return;
      if (step) (links[at + step] ?? (step < 0 ? input : links[at]))?.focus();
      else if (event.key === "Enter" && event.target === input) shown === turn ? links[0]?.click() : (wanted = turn);
      else if (event.key.length === 1 && at >= 0 && !event.ctrlKey && !event.metaKey && event.key !== " ") return input.focus();
      else return;
      event.preventDefault();
    };
    return { box, input, run, fill, filters, begin: () => begin().then(label) };
  };

  let dialog, boxed, paged;
  const open = (query = "") => {
    styles();
    if (paged) return paged.input.focus();
    if (!dialog) {
      boxed = view(false);
      boxed.input.after(el("button", { type: "button", "aria-label": opener.dataset.close, onclick: () => dialog.close() }, "×"));
      dialog = document.body.appendChild(el("dialog", { className: "search-dialog", "aria-label": opener.textContent.trim() }, boxed.box));
      dialog.onclick = (event) => void (event.target === dialog && dialog.close());
      dialog.onclose = () => void (history.state?.search !== undefined && history.back());
    }
    if (dialog.open) return;
    if (history.state?.search === undefined) history.pushState({ search: query }, "");
    dialog.showModal();
    boxed.input.value = query || boxed.input.value;
    boxed.input.select();
    boxed.run();
  };
  addEventListener("popstate", () => (history.state?.search === undefined ? dialog?.close() : open(history.state.search)));
  addEventListener("keydown", (event) => {
    const typing = event.target.matches?.("input,textarea,select,[contenteditable]");
    const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!slash && !((event.ctrlKey || event.metaKey) && event.key === "k")) return;
    event.preventDefault();
    open();
  });
  for (const link of document.querySelectorAll("a.search")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      open();
    });
  }

  const asked = new URLSearchParams(location.search);
  if (here) {
    styles();
    paged = view(true);
    here.replaceChildren(paged.box);
    paged.input.value = asked.get("q") ?? "";
    begin()
      .then(() => (asked.size > (asked.has("q") ? 1 : 0) ? ((paged.filters.open = true), paged.fill()) : undefined))
      .finally(paged.run);
    paged.input.focus();
  } else if (history.state?.search) open(history.state.search);

  // ---- On arrival from a result: its words are marked.
  const wanted = new Set(cut(asked.get("mark") ?? ""));
  if (wanted.size) {
    const ranges = [], walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      for (const { index, run, words } of runs(walker.currentNode.data)) {
        if (!words.some((word) => wanted.has(word))) continue;
        const range = new Range();
        range.setStart(walker.currentNode, index);
        range.setEnd(walker.currentNode, index + run.length);
        ranges.push(range);
      }
    }
    styles();
    if (globalThis.CSS?.highlights) CSS.highlights.set("search", new Highlight(...ranges));
    else for (const range of ranges.reverse()) range.surroundContents(el("mark", {}));
  }
})();
