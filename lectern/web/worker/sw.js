// The book without a network. The build puts this at the root of the site, with its version.
//
// Pages and their files come from the network whenever one answers, so that nobody reads an old
// page after an update; what was visited, or stored on purpose, comes from the device otherwise.
// Python's files carry a digest in their address and never change: they come from the device first.

const VERSION = "@version@";
const ROOT = new URL(self.registration.scope).pathname;
const named = (kind) => `unopposed:${ROOT}:${kind}`;
const BOOK = named(`book:${VERSION}`); // stored on purpose; filled by offline/offline.js
const VISITED = named(`visited:${VERSION}`);
const RUNTIME = named("runtime"); // Python's files, once a reader has run code
const KEPT = `${ROOT}offline-kept.json`; // what the reader wants stored: {want}
const LIST = `${ROOT}offline.json`;
const PATIENCE = 5000; // ms to wait for an answer when the device has one, too
const FOREVER = /\/_static\/runtime\/[^/]+-[0-9a-f]{12}\.[^/]+$/;

self.addEventListener("install", (event) => {
  event.waitUntil(carryBook().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(tidy().then(() => self.clients.claim()));
});

self.addEventListener("message", (event) => {
  const { visited } = event.data ?? {};
  if (Array.isArray(visited)) event.waitUntil(Promise.all(visited.filter(isOurs).map(revisit)));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || request.headers.has("range") || !isOurs(request.url)) return;
  const forever = FOREVER.test(new URL(request.url).pathname);
  if (request.headers.has("x-shelf") && !forever) return; // offline/shelf.js asks for what the site holds now
  event.respondWith(forever ? lasting(event) : fresh(event));
});

function isOurs(address) {
  const { origin, pathname } = new URL(address);
  return origin === self.location.origin && pathname.startsWith(ROOT) && pathname !== `${ROOT}sw.js`;
}

/** The name under which an answer is kept: no query, no fragment; some hosts leave out ".html". */
function path(request) {
  const { pathname } = new URL(request.url ?? request, self.location.href);
  if (pathname.endsWith("/")) return `${pathname}index.html`;
  return /\.\w+$/.test(pathname) ? pathname : `${pathname}.html`;
}

/** The file of the site that a request is for. */
const fileOf = (request) => decodeURI(path(request).slice(ROOT.length));

/** From the network; from the device when no network answers, or none in time, or the host is ill. */
async function fresh(event) {
  const { request } = event;
  const coming = fetch(request).then((answer) => {
    if (answer.ok && answer.type === "basic" && !answer.redirected) event.waitUntil(keep(VISITED, request, answer.clone()));
    return answer;
  });
  event.waitUntil(coming.catch(() => {})); // a late answer is kept for the next visit
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, PATIENCE))).then(() => find(request));
  try {
    const answer = (await Promise.race([coming, late])) ?? (await coming);
    return answer.status < 500 ? answer : ((await find(request)) ?? answer);
  } catch {
    return (await find(request)) ?? (request.mode === "navigate" ? missing() : Response.error());
  } finally {
    clearTimeout(timer);
  }
}

async function lasting(event) {
  const kept = await find(event.request);
  if (kept) return kept;
  const answer = await fetch(event.request);
  // what offline/shelf.js asks for it stores itself
  if (answer.ok && !event.request.headers.has("x-shelf")) event.waitUntil(keep(RUNTIME, event.request, answer.clone()));
  return answer;
}

/** Keep an answer; what is stored on purpose is not kept twice. Returns whether there was room. */
async function keep(cache, request, answer) {
  try {
    if (await (await caches.open(BOOK)).match(path(request))) return true;
    await (await caches.open(cache)).put(path(request), answer);
    return true;
  } catch {
    return false; // the page is shown all the same
  }
}

async function revisit(address) {
  if (FOREVER.test(new URL(address).pathname)) return;
  const answer = await fetch(address).catch(() => null);
  if (answer?.ok && !answer.redirected) await keep(VISITED, address, answer);
}

/** What the device has; in a broken store nothing is found, and the network is left. */
async function find(request) {
  try {
    const left = [...(await older("book")), ...(await older("visited"))]; // by an update that could not tidy
    for (const cacheName of [VISITED, BOOK, RUNTIME, ...left]) {
      const found = await caches.match(path(request), { cacheName });
      if (found) return found;
    }
  } catch {
    // as if nothing were stored
  }
  return undefined;
}

function missing() {
  const text = `<!DOCTYPE html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Not stored</title><body><main><h1>This page is not stored on this device</h1>
<p>There is no connection, and you have not visited this page since the book was last updated.</p>
<p><a href="${ROOT}chapters/offline.html">What is stored</a>, or back to the page you came from.</p></main></body></html>`;
  return new Response(text, { status: 503, headers: { "content-type": "text/html; charset=utf-8" } });
}

/** What the site holds now, {version, files: {path: [bytes, digest]}}; kept, to be read offline. */
async function list(signal) {
  const answer = await fetch(LIST, { cache: "reload", signal });
  if (!answer.ok) throw new Error(`offline.json: ${answer.status}`);
  await (await caches.open(VISITED)).put(LIST, answer.clone());
  return answer.json();
}

async function digest(answer) {
  const bytes = await crypto.subtle.digest("SHA-256", await answer.arrayBuffer());
  return [...new Uint8Array(bytes.slice(0, 8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const older = async (kind) => (await caches.keys()).filter((name) => name.startsWith(named(`${kind}:`)) && !name.endsWith(`:${VERSION}`));

/** A book that was stored on purpose is brought up to date as a whole, or stays as it is. */
async function carryBook() {
  for (const name of await older("book")) {
    const old = await caches.open(name);
    const kept = await old.match(KEPT);
    if (!kept) continue;
    const { version, files } = await list();
    if (version !== VERSION) throw new Error("the site is being updated");
    const book = await caches.open(BOOK);
    const wishes = [kept, await book.match(KEPT)]; // the new book may have been stored already
    const wants = await Promise.all(wishes.map(async (each) => (await each?.json())?.want));
    const want = wants.includes("python") ? "python" : "pages";
    const known = new Map();
    for (const request of await old.keys()) known.set(await digest(await old.match(request)), request);
    for (const [file, [, wanted]] of Object.entries(files)) {
      if (want !== "python" && file.startsWith("_static/runtime/")) continue;
      if (await book.match(ROOT + file)) continue; // from an attempt that broke off
      const same = known.get(wanted);
      const answer = same ? await old.match(same) : await fetch(ROOT + file, { cache: "reload" });
      if (!same && (!answer.ok || (await digest(answer.clone())) !== wanted)) throw new Error(`${file} has not arrived`);
      await book.put(ROOT + file, plain(answer.body, answer.headers.get("content-type")));
    }
    await book.put(KEPT, plain(JSON.stringify({ want }), "application/json"));
  }
}

/** An answer without a past: one that was redirected opens no page. */
const plain = (body, type) => new Response(body, { headers: { "content-type": type ?? "" } });

/** Forget what an update has changed. When that is not known now, all stays until the next update. */
async function tidy() {
  const carried = await (await caches.open(BOOK)).match(KEPT);
  const stale = await older("visited");
  for (const name of await older("book")) {
    const whole = await (await caches.open(name)).match(KEPT);
    if (whole && carried) await caches.delete(name);
    else if (!whole) stale.push(name); // its storing broke off
  }
  const runtime = await caches.open(RUNTIME);
  if (!stale.length && !(await runtime.keys()).length) return;
  const { files } = await list(AbortSignal.timeout?.(PATIENCE)).catch(() => ({})); // pages wait for this
  if (!files) return;
  for (const name of stale) {
    const old = await caches.open(name);
    await carryOver(old, files);
    if (!(await old.keys()).length) await caches.delete(name);
  }
  for (const request of await runtime.keys()) {
    if (!(fileOf(request) in files)) await runtime.delete(request);
  }
}

/** Move what the site still holds as it was, and drop the rest. */
async function carryOver(old, files) {
  for (const request of await old.keys()) {
    const answer = await old.match(request);
    const [, now] = files[fileOf(request)] ?? [];
    const same = now && now === (await digest(answer.clone()));
    if (same && !(await keep(FOREVER.test(path(request)) ? RUNTIME : VISITED, request, answer))) continue;
    await old.delete(request);
  }
}
