// Serves editions with nginx, Caddy and Apache by the rules that Greyline wrote for them, and asks for every old
// address, with and without a login. The function for CloudFront is run on every address. Usage: run.mjs GREYLINE DAY
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import {
  mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { createServer as createHttpServer, request } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";

const [program, day] = [resolve(process.argv[2]), process.argv[3]];
const place = mkdtempSync(join(tmpdir(), "greyline-hosts-"));
const started = [];
let asked = 0;

// ---- The editions -------------------------------------------------------------------------------------------------

/** Old addresses with every letter that means something to a server. */
const ODD = [
  "/old path/", "/a;b{c}$uri'd/", "/Ünïcode/", "/100%25/", "/x`y/", "/f ile.html", "/{$HOME}/", "/${PATH}/", "/a+b&c=d/",
  "/(a)[b]^.,~!@=%23%25x/", "/{http.request.host}/", "/%2520/", "/$1/", "/日本/語/", "/e\u0301/",
];

function built(name, prepare) {
  const root = join(place, name);
  prepare(root);
  execFileSync(program, ["build", "--today", day, "--compress"], { cwd: root, stdio: ["ignore", "ignore", "pipe"] });
  return root;
}

const example = built("example", (root) => {
  execFileSync("git", ["clone", "--quiet", "--no-local", process.cwd(), root]);
  const book = readFileSync("book.toml", "utf8").replace("out = \"dist/staff\"", "$&\nurl = \"https://www.lanternbay.example/staff/\"");
  writeFileSync(join(root, "book.toml"), book);
});

const odd = built("odd", (root) => {
  mkdirSync(join(root, "content"), { recursive: true });
  const rules = '[publish]\nrules = ["netlify", "nginx", "caddy", "s3", "apache"]\n';
  const book = 'title = "Odd"\n[audiences]\nstaff = { sees = ["client"] }\nclient = {}\n' + rules;
  const editions = '[editions.staff]\naudience = "staff"\nurl = "https://h.example/sta;ff/"\n[editions.client]\naudience = "client"\nurl = "https://h.example/hand%20book/"\n';
  writeFileSync(join(root, "book.toml"), book + editions);
  const page = (title, more) => `+++\ntitle = "${title}"\nkind = "page"\naudience = "client"\n${more}+++\nText.\n`;
  writeFileSync(join(root, "content/_index.md"), page("Odd", ""));
  writeFileSync(join(root, "content/café.md"), page("The café", `aliases = ${JSON.stringify(ODD)}\n`));
});

function files(folder, prefix = "") {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const name = prefix + entry.name;
    return entry.isDirectory() ? files(join(folder, entry.name), `${name}/`) : [name];
  });
}

/** An edition: its folder, the path of its address, its files, and where its redirect pages lead. */
function edition(root, name, base, isPublic) {
  const folder = join(root, "dist", name);
  const moved = new Map();
  const all = files(folder);
  for (const file of all.filter((one) => one.endsWith(".html"))) {
    const page = readFileSync(join(folder, file), "utf8");
    const to = /http-equiv="refresh" content="0; url=([^"]*)"/.exec(page)?.[1];
    if (to === undefined) continue;
    const from = addressOf(file);
    const url = new URL(to.replaceAll("&amp;", "&").replace(/&#(x27|39);/g, "'"), `http://h/${encode(file)}`);
    moved.set(from, decodeURIComponent(url.pathname.slice(1)).replace(/(^|\/)index\.html$/, "$1"));
  }
  return { folder, base, all, moved, isPublic };
}

/** The address of a file, from the top of its site. */
function addressOf(file) {
  return file.replace(/(^|\/)index\.html$/, "$1");
}

const encode = (path) => path.split("/").map(encodeURIComponent).join("/");
const sites = [
  edition(example, "client", "/handbook/", true),
  edition(example, "staff", "/staff/", false),
  edition(odd, "client", "/hand book/", true),
  edition(odd, "staff", "/sta;ff/", false),
];
assert.equal(sites[2].moved.size, ODD.length, "every odd address is a redirect");
assert.ok(sites[0].moved.size > 20 && sites[1].moved.size > 60, "the example has permanent links");

// ---- Asking -------------------------------------------------------------------------------------------------------

const LOGIN = { authorization: `Basic ${Buffer.from("jo:open sesame").toString("base64")}` };

function ask(port, path, headers = {}) {
  asked += 1;
  return new Promise((done, failed) => {
    const sent = request({ host: "127.0.0.1", port, path, headers }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => done({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }));
    });
    sent.on("error", failed).end();
  });
}

async function served(port, site, host) {
  const { folder, base, isPublic } = site;
  const at = (path) => encode(base) + encode(path);
  const login = isPublic ? {} : LOGIN;
  const get = (path, headers = {}) => ask(port, at(path), { ...login, ...headers });
  const bytes = (path) => readFileSync(join(folder, path));
  const scope = isPublic ? "public" : "private";
  const what = `${host} ${base}`;

  const front = await get("");
  assert.equal(front.status, 200, `${what}: ${front.body}`);
  assert.deepEqual(front.body, bytes("index.html"));
  const safe = (answer) => {
    assert.match(answer.headers["content-security-policy"], /default-src 'none'.*frame-ancestors 'self'/, what);
    assert.equal(answer.headers["x-content-type-options"], "nosniff");
    assert.equal(answer.headers["referrer-policy"], "no-referrer");
    assert.equal(answer.headers["x-robots-tag"], isPublic ? undefined : "noindex, nofollow", what);
  };
  safe(front);
  assert.equal(front.headers["cache-control"], `${scope}, max-age=300`, what);

  const missing = await get("nothing/here/");
  assert.equal(missing.status, 404, what);
  // Caddy cannot be sent to a page below a folder with odd letters.
  if (host !== "caddy" || encode(base) === base) assert.deepEqual(missing.body, bytes("404.html"), what);
  safe(missing);

  const script = site.all.find((file) => /^assets\/search-.*\.js$/.test(file));
  const asset = await get(script, { "accept-encoding": "gzip" });
  assert.equal(asset.headers["cache-control"], `${scope}, max-age=31536000, immutable`, what);
  assert.equal(asset.headers["content-encoding"], "gzip", what);
  assert.match(asset.headers.vary ?? "", /accept-encoding/i, what);
  assert.deepEqual(gunzipSync(asset.body), bytes(script));
  const page = await get("", { "accept-encoding": "gzip" });
  assert.equal(page.headers["content-encoding"], "gzip", what);
  assert.deepEqual(gunzipSync(page.body), bytes("index.html"));

  const own = { nginx: "nginx.conf", caddy: "caddy.conf", apache: ".htaccess" }[host];
  assert.ok([403, 404].includes((await get(own)).status), `${what}${own} is not for readers`);
  const inner = await ask(port, at("search"), login);
  assert.ok([301, 302, 307, 308].includes(inner.status), what);
  assert.ok(inner.headers.location.endsWith("search/"), `${what}: ${inner.headers.location}`);

  for (const [from, to] of site.moved) {
    const answer = await get(from);
    assert.equal(answer.status, from.startsWith("p/") ? 302 : 301, `${what}${from}: ${answer.body}`);
    const goal = new URL(answer.headers.location, `http://127.0.0.1:${port}${at(from)}`);
    assert.equal(decodeURIComponent(goal.pathname), base + to, `${what}${from}`);
    assert.equal((await ask(port, goal.pathname, login)).status, 200, `${what}${to}`);
  }
  if (isPublic) return;
  for (const path of ["", script, "nothing/", "policies.json", ...site.moved.keys()]) {
    const refused = await ask(port, at(path));
    assert.equal(refused.status, 401, `${what}${path} asks for no login`);
    assert.equal(refused.headers.location, undefined, `${what}${path}`);
  }
}

/** Says whether a request may pass, as a proxy for single sign-on does. */
const signOn = createHttpServer(({ headers }, answer) => {
  answer.writeHead(headers.authorization === LOGIN.authorization ? 200 : 401).end();
});
await new Promise((done) => { signOn.listen(0, "127.0.0.1", done); });
const signOnPort = signOn.address().port;

// ---- The servers --------------------------------------------------------------------------------------------------

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

async function start(port, command, ...argumentList) {
  const env = { ...process.env, XDG_DATA_HOME: place, XDG_CONFIG_HOME: place, HOME: place };
  const child = spawn(command, argumentList, { stdio: ["ignore", "pipe", "pipe"], env });
  started.push(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => { said += part; });
  for (let turn = 0; turn < 200; turn += 1) {
    if (child.exitCode !== null) throw new Error(`${command} ended: ${said}`);
    try {
      await ask(port, "/");
      return;
    } catch {
      await new Promise((done) => { setTimeout(done, 50); });
    }
  }
  throw new Error(`${command} does not answer: ${said}`);
}

const users = join(place, "users");
const hashed = execFileSync("openssl", ["passwd", "-apr1", "open sesame"], { encoding: "utf8" });
writeFileSync(users, `jo:${hashed}`);

/** What the manual's recipe for a server says, for the example's folders and the users of this test. */
function recipe(language) {
  const manual = readFileSync("content/manual/recipes.md", "utf8");
  const text = manual.split(`\n\`\`\`${language}\n`)[1].split("\n```\n")[0];
  return text.replaceAll("/srv/handbook", example).replaceAll(/\/etc\/\w+\/staff\.users/g, users);
}

async function nginx() {
  const port = await freePort();
  const server = recipe("nginx").replace("listen 443 ssl;", `listen 127.0.0.1:${port};`);
  const locations = sites.slice(2).map(({ folder, base, isPublic }) => `
    location "${base}" {
      ${isPublic ? "" : "auth_request /auth;"}
      alias ${folder}/;
      include ${folder}/nginx.conf;
    }`);
  const folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  const temp = folders.map((name) => `${name}_temp_path ${place}/${name};`).join("\n");
  const conf = `daemon off; user root; pid ${place}/nginx.pid; error_log stderr;
    events { worker_connections 64; }
    http { include /etc/nginx/mime.types; access_log off; ${temp} gzip on; gzip_types text/css application/javascript;
      ${server.slice(0, server.lastIndexOf("}"))}
        location = /auth { internal; proxy_pass http://127.0.0.1:${signOnPort}; }
        ${locations.join("")}
      }
    }`;
  writeFileSync(join(place, "nginx.conf"), conf);
  await start(port, "/usr/sbin/nginx", "-c", join(place, "nginx.conf"), "-e", "stderr");
  for (const site of sites) await served(port, site, "nginx");
}

async function caddy() {
  const hash = execFileSync("caddy", ["hash-password", "--plaintext", "open sesame"], { encoding: "utf8" }).trim();
  for (const site of sites) {
    const port = await freePort();
    const top = join(place, `caddy${port}`);
    mkdirSync(top);
    symlinkSync(site.folder, join(top, site.base.slice(1, -1)));
    const file = join(top, "Caddyfile");
    const isBasic = site.base === "/staff/";
    const login = isBasic ? `basicauth {\n\t\tjo ${hash}\n\t}` : `forward_auth 127.0.0.1:${signOnPort} {\n\t\turi /auth\n\t}`;
    writeFileSync(file, `{\n\tadmin off\n\tauto_https off\n}
http://127.0.0.1:${port} {
\troot * ${top}
\t${site.isPublic ? "" : login}
\timport ${site.folder}/caddy.conf
\tfile_server {\n\t\tprecompressed gzip\n\t}\n}\n`);
    await start(port, "caddy", "run", "--config", file, "--adapter", "caddyfile");
    await served(port, site, "caddy");
  }
}

async function apache() {
  const port = await freePort();
  const modules = [
    "mpm_event", "authz_core", "authz_user", "authn_core", "authn_file", "auth_basic", "alias", "dir", "mime", "headers",
    "rewrite", "deflate", "filter",
  ];
  const loaded = modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join("\n");
  const aliases = sites.slice(2).map(({ folder, base, isPublic }) => `Alias "${base}" "${folder}/"
<Directory "${folder}">
  AllowOverride FileInfo
  ${isPublic ? "Require all granted" : `AuthType Basic\nAuthName Staff\nAuthUserFile ${users}\nRequire valid-user`}
</Directory>`);
  const conf = `ServerRoot ${place}\nServerName localhost\nListen 127.0.0.1:${port}\nPidFile ${place}/apache.pid\nErrorLog ${place}/apache.log
${loaded}\nMutex file:${place} default\nTypesConfig /etc/mime.types\nDirectoryIndex index.html\nDocumentRoot ${place}
${recipe("apache")}
<FilesMatch "^\\.ht">\nRequire all denied\n</FilesMatch>\n${aliases.join("\n")}\n`;
  writeFileSync(join(place, "apache.conf"), conf);
  await start(port, "/usr/sbin/apache2", "-f", join(place, "apache.conf"), "-DFOREGROUND");
  for (const site of sites) await served(port, site, "apache");
}

/** The function for CloudFront: every file is found, by readers' addresses too, and every old address leads on. */
function cloudfront() {
  for (const site of sites) {
    const text = readFileSync(join(site.folder, "cloudfront.js"), "utf8");
    const handler = new Function(`${text}; return handler;`)();
    const run = (path) => { asked += 1; return handler({ request: { uri: path } }); };
    const base = encode(site.base);
    for (const file of site.all.filter((name) => !site.moved.has(addressOf(name)))) {
      const address = addressOf(file);
      assert.equal(run(base + encode(address)).uri, base + encode(file));
      if (address.endsWith("/")) {
        const answer = run(base + encode(address.slice(0, -1)));
        const isFile = address.slice(0, -1).split("/").pop().includes(".");
        if (!isFile) assert.equal(answer.headers.location.value, base + encode(address));
      }
    }
    const size = statSync(join(site.folder, "cloudfront.js")).size;
    const ofMoves = [...site.moved].flat().reduce((sum, path) => sum + encode(site.base + path).length, 0);
    const fileOf = new Map(site.all.map((file) => [addressOf(file), file]));
    for (const [from, to] of site.moved) {
      const answer = run(base + encode(from));
      if (!site.isPublic) {
        assert.equal(answer.headers, undefined, `${from} is named before the login`);
      } else if (answer.headers) {
        assert.equal(decodeURIComponent(answer.headers.location.value), site.base + to);
      } else {
        // Where they do not fit into the function, each has its page.
        assert.ok(size + ofMoves > 9_000, `${from} would fit`);
        assert.equal(answer.uri, base + encode(fileOf.get(from)));
      }
    }
    assert.equal(run("//evil.example/x").headers?.location.value ?? "", "/evil.example/x/");
    assert.ok(size <= 10_240);
  }
}

let failure;
try {
  for (const [name, part] of Object.entries({ nginx, caddy, apache, cloudfront })) {
    const before = asked;
    await part();
    console.log(`${name}: ${asked - before} requests answered as the rules say`);
  }
} catch (error) {
  failure = error;
} finally {
  for (const child of started) child.kill();
  signOn.close();
  rmSync(place, { recursive: true, force: true });
}
if (failure) throw failure;
console.log(`${asked} requests`);
