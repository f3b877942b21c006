// What the answers take from the search, which is a script of its own (search/main.js) and runs before this one.
const shared = globalThis.greyline;

export const create = shared.create;
export const findHits = shared.findHits;
export const groupsOf = shared.groupsOf;
export const label = shared.label;
export const occurrences = shared.occurrences;
export const settings = shared.settings;
