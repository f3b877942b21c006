// node tests/search/corpus.mjs OUT NAME=FOLDER...: turns folders of Markdown with YAML front matter into one
// handbook, each folder a section. Made for two public handbooks, site-policy and tts-handbook; nothing of them
// belongs to this repository.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const [out, ...sections] = process.argv.slice(2);

function* markdown(folder, below = "") {
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const path = join(below, entry.name);
    if (entry.name.startsWith(".") || entry.name === "redirects") continue;
    if (entry.isDirectory()) yield* markdown(folder, path);
    else if (entry.name.endsWith(".md")) yield path;
  }
}

const unquote = (text) => text.trim().replace(/^(['"])(.*)\1$/, "$2");

/** The title and the keywords of YAML front matter, and the text behind it. */
function split(text) {
  const [, matter, body] = /^---\r?\n([\s\S]*?)\r?\n---\r?\n([\s\S]*)$/.exec(text) ?? [];
  const title = /^title:[ \t]*(?:[>|]-?\s*)?(.+)$/m.exec(matter ?? "")?.[1];
  const list = /^keywords:\s*\n((?:\s+- .*\n?)+)/m.exec((matter ?? "") + "\n")?.[1] ?? "";
  return {
    title: title && unquote(title),
    keywords: [...list.matchAll(/- (.*)/g)].map((match) => unquote(match[1])),
    body,
  };
}

/** Plain Markdown: no template tags, no HTML, no links that lead nowhere here. */
function clean(body) {
  let fenced = false;
  return body
    .replace(/\{% comment %\}[\s\S]*?\{% endcomment %\}/g, "")
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/\{%-? *slack_channel(?: +"[^"]*")* +"([^"]*)" *-?%\}/g, "$1")
    .replace(/!\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/\[([^\]]*)\]\((?!https?:)(?:\{%[^}]*%\}|[^()]|\([^)]*\))*\)/g, "$1")
    .replace(/^\s*\[[^\]]+\]:\s*(?!https?:)\S*\{%[^}]*%\}\S*.*$/gm, "")
    .replace(/\{[%{][\s\S]*?[%}]\}/g, "")
    .split("\n")
    .map((line) => {
      if (/^\s*(```|~~~)/.test(line)) fenced = !fenced;
      return fenced ? line : line.replace(/<(?!https?:)\/?[a-zA-Z][^>]*>/g, "").replace(/^\s*:::.*$/, "");
    })
    .join("\n");
}

const write = (path, text) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};
const matter = (fields) =>
  `+++\n${Object.entries(fields)
    .map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`)
    .join("")}+++\n\n`;

write(
  join(out, "book.toml"),
  `title = "Corpus"\nlanguage = "en"\n\n[audiences]\nclient = { title = "Clients" }\n\n[editions.client]\naudience = "client"\nout = "dist/client"\n`,
);
let pages = 0;
for (const section of sections) {
  const [name, folder] = section.split("=");
  write(join(out, "content", name, "_index.md"), matter({ title: name, kind: "page", audience: "client" }));
  for (const path of markdown(folder)) {
    const { title, keywords, body } = split(readFileSync(join(folder, path), "utf8"));
    if (!title) continue;
    const stem = path.replace(/\.md$/, "");
    const to = existsSync(join(folder, stem)) ? join(stem, "_index.md") : path;
    write(join(out, "content", name, to), matter({ title, kind: "page", audience: "client", keywords }) + clean(body));
    pages++;
  }
}
console.error(`${pages} pages`);
