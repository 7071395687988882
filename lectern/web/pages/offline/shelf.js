// What of the book is stored on this device: looking, adding, removing. The names are those of the
// service worker, lectern/web/worker/sw.js.

/** The folder of the site. */
export const root = new URL(document.documentElement.dataset.content_root || "./", location.href);

const named = (kind) => `unopposed:${root.pathname}:${kind}`;
const KEPT = new URL("offline-kept.json", root).pathname;
const IMAGES = "unopposed-python";
export const isPython = (file) => file.startsWith("_static/runtime/");

const NOW = { "x-shelf": "1" }; // the service worker answers with what the site holds now, and keeps nothing itself

/** What the site holds: {version, files: {path: [bytes, digest]}}; without a connection, what it held. */
export async function list(headers = {}) {
  const answer = await fetch(new URL("offline.json", root), { cache: "no-cache", headers });
  if (!answer.ok) throw new Error(`the list of files could not be read (${answer.status})`);
  return answer.json();
}

/** The same, but never an older list. */
export const listNow = () => list(NOW);

/** The files that belong to a wish, "pages" or "python". */
export function wanted({ files }, want) {
  return Object.keys(files).filter((file) => want === "python" || !isPython(file));
}

/** How many bytes some files have. */
export const weight = ({ files }, names) => names.reduce((sum, name) => sum + files[name][0], 0);

/** Which files of the list are on the device, what was asked for, and the size of Python's image. */
export async function stored({ version, files }) {
  const names = new Set();
  let want = null;
  for (const kind of [`book:${version}`, `visited:${version}`, "runtime"]) {
    if (!(await caches.has(named(kind)))) continue;
    const cache = await caches.open(named(kind));
    for (const request of await cache.keys()) {
      const { pathname } = new URL(request.url);
      if (pathname === KEPT) want = (await (await cache.match(request)).json()).want;
      const name = decodeURI(pathname.slice(root.pathname.length));
      if (name in files) names.add(name);
    }
  }
  let image = 0; // what engine/image.js keeps, so that the next start is quick
  for (const name of (await caches.keys()).filter((each) => each.startsWith(IMAGES))) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) image += (await (await cache.match(request)).blob()).size;
  }
  return { names: [...names], want, image };
}

/**
 * Store files. When one fails, those on their way still arrive before the error is thrown.
 * @param listed what listNow() returned
 * @param want "pages" or "python"
 * @param progress called with the bytes that have arrived, and of how many
 * @param signal an AbortSignal; what has arrived by then stays
 */
export async function store(listed, want, progress, signal) {
  const book = await caches.open(named(`book:${listed.version}`));
  const names = wanted(listed, want);
  const total = weight(listed, names);
  const here = new Set((await book.keys()).map((request) => new URL(request.url).pathname));
  let arrived = 0;
  const tell = (bytes) => progress((arrived += bytes), total);
  const left = [];
  for (const name of names) {
    if (here.has(new URL(encodeURI(name), root).pathname)) tell(listed.files[name][0]);
    else left.push(name);
  }
  let failure;
  const lane = async () => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) {
      try {
        await one(book, name, listed.files[name], tell, signal);
      } catch (error) {
        failure ??= error;
        left.length = 0;
      }
    }
  };
  await Promise.all([1, 2, 3, 4].map(lane));
  if (failure) throw failure;
  const json = (data) => new Response(JSON.stringify(data), { headers: { "content-type": "application/json" } });
  await book.put(new URL("offline.json", root).pathname, json(listed)); // so that this page can count offline, too
  await book.put(KEPT, json({ want }));
  await dropCopies(book, listed.version);
}

/** What was visited or run before is in the book now, and need not lie here twice. */
async function dropCopies(book, version) {
  const here = await book.keys();
  for (const kind of [`visited:${version}`, "runtime"]) {
    if (!(await caches.has(named(kind)))) continue;
    const cache = await caches.open(named(kind));
    for (const request of here) await cache.delete(request);
  }
}

async function one(book, name, [bytes, expected], tell, signal) {
  const address = new URL(encodeURI(name), root);
  const answer = await fetch(address, { cache: "no-cache", signal, headers: NOW });
  if (!answer.ok) throw new Error(`${name} could not be loaded (${answer.status})`);
  const pieces = [];
  let size = 0;
  for (const reader = answer.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    pieces.push(value);
    size += value.length;
    tell(Math.min(value.length, Math.max(0, bytes - (size - value.length))));
  }
  const content = new Blob(pieces, { type: answer.headers.get("content-type") ?? "" });
  const sum = await crypto.subtle.digest("SHA-256", await content.arrayBuffer());
  const found = [...new Uint8Array(sum.slice(0, 8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (found !== expected) throw new Error("the book has just been updated: reload this page, then try again");
  await book.put(address.pathname, new Response(content, { headers: { "content-type": content.type } }));
}

/** Remove everything that is stored of the book. What a reader typed is kept elsewhere and stays. */
export async function remove() {
  for (const name of await caches.keys()) {
    if (name.startsWith(named("")) || name.startsWith(IMAGES)) await caches.delete(name);
  }
}
