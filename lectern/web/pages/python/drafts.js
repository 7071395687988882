// What a reader typed into the cells of a page, kept on this device and nowhere else.
//
// One entry of localStorage a cell, "unopposed:code:1:<page>#<key>": {text, from}. `from` is the
// digest of the book's source that the reader began with. A text that waits for a decision of the
// reader steps aside when a newer one takes its place: its key is then "<key>~<digest of the text>".

const PREFIX = "unopposed:code:1:";

/** A short digest of a text (FNV-1a on two lanes); it tells editions apart and keeps no secret. */
export function digest(text) {
  let [low, high] = [0x811c9dc5, 0x1b873593];
  for (let i = 0; i < text.length; i++) {
    low = Math.imul(low ^ text.charCodeAt(i), 0x01000193);
    high = Math.imul(high ^ text.charCodeAt(i), 0x85ebca6b);
  }
  return [low, high].map((lane) => (lane >>> 0).toString(16).padStart(8, "0")).join("");
}

/** The storage key of a cell. */
export const address = (page, key) => `${PREFIX}${page}#${key}`;

/** Keep a text. Returns whether it could be kept. The book's own text need not be. */
export function keep(page, cell, text) {
  if (text === cell.source) return forget(page, cell.key);
  try {
    const entry = JSON.stringify({ text, from: digest(cell.source) });
    localStorage.setItem(address(page, cell.key), entry);
    return localStorage.getItem(address(page, cell.key)) === entry;
  } catch {
    return false;
  }
}

/** Forget what is kept of a cell. Returns whether nothing is kept of it now. */
export function forget(page, key) {
  try {
    localStorage.removeItem(address(page, key));
    return true;
  } catch {
    return false;
  }
}

const home = (key) => key.split("~")[0];

/** The key under which a text of a cell stands aside. */
export const aside = (key, text) => `${home(key)}~${digest(text)}`;

/** Copy a text that stands under a key aside, before another takes its place. Returns whether it is safe. */
export function setAside(page, key, text) {
  try {
    const kept = localStorage.getItem(address(page, key));
    if (read(kept)?.text === text) localStorage.setItem(address(page, aside(key, text)), kept);
    return true;
  } catch {
    return false;
  }
}

/** Forget one text of a cell, in its place and aside; another text in its place stays. */
export function forgetText(page, key, text) {
  const kept = all(page);
  for (const each of [key, aside(key, text)]) if (kept[each]?.text === text) forget(page, each);
}

/**
 * Bring drafts to the places of their cells. Nothing is written over: a place is used when the draft
 * in it has moved on. When the storage refuses, the rest stays where it is.
 */
export function move(page, moved) {
  const rest = [...moved];
  while (rest.length) {
    const next = rest.findIndex(({ cell }) => !rest.some(({ key }) => key === cell.key));
    if (next < 0) {
      // a ring, as when two cells have changed places: one steps aside
      const [{ key, text }] = rest;
      if (!setAside(page, key, text)) return;
      forget(page, key);
      rest[0] = { ...rest[0], key: aside(key, text) };
      continue;
    }
    const [{ key, cell, text }] = rest.splice(next, 1);
    if (!keep(page, cell, text)) return;
    forget(page, key);
  }
}

/** Return every draft of a page by the key of its cell, in an order that no browser changes. */
export function all(page) {
  const found = {};
  try {
    for (let i = 0; i < localStorage.length; i++) {
      const name = localStorage.key(i);
      if (!name.startsWith(address(page, ""))) continue;
      const entry = read(localStorage.getItem(name));
      if (entry) found[name.slice(address(page, "").length)] = entry;
    }
  } catch {
    // storage is off
  }
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Return an entry of the storage, or null when it is none of ours. */
export function read(text) {
  try {
    const entry = JSON.parse(text);
    return typeof entry.text === "string" && typeof entry.from === "string" ? entry : null;
  } catch {
    return null;
  }
}

/**
 * Say which draft belongs to which cell.
 * @param {object} kept what all() returned
 * @param {{key: string, source: string}[]} cells
 * @returns {{key: string, state: "same" | "moved" | "changed" | "gone", cell?: object, text: string}[]}
 *   "same" and "moved" (the cell has another place now) fit the book; "changed" does not; a "gone"
 *   one has no cell any more
 */
export function placed(kept, cells) {
  const sources = new Map(cells.map((cell) => [cell.key, digest(cell.source)]));
  const taken = new Set(Object.keys(kept).filter((key) => kept[key].from === sources.get(key)));
  const stays = ({ key, text }) => {
    const cell = cells.find((each) => each.key === home(key));
    return cell ? { key, state: "changed", cell, text } : { key, state: "gone", text };
  };
  const found = Object.entries(kept).map(([key, { text, from }]) => {
    if (sources.get(key) === from) return { key, state: "same", cell: cells.find((each) => each.key === key), text };
    const cell = cells.find((each) => sources.get(each.key) === from && !taken.has(each.key));
    if (!cell) return stays({ key, text });
    taken.add(cell.key);
    return { key, state: "moved", cell, text };
  });
  // a place is free only when the draft in it moves on
  const moves = (key) => found.some((each) => each.key === key && each.state === "moved");
  const isStuck = ({ state, cell }) => state === "moved" && cell.key in kept && !moves(cell.key);
  for (let i = found.findIndex(isStuck); i >= 0; i = found.findIndex(isStuck)) found[i] = stays(found[i]);
  return found;
}
