// What a reader answered, kept on this device and nowhere else.
//
// One entry of localStorage: {version, exercises: {slug: {facts, attempts, texts, right, done}}}.
// `facts` is the version of the exercise that was answered, `texts` what stands in its fields,
// `right` the names of the answers that were right, `done` the day on which all of them were.

const KEY = "unopposed:answers";
const UNREAD = `${KEY}:unread`; // a text that this edition cannot read, before it is written over
const VERSION = 1;

export class Unreadable extends Error {}

/** Return every exercise that was tried, by slug; {} when nothing is kept. A bad entry spoils no other. */
export function all() {
  try {
    const { version, exercises } = JSON.parse(localStorage.getItem(KEY) ?? empty());
    if (version !== VERSION || !isRecord(exercises)) return {};
    return Object.fromEntries(Object.entries(exercises).filter(([, entry]) => isEntry(entry)));
  } catch {
    return {}; // storage is off, or holds something that is not ours: it is left as it is
  }
}

/** Return what is kept of one exercise. */
export function one(slug) {
  const kept = all();
  return Object.hasOwn(kept, slug) ? kept[slug] : { facts: "", attempts: 0, texts: {}, right: [], done: "" };
}

/** Keep what is known of one exercise. Returns whether it could be kept. */
export function keep(slug, entry) {
  return write({ ...all(), [slug]: entry });
}

/** Forget everything. Returns whether that was possible. */
export function forget() {
  try {
    localStorage.removeItem(KEY);
    for (const name of Object.keys(localStorage)) if (name.startsWith(UNREAD)) localStorage.removeItem(name);
    return true;
  } catch {
    return false;
  }
}

/** Return everything as the text of a file. */
export function exported() {
  return `${JSON.stringify({ version: VERSION, exercises: all() }, null, 1)}\n`;
}

/**
 * Add the content of an exported file to what is kept; of two entries for an exercise the better
 * one stays: done before undone, then the one with more right answers, then with more attempts.
 * Returns how many exercises the file holds. Throws Unreadable, and changes nothing, when the file
 * is not one of ours.
 */
export function imported(text) {
  const found = parse(text);
  const kept = all();
  const rank = (entry) => [entry.done ? 1 : 0, entry.right.length, entry.attempts];
  for (const [slug, entry] of Object.entries(found)) {
    const [theirs, ours] = [rank(entry), Object.hasOwn(kept, slug) ? rank(kept[slug]) : [-1]];
    const first = theirs.findIndex((value, i) => value !== ours[i]);
    if (first >= 0 && theirs[first] > (ours[first] ?? -1)) kept[slug] = entry;
  }
  if (!write(kept)) throw new Unreadable("This browser keeps nothing for this site: allow storage for it, then try again.");
  return Object.keys(found).length;
}

function write(exercises) {
  try {
    setAside(localStorage.getItem(KEY));
    localStorage.setItem(KEY, JSON.stringify({ version: VERSION, exercises }));
    return true;
  } catch {
    return false;
  }
}

/** Keep a text that is of a newer edition, or damaged, under a name of its own. */
function setAside(text) {
  if (text === null || isReadable(text)) return;
  let name = UNREAD;
  for (let i = 2; ![null, text].includes(localStorage.getItem(name)); i++) name = `${UNREAD}:${i}`;
  localStorage.setItem(name, text);
}

function isReadable(text) {
  try {
    return Boolean(parse(text));
  } catch {
    return false;
  }
}

const empty = () => JSON.stringify({ version: VERSION, exercises: {} });

/** Return the exercises of a text, checked to the last field. */
function parse(text) {
  let data;
  try {
    data = JSON.parse(text);
  } catch {
    throw new Unreadable("This is not a file of answers: choose one that this page saved.");
  }
  if (data?.version > VERSION) {
    throw new Unreadable("This file comes from a newer edition of the book: open it there.");
  }
  if (data?.version !== VERSION || !isRecord(data.exercises) || !Object.values(data.exercises).every(isEntry)) {
    throw new Unreadable("This is not a file of answers: choose one that this page saved.");
  }
  return data.exercises;
}

const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value) => typeof value === "string";

function isEntry(entry) {
  return (
    isRecord(entry) &&
    isText(entry.facts) &&
    isText(entry.done) &&
    Number.isInteger(entry.attempts) &&
    isRecord(entry.texts) &&
    Object.values(entry.texts).every(isText) &&
    Array.isArray(entry.right) &&
    entry.right.every(isText)
  );
}
