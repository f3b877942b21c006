// Loads the shards of the search index. In: the name of a shard. Out: a promise of what the shard holds. Each shard
// is requested and decoded once; one that failed is requested again the next time that it is needed.
//
// A shard is a script that calls greyline(name, generation, data), where data is gzip in base64. It is a script
// because a browser refuses `fetch` in a folder that was opened without a server, and loads scripts there.
import { decodeJson } from "./decode.js";

// While a reader types, a shard that is not there yet is requested when no key was pressed for so many milliseconds.
const PAUSE = 70;
// A shard that has not arrived after so many milliseconds is taken for lost.
const TIME_LIMIT = 12000;

/** What the shard `start` says: the number of pages, the first word of every word list, the texts of the search box. */
export let start;

let folder = "";
let shards = new Map();
// Whether the site was published anew since `start` was loaded.
let isStale = false;
let failures = 0;
let keys = 0;
let lastKey = 0;
// For each script that was requested and has not run yet: the functions that settle its promise.
const waiting = new Map();

/** Thrown for a shard of another build than `start`: the site was published anew in the meantime. */
export class StaleShard extends Error {}

/** Thrown where something is not loaded because the reader has typed on. */
export class Superseded extends Error {}

/** Notes that the reader has pressed a key. */
export const noteKey = () => {
  keys++;
  lastKey = Date.now();
};

const waitForPause = async () => {
  const before = keys;
  const left = lastKey + PAUSE - Date.now();
  if (left <= 0) return;
  await new Promise((resolve) => setTimeout(resolve, left));
  if (keys !== before) throw new Superseded();
};

/** Sets the folder that holds the shards. */
export const setFolder = (path) => {
  folder = path;
};

const unpack = async (data) => {
  const packed = new Blob([Uint8Array.from(atob(data), (character) => character.charCodeAt(0))]);
  const stream = packed.stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
};

globalThis.greyline = async (name, generation, data) => {
  const request = waiting.get(name);
  waiting.delete(name);
  try {
    request?.resolve({ generation, bytes: await unpack(data) });
  } catch (error) {
    request?.reject(error);
  }
};

const requestShard = (name, version) =>
  new Promise((resolve, reject) => {
    const script = document.createElement("script");
    const fail = () => {
      waiting.delete(name);
      script.remove();
      reject(new Error(name));
    };
    waiting.set(name, { resolve, reject });
    script.src = folder + name + ".js" + (version ? "?" + version : "");
    script.onerror = fail;
    script.onload = () => (waiting.has(name) ? fail() : script.remove());
    setTimeout(() => waiting.has(name) && fail(), TIME_LIMIT);
    document.head.append(script);
  });

// The shards of pages, "h0" and "d0-0" and so on, have a generation of their own: most builds change only some of them.
const generationOf = (name) => (/^[dh]\d/.test(name) ? start.pages : start.generation);

/** Returns what `decode(bytes, generation)` makes of a shard. */
export const loadShard = async (name, decode) => {
  if (!shards.has(name)) await waitForPause();
  if (!shards.has(name)) {
    const cache = shards;
    const loading = requestShard(name, start?.generation).then(({ generation, bytes }) => {
      if (start && generation !== generationOf(name)) {
        isStale = true;
        throw new StaleShard();
      }
      return decode(bytes, generation);
    });
    loading.catch(() => cache.delete(name));
    shards.set(name, loading);
  }
  return shards.get(name);
};

const decodeStart = (bytes, generation) => ({ ...decodeJson(bytes), generation });

const requestFreshStart = async () => {
  const { generation, bytes } = await requestShard("start", Date.now());
  return decodeStart(bytes, generation);
};

/** Loads `start` if it is not there yet. Where it is stale, all is forgotten that was loaded, past the cache. */
export const loadStart = async () => {
  const mustBeFresh = isStale;
  if (isStale) {
    isStale = false;
    start = undefined;
    shards = new Map();
  }
  if (!start) {
    const loaded = await (mustBeFresh ? requestFreshStart() : loadShard("start", decodeStart));
    start ??= loaded;
  }
};

/** Yields the promises of the word lists that were requested so far. */
export function* wordLists() {
  for (const [name, list] of shards) {
    if (name.startsWith("w")) yield list;
  }
}

/** For `catch`: puts `value` in the place of a shard that did not arrive, and counts the failure. */
export const orElse = (value) => (error) => {
  if (error instanceof StaleShard || error instanceof Superseded) throw error;
  failures++;
  return value;
};

/** How many shards the search went on without so far. */
export const failureCount = () => failures;
