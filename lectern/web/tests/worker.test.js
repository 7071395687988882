import { equal, ok } from "./assert.js";

const HERE = location.origin;
const PYTHON = "/_static/runtime/python-0123456789ab.wasm.gz";
const source = (await (await fetch("/worker/sw.js")).text()).split("@version@");
const named = (kind) => `unopposed:/:${kind}`;

/** What stands in for the network: a host with files, which can be broken. */
function host(files = {}) {
  const at = { files, asked: [], down: false, status: 200, broken: [], hangs: false };
  at.fetch = async (request, { signal } = {}) => {
    const { pathname } = new URL(request.url ?? request, HERE);
    at.asked.push(pathname);
    if (at.hangs) return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
    if (at.down || at.broken.includes(pathname)) throw new TypeError("no network");
    const ill = at.status !== 200 || !(pathname in at.files);
    const answer = new Response(ill ? "" : at.files[pathname], { status: ill ? Math.max(at.status, 404) : 200, headers: { "content-type": "text/html" } });
    Object.defineProperty(answer, "type", { value: "basic" });
    if (at.redirects) Object.defineProperty(answer, "redirected", { value: true });
    return answer;
  };
  return at;
}

/** A service worker of some version, over the browser's own caches or others. */
function worker(version, site, store = caches) {
  const on = {};
  const timers = [];
  const self = { registration: { scope: `${HERE}/` }, location: new URL(`${HERE}/sw.js`), addEventListener: (name, heard) => (on[name] = heard), skipWaiting() {}, clients: { claim() {} } };
  const scope = { self, caches: store, fetch: site.fetch, setTimeout: (work) => timers.push(work), clearTimeout() {}, AbortSignal: site.hangs ? { timeout: soon } : AbortSignal };
  new Function(...Object.keys(scope), source.join(version))(...Object.values(scope));
  const fire = async (name, more = {}) => {
    const waits = [];
    let answer;
    on[name]({ waitUntil: (promise) => waits.push(promise), respondWith: (promise) => (answer = promise), ...more });
    const found = answer && (await answer);
    if (!site.hangs || name !== "fetch") await Promise.all(waits);
    return found;
  };
  const get = (path, headers = {}, mode = "cors") =>
    fire("fetch", { request: { url: HERE + path, method: "GET", headers: new Headers(headers), mode } });
  return { get, fire, timers, update: async () => (await fire("install"), await fire("activate")) };
}

/** A signal that gives up at once. */
function soon() {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new DOMException("late", "TimeoutError")));
  return controller.signal;
}

async function clear() {
  for (const name of await caches.keys()) await caches.delete(name);
}

async function held(kind) {
  if (!(await caches.has(named(kind)))) return [];
  return (await (await caches.open(named(kind))).keys()).map((each) => new URL(each.url).pathname).sort();
}

const put = async (kind, path, text) => (await caches.open(named(kind))).put(path, new Response(text));
const text = async (answer) => (await answer).text();

async function listed(version, files) {
  const entries = Object.entries(files).map(async ([name, content]) => {
    const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(content)));
    return [name, [content.length, [...sum.slice(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("")]];
  });
  return JSON.stringify({ version, files: Object.fromEntries(await Promise.all(entries)) });
}

/** A site with a list of what it holds. */
async function published(version, files) {
  const paths = Object.fromEntries(Object.entries(files).map(([name, content]) => [`/${name}`, content]));
  return { ...paths, "/offline.json": await listed(version, files) };
}

const PAGES = { "index.html": "start", "chapters/a.html": "a", "chapters/b.html": "b", [PYTHON.slice(1)]: "python" };

export const tests = {
  async "an update that cannot read the list of files loses nothing, and the next one tidies"() {
    for (const breaks of ["down", "hangs", "ill"]) {
      await clear();
      const site = host(await published("1", PAGES));
      const first = worker("1", site);
      for (const path of ["/chapters/a.html", "/chapters/b.html", PYTHON]) await first.get(path);
      if (breaks === "ill") site.status = 503;
      else site[breaks] = true;
      const second = worker("2", site);
      await second.update();
      site.hangs = false;
      site.down = true;
      equal([await text(second.get("/chapters/a.html")), await text(second.get(PYTHON))], ["a", "python"], breaks);
      Object.assign(site, { down: false, status: 200, files: await published("3", { ...PAGES, "chapters/b.html": "new b" }) });
      const third = worker("3", site);
      await third.update();
      equal([await held("visited:1"), await held("visited:2"), await held("visited:3")], [[], [], ["/chapters/a.html", "/offline.json"]], breaks);
      equal(await held("runtime"), [PYTHON], breaks);
    }
  },

  async "what a broken store cannot give comes from the network"() {
    const broken = new Proxy({}, { get: () => () => Promise.reject(new DOMException("broken", "UnknownError")) });
    const { get } = worker("1", host(await published("1", PAGES)), broken);
    equal([await text(get(PYTHON)), await text(get("/chapters/a.html"))], ["python", "a"]);
  },

  async "a page has one name, whether the host writes its ending or not"() {
    await clear();
    const site = host({ "/": "start", "/chapters/a": "a", "/chapters/b.html": "b" });
    const { get } = worker("1", site);
    for (const path of ["/", "/chapters/a?x=1", "/chapters/b.html"]) await get(path);
    equal(await held("visited:1"), ["/chapters/a.html", "/chapters/b.html", "/index.html"]);
    site.down = true;
    const found = await Promise.all(["/", "/index.html", "/chapters/a", "/chapters/a.html", "/chapters/b"].map((path) => text(get(path))));
    equal(found, ["start", "start", "a", "a", "b"]);
    equal((await get("/chapters/c", {}, "navigate")).status, 503);
  },

  async "a host that is ill is passed over, but not a page that is gone"() {
    await clear();
    const site = host(await published("1", PAGES));
    const { get } = worker("1", site);
    await get("/chapters/a.html");
    site.status = 502;
    equal([await text(get("/chapters/a.html")), (await get("/chapters/b.html")).status], ["a", 502]);
    site.status = 200;
    delete site.files["/chapters/a.html"];
    equal((await get("/chapters/a.html")).status, 404);
  },

  async "a network that never answers is waited for only where nothing is stored"() {
    await clear();
    const site = host(await published("1", PAGES));
    const { get, timers } = worker("1", site);
    await get("/chapters/a.html");
    equal(timers.length, 1);
    site.hangs = true;
    const [here, nowhere] = [get("/chapters/a.html"), get("/chapters/b.html")];
    timers.forEach((work) => work());
    const soonest = (answer) => Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 500, "waits"))]);
    equal([await soonest(text(here)), await soonest(nowhere)], ["a", "waits"]);
  },

  async "what the shelf asks for comes from the network, and the worker keeps none of it"() {
    await clear();
    const site = host(await published("1", PAGES));
    const { get } = worker("1", site);
    equal(await get("/chapters/a.html", { "x-shelf": "1" }), undefined); // the browser asks itself
    equal(await text(get(PYTHON, { "x-shelf": "1" })), "python");
    equal([await held("visited:1"), await held("runtime")], [[], []]);
    await get(PYTHON);
    const before = site.asked.length;
    await get(PYTHON, { "x-shelf": "1" }); // what has been run need not be loaded again
    equal([site.asked.length, await held("runtime")], [before, [PYTHON]]);
  },

  async "an update of a stored book that breaks off goes on where it was"() {
    await clear();
    const site = host(await published("2", { ...PAGES, "chapters/a.html": "new a", "chapters/b.html": "new b" }));
    for (const [name, content] of Object.entries(PAGES)) await put("book:1", `/${name}`, content);
    await put("book:1", "/offline-kept.json", '{"want": "python"}');
    site.broken.push("/chapters/b.html");
    const failed = await worker("2", site).fire("install").catch((error) => error.message);
    equal(failed, "no network");
    ok((await held("book:1")).includes("/offline-kept.json"), "the old book is not whole");
    Object.assign(site, { broken: [], asked: [], redirects: true });
    await worker("2", site).update();
    equal(site.asked.filter((path) => path !== "/offline.json"), ["/chapters/b.html"]);
    equal(await held("book:2"), [PYTHON, "/chapters/a.html", "/chapters/b.html", "/index.html", "/offline-kept.json"]);
    equal(await held("book:1"), []);
    const brought = await (await caches.open(named("book:2"))).match("/chapters/b.html");
    equal([await brought.clone().text(), brought.redirected, brought.headers.get("content-type")], ["new b", false, "text/html"]);
  },

  async "a book that was stored anew before the update keeps its Python"() {
    for (const [before, after] of [["pages", "python"], ["python", "pages"]]) {
      await clear();
      const site = host(await published("2", PAGES));
      await put("book:1", "/offline-kept.json", `{"want": "${before}"}`);
      await put("book:2", "/offline-kept.json", `{"want": "${after}"}`);
      await worker("2", site).update();
      const kept = await (await caches.open(named("book:2"))).match("/offline-kept.json");
      equal([await kept.json(), (await held("book:2")).includes(PYTHON)], [{ want: "python" }, true]);
    }
  },

  async "what had arrived when storing broke off outlives an update"() {
    await clear();
    await put("book:1", "/chapters/a.html", "a");
    await put("book:1", "/chapters/b.html", "old b");
    await put("book:1", PYTHON, "python");
    await worker("2", host(await published("2", PAGES))).update();
    equal([await held("book:1"), await held("visited:2"), await held("runtime")], [[], ["/chapters/a.html", "/offline.json"], [PYTHON]]);
  },
};
