// GREYLINE=target/release/greyline node tests/history/corpus.mjs BUNDLE [--keep FOLDER]: the history of a real
// handbook, as Greyline tells it, against what git says of the same repository. BUNDLE is a git bundle of Markdown
// policies.
//
// A handbook's repository is made of it: for each commit of the first-parent line that changed a policy, one commit
// of the same day, at noon. An id stays with its file through what git's own rename detection calls a rename; the
// version is counted up; the change log holds all versions so far. Bodies are as they were, but for what would stop a
// build and has nothing to do with history: lines of three colons or more begin with a backslash, and the rules for
// links and images, which lead to another site's addresses here, are off.
//
// Then, for every policy: a. the list of versions against `git log --follow`, and each version's page against the
// page that Greyline makes of that commit alone, away from git; b. `--as-of` on ten days against the commit that git
// has for that day; c. each redline against the texts of its two sides, and its marks against those of `git diff
// --word-diff`. One line for each comparison; exit code 1 when anything differs. About five minutes for 350 commits,
// with a scratch folder in memory.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const DAYS = 10;
/** How many more words a redline may mark than git does, over all. */
const MOST = 4 / 3;

const [bundle] = process.argv.slice(2);
const greyline = process.env.GREYLINE && resolve(process.env.GREYLINE);
if (!bundle || !greyline) {
  console.error("usage: GREYLINE=PROGRAM node tests/history/corpus.mjs BUNDLE [--keep FOLDER]");
  process.exit(2);
}
const kept = process.argv.indexOf("--keep");
const scratch = kept > 0 ? resolve(process.argv[kept + 1]) : mkdtempSync(join(tmpdir(), "corpus-"));
mkdirSync(scratch, { recursive: true });

let wrong = 0;
/** One line for a comparison. */
function tell(what, differences) {
  wrong += differences.length;
  console.log(`${differences.length ? "DIFFERS" : "same   "} ${what}`);
  for (const difference of differences.slice(0, 5)) console.log(`          ${difference}`);
  if (differences.length > 5) console.log(`          and ${differences.length - 5} more`);
}

const quiet = { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null", LC_ALL: "C" };
function git(folder, args, input) {
  const env = { ...process.env, ...quiet };
  return execFileSync("git", args, { cwd: folder, env, input, maxBuffer: 1 << 30, stdio: ["pipe", "pipe", "inherit"] });
}

/** The commits of the first-parent line, oldest first, with what each changed: `R`ename, `A`dd, `M`odify, `D`elete. */
function log(folder, args) {
  const told = git(folder, [
    "log",
    "--first-parent",
    "--diff-merges=first-parent",
    "-M",
    "--raw",
    "-z",
    "--no-abbrev",
    "--format=%x01%H %cs %s",
    ...args,
  ]);
  const commits = [];
  const tokens = told.toString("utf8").split("\0");
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at].replace(/^\n+/, "");
    if (token.startsWith("\x01")) {
      const [, hash, day, subject] = /^\x01(\S+) (\S+) ?([\s\S]*)$/.exec(token);
      commits.push({ hash, day, subject: subject.trim(), changes: [] });
    } else if (token.startsWith(":")) {
      const fields = token.split(" ");
      const sort = fields[4][0];
      const from = tokens[++at];
      const to = sort === "R" || sort === "C" ? tokens[++at] : from;
      commits.at(-1).changes.push({ sort, from, to, blob: fields[3] });
    }
  }
  return commits.reverse();
}

const isPolicy = (path) => /\.md$/i.test(path) && !/(^|\/)\./.test(path);

// --- the handbook's repository -------------------------------------------------------------------------------------

const unquote = (text) => text.trim().replace(/^(['"])(.*)\1$/, "$2");

/** The title of a text and what stands behind its front matter. */
function split(text, path) {
  const [, matter = "", body = text] = /^---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)([\s\S]*)$/.exec(text) ?? [];
  const title = /^title:[ \t]*(\S.*)$/m.exec(matter)?.[1];
  return { title: title ? unquote(title) : path.split("/").pop(), body: body.replace(/^([ \t>]*)(:{3,})/gm, "$1\\$2") };
}

/** A policy as one of its versions has it. */
function policy({ id, versions }) {
  const now = versions.at(-1);
  const changes = [...versions]
    .reverse()
    .map(
      ({ number, day, subject }) =>
        `\n[[changes]]\nversion = "${number}"\ndate = ${day}\nsummary = ${JSON.stringify(subject || "Changed.")}\naudience = "client"\n`,
    );
  return (
    `+++\nid = "${id}"\ntitle = ${JSON.stringify(now.title)}\nversion = "${now.number}"\neffective = ${now.day}\nowner = "office"\n` +
    `audience = "client"\nflexibility = "black"\nreasons = ["It is the rule."]\nrationale = "So that all know it."\n` +
    `review_date = 2099-01-01\n${changes.join("")}+++\n\n${now.body}`
  );
}

const BOOK =
  `title = "Corpus"\nlanguage = "en"\n\n[audiences]\nclient = { title = "Clients" }\n\n[editions.client]\naudience = "client"\nout = "dist/client"\n\n[check]\n` +
  [
    "broken-link",
    "missing-anchor",
    "missing-image",
    "missing-image-text",
    "raw-html",
    "unresolved-reference",
    "skipped-heading-level",
    "no-refund-wording",
  ]
    .map((rule) => `${rule} = "off"\n`)
    .join("");
const PEOPLE = `[office]\nrole = "The office"\nname = "The office"\ncontact = "mailto:office@example.org"\naudience = "client"\n`;
const FRONT = `+++\ntitle = "Corpus"\nkind = "page"\naudience = "client"\n+++\n\nAll policies.\n`;

const corpus = join(scratch, "corpus.git");
const book = join(scratch, "handbook");
for (const folder of [corpus, book]) rmSync(folder, { recursive: true, force: true });
const heads = git(scratch, ["bundle", "list-heads", resolve(bundle)])
  .toString()
  .trim()
  .split("\n")
  .map((line) => line.split(" ")[1]);
git(scratch, ["clone", "--quiet", "--bare", resolve(bundle), corpus]);
const tip = heads.find((head) => /\/(main|master)$/.test(head)) ?? heads[0];
git(corpus, [
  "update-ref",
  "HEAD",
  git(corpus, ["rev-parse", tip.replace("refs/remotes/origin/", "refs/heads/")])
    .toString()
    .trim(),
]);

/** The policies by id, and those that have a path now. */
const policies = new Map();
const paths = new Map();
const past = new Map();
/** The commits of the handbook: each day, and what each changed. */
const made = [];
const stream = [];
const data = (text) => {
  const bytes = Buffer.from(text);
  stream.push(`data ${bytes.length}\n`, bytes, "\n");
};
const file = (path, text) => {
  stream.push(`M 100644 inline ${path}\n`);
  data(text);
};
for (const { hash, day, subject, changes } of log(corpus, ["HEAD"])) {
  const own = changes.filter(({ from, to }) => isPolicy(from) || isPolicy(to));
  if (!own.length) continue;
  const mark = made.length + 1;
  made.push({ mark, day, hash, changed: [] });
  stream.push(
    `commit refs/heads/main\nmark :${mark}\ncommitter Editor <editor@example.org> ${Date.parse(`${day}T12:00:00Z`) / 1000} +0000\n`,
  );
  data(subject || "Changed.");
  if (mark === 1) {
    file("book.toml", BOOK);
    file("content/people.toml", PEOPLE);
    file("content/_index.md", FRONT);
    file(".gitignore", "/dist\n");
  }
  // What goes goes first, so that two files may take each other's name.
  const moved = new Map();
  for (const { sort, from, to } of own) {
    if (!paths.has(from) || (sort !== "R" && sort !== "D")) continue;
    stream.push(`D content/${from}\n`);
    (sort === "R" && isPolicy(to) ? moved : past).set(sort === "R" && isPolicy(to) ? to : from, paths.get(from));
    if (sort === "R" && !isPolicy(to)) paths.get(from).gone = day;
    if (sort === "D") paths.get(from).gone = day;
    paths.delete(from);
  }
  for (const { sort, to, blob } of own) {
    if (sort === "D" || !isPolicy(to)) continue;
    let one = moved.get(to) ?? paths.get(to) ?? past.get(to);
    if (!one) policies.set((one = { id: `SP-${String(policies.size + 1).padStart(3, "0")}`, versions: [] }).id, one);
    delete one.gone;
    paths.set(to, one);
    const number = String(one.versions.length + 1);
    one.versions.push({
      number,
      day,
      subject,
      hash,
      mark,
      path: to,
      ...split(git(corpus, ["cat-file", "blob", blob]).toString("utf8"), to),
    });
    file(`content/${to}`, policy(one));
    made.at(-1).changed.push(one.id);
  }
}
mkdirSync(book);
git(book, ["init", "--quiet", "--initial-branch=main"]);
git(
  book,
  ["fast-import", "--quiet", `--export-marks=${join(scratch, "marks")}`],
  Buffer.concat(stream.map((part) => Buffer.from(part))),
);
git(book, ["reset", "--quiet", "--hard", "main"]);
const commits = new Map(
  readFileSync(join(scratch, "marks"), "utf8")
    .trim()
    .split("\n")
    .map((line) => line.slice(1).split(" ")),
);
const last = made.at(-1).day;
console.log(
  `${made.length} commits, ${policies.size} policies, ${[...policies.values()].reduce((sum, { versions }) => sum + versions.length, 0)} versions, ${made[0].day} to ${last}`,
);

// --- what Greyline makes of it -------------------------------------------------------------------------------------

function build(folder, args) {
  const run = spawnSync(greyline, ["build", ...args], { cwd: folder, encoding: "utf8", maxBuffer: 1 << 28 });
  if (run.status !== 0) throw new Error(`greyline build ${args.join(" ")} in ${folder}: ${run.stderr.slice(0, 2000)}`);
}

function* pages(folder, below = "") {
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    if (entry.isDirectory()) yield* pages(folder, join(below, entry.name));
    else if (entry.name === "index.html") yield join(below, entry.name);
  }
}

/** The policies of a site by id: the folder of each, its title and its body. */
function site(folder) {
  const found = new Map();
  for (const path of pages(folder)) {
    const html = readFileSync(join(folder, path), "utf8");
    const id = /<p class="kicker">[^<]*<span class="id">([^<]+)<\/span>/.exec(html)?.[1];
    if (id && !path.includes("/versions/") && !/^(print|p)\//.test(path))
      found.set(id, { at: join(folder, dirname(path)), ...sheet(html) });
  }
  return found;
}

/** The title and the body of a policy's page, without the addresses of its links. */
function sheet(html) {
  const body = /<div class="text">\n([\s\S]*?)\n<\/div>\n<div class="after-text">/.exec(html);
  if (!body) throw new Error("a page without a text");
  return {
    title: /<h1[^>]*>([\s\S]*?)<\/h1>/.exec(html)[1],
    body: body[1]
      .replace(/ ?<a class="anchor"[^>]*>[\s\S]*?<\/a>/g, "")
      .replace(/<\/?a\b[^>]*>/g, "")
      .trim(),
  };
}

/** The handbook as one of its commits has it, away from git. */
function alone(mark, args, name = "alone") {
  const folder = join(scratch, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const packed = git(book, ["archive", commits.get(String(mark)) ?? mark]);
  execFileSync("tar", ["x"], { cwd: folder, input: packed });
  build(folder, args);
  return site(join(folder, "dist/client"));
}

build(book, ["--today", last]);
const whole = join(scratch, "whole");
rmSync(whole, { recursive: true, force: true });
cpSync(join(book, "dist/client"), whole, { recursive: true });
const current = site(whole);
for (const one of policies.values()) one.at = one.gone ? join(whole, "p", one.id) : current.get(one.id)?.at;
tell(
  `the policies of ${last}: ${current.size}`,
  [...policies.values()].filter((one) => !one.gone !== current.has(one.id)).map(({ id }) => id),
);

// a. Versions.
for (const { mark, day, changed } of made) {
  const then = alone(mark, ["--today", day]);
  for (const id of changed) {
    const version = policies.get(id).versions.find((one) => one.mark === mark);
    version.page = then.get(id);
  }
}

/** Where the life of a file begins, `git log --follow` goes on to what it was copied from. */
function follow(path) {
  const told = log(corpus, ["--follow", "HEAD", "--", path])
    .reverse()
    .filter(({ changes }) => changes.some(({ sort }) => sort !== "D"));
  const born = told.findIndex(({ changes }) =>
    changes.some(({ sort, to }) => sort === "C" || (sort === "A" && !past.has(to))),
  );
  return (born < 0 ? told : told.slice(0, born + 1)).reverse();
}

const present = [...policies.values()].filter(({ at, gone }) => at && !gone);
const withdrawn = [...policies.values()].filter(({ gone }) => gone);
for (const { id, at, gone, versions } of [...present, ...withdrawn]) {
  const differences = [];
  const renames = new Set(versions.map(({ path }) => path)).size - 1;
  if (versions.length > 1) {
    const list = existsSync(join(at, "versions/index.html"))
      ? readFileSync(join(at, "versions/index.html"), "utf8")
      : "";
    const listed = [...list.matchAll(/Version (\d+)<\/a><\/b>\s*<time datetime="([^"]+)"/g)]
      .map(([, number, day]) => `${number} ${day}`)
      .reverse();
    const followed = gone ? versions : follow(versions.at(-1).path);
    const named = followed.map(({ day }, place) => `${place + 1} ${day}`);
    if (listed.join() !== named.join())
      differences.push(
        `listed: ${listed.slice(0, 8).join(", ")} …; git: ${named.slice(0, 8).join(", ")} … (${listed.length}, ${named.length})`,
      );
    for (const { number, page, day } of versions) {
      const path = join(at, "versions", number, "index.html");
      const shown = existsSync(path) ? sheet(readFileSync(path, "utf8")) : { title: "none", body: "none" };
      if (shown.title !== page.title)
        differences.push(`version ${number} of ${day}: the title is ${shown.title}, not ${page.title}`);
      if (shown.body !== page.body) differences.push(`version ${number} of ${day}: ${parting(page.body, shown.body)}`);
    }
  }
  tell(
    `a. ${id} ${versions.at(-1).path}: ${versions.length} versions, ${renames} renames${gone ? `, gone on ${gone}` : ""}`,
    differences,
  );
}

/** Where two texts part. */
function parting(one, other) {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  const around = (text) => JSON.stringify(text.slice(Math.max(0, at - 20), at + 60));
  return `${around(one)} is ${around(other)}`;
}

// b. The handbook as of a day.
const days = Array.from({ length: DAYS }, (_, place) => {
  const from = Date.parse(made[0].day);
  return new Date(from + ((Date.parse(last) - from) * (place + 0.5)) / DAYS).toISOString().slice(0, 10);
});
for (const day of days) {
  build(book, ["--as-of", day]);
  const then = site(join(book, `dist/client-${day}`));
  const commit = git(book, ["rev-list", "-1", `--before=${day}T23:59:59Z`, "main"])
    .toString()
    .trim();
  const real = alone(commit, ["--today", day]);
  const differences = [];
  for (const [id, { title, body }] of real) {
    const shown = then.get(id);
    if (!shown) differences.push(`${id} (${title}) is not there`);
    else if (shown.body !== body) differences.push(`${id} (${title}): ${parting(body, shown.body)}`);
    else if (shown.title !== title) differences.push(`${id}: ${shown.title}, not ${title}`);
  }
  for (const [id, { title }] of then) if (!real.has(id)) differences.push(`${id} (${title}) is there and was not`);
  tell(`b. as of ${day}: ${real.size} policies`, differences);
}

// c. Redlines.
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };
/** The text of HTML; a tag within a line parts no word. */
function plain(html) {
  return html
    .replace(/<\/?(?:a|em|strong|code|s|del|ins|span|sup|sub|b|i|mark|abbr|small)\b[^>]*>/g, "")
    .replace(/<[^>]*>/g, "\n")
    .replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (all, hex, decimal, name) =>
      hex
        ? String.fromCodePoint(parseInt(hex, 16))
        : decimal
          ? String.fromCodePoint(+decimal)
          : (ENTITIES[name] ?? all),
    );
}

/** The words and the signs of HTML, one by one: spaces about a sign are nobody's. */
const words = (html) => plain(html).match(/[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu) ?? [];

/** How many words a text has, as git parts them. */
const count = (text) => text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;

/** HTML without the elements of a name; what has moved and changed holds one within another. */
function outside(html, tag) {
  let depth = 0;
  return html
    .split(/(<\/?(?:ins|del)\b[^>]*>)/)
    .filter((part) => {
      if (part === `</${tag}>`) return depth-- < 0;
      if (part.startsWith(`<${tag}`)) depth++;
      return depth === 0;
    })
    .join("");
}

/** How many words a redline marks, and how many more it says have moved. */
function marks(html) {
  const open = [];
  const texts = { mine: [], moved: [] };
  for (const part of html.split(/(<\/?(?:ins|del)\b[^>]*>)/)) {
    if (/^<\/(ins|del)>$/.test(part)) open.pop();
    else if (/^<(ins|del)\b/.test(part)) open.push(part.includes("is-moved") ? "moved" : "mine");
    else if (open.length) texts[open.includes("mine") ? "mine" : "moved"].push(part);
  }
  return { mine: count(plain(texts.mine.join("\n"))), moved: count(plain(texts.moved.join("\n"))) };
}

/** How many words git marks between two texts. */
function marked(old, now) {
  writeFileSync(join(scratch, "old"), old);
  writeFileSync(join(scratch, "new"), now);
  const env = { ...process.env, ...quiet };
  const run = spawnSync("git", ["diff", "--word-diff=porcelain", "--no-index", "old", "new"], {
    cwd: scratch,
    env,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const lines = run.stdout.split("\n").filter((line) => /^[-+]/.test(line) && !/^(---|\+\+\+) /.test(line));
  return lines.reduce((sum, line) => sum + count(line.slice(1)), 0);
}

const pairs = [];
for (const { id, at, versions } of [...present, ...withdrawn]) {
  const path = join(at, "changes/index.html");
  if (versions.length < 2) continue;
  const differences = [];
  const steps = existsSync(path) ? readFileSync(path, "utf8").split('<section class="step" id="v').slice(1) : [];
  if (!steps.length) differences.push("no page of changes");
  for (const step of steps) {
    const number = /^[^"]+/.exec(step)[0];
    const place = versions.findIndex((version) => version.number === number);
    const [old, now] = [versions[place - 1], versions[place]];
    const text = /<div class="text redline">\n([\s\S]*)\n<\/div>\n<\/section>/.exec(step)?.[1];
    if (text === undefined) {
      if (words(old.page.body).join(" ") !== words(now.page.body).join(" "))
        differences.push(`to ${number}: no redline, and the words differ`);
      continue;
    }
    const html = text.replace(/<span class="(?:sr|redline-note)">[^<]*<\/span>/g, "");
    const without = (tag) => words(outside(html, tag));
    for (const [tag, page, side] of [
      ["ins", old.page, "old"],
      ["del", now.page, "new"],
    ]) {
      const [shown, real] = [without(tag).join(" "), words(page.body).join(" ")];
      if (shown !== real) differences.push(`to ${number}, the ${side} words: ${parting(real, shown)}`);
    }
    pairs.push({ id, number, ...marks(html), gits: marked(old.body, now.body), of: count(plain(now.page.body)) });
  }
  tell(`c. ${id} ${versions.at(-1).path}: ${steps.length} redlines`, differences);
}
const sum = (of) => pairs.reduce((total, pair) => total + of(pair), 0);
const ratio = sum(({ mine, moved }) => mine + moved) / sum(({ gits }) => gits);
tell(
  `c. words marked: ${sum(({ mine }) => mine)} and ${sum(({ moved }) => moved)} moved, by git ${sum(({ gits }) => gits)}: ${ratio.toFixed(2)} (${pairs.length} pairs)`,
  ratio > MOST ? [`more than ${MOST.toFixed(2)}`] : [],
);
pairs.sort((a, b) => b.mine + b.moved - b.gits - (a.mine + a.moved - a.gits));
for (const { id, number, mine, moved, gits, of } of pairs.slice(0, 10))
  console.log(`          ${id} to ${number}: ${mine} and ${moved} moved, by git ${gits}, of ${of} words`);

if (kept < 0) rmSync(scratch, { recursive: true, force: true });
process.exit(wrong ? 1 : 0);
