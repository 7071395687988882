import { list, listNow, store } from "/offline/shelf.js";
import { equal } from "./assert.js";

const CONTENT = "x".repeat(10);
const named = (kind) => `unopposed:/:${kind}`;

async function digest(text) {
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return [...sum.slice(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function listing(names) {
  const entry = [CONTENT.length, await digest(CONTENT)];
  return { version: "1", files: Object.fromEntries(names.map((name) => [name, entry])) };
}

/** Do something while `answer` stands in for the network. */
async function over(answer, work) {
  const own = window.fetch;
  window.fetch = async (address, options) => answer(new URL(address).pathname.slice(1), options);
  try {
    return await work();
  } finally {
    window.fetch = own;
    for (const name of await caches.keys()) await caches.delete(name);
  }
}

async function held(kind) {
  return (await (await caches.open(named(kind))).keys()).map((each) => new URL(each.url).pathname).sort();
}

export const tests = {
  async "when a file fails, nothing is told after the error, and what was on its way is stored"() {
    const listed = await listing(["bad.html", "slow.html", "c.html", "d.html", "e.html"]);
    let free;
    const waits = new Promise((resolve) => (free = resolve));
    const answer = async (name) => {
      if (name === "bad.html") return new Response("", { status: 404 });
      if (name === "slow.html") await waits;
      return new Response(CONTENT);
    };
    await over(answer, async () => {
      const told = [];
      const storing = store(listed, "pages", (bytes) => told.push(bytes), new AbortController().signal).catch((error) => error.message);
      storing.then(() => told.push("the end"));
      setTimeout(free, 100);
      equal(await storing, "bad.html could not be loaded (404)");
      equal([told.at(-1), await held("book:1")], ["the end", ["/c.html", "/d.html", "/slow.html"]]);
    });
  },

  async "what is stored on purpose is stored once, and asked of the site itself"() {
    const python = "_static/runtime/python-0123456789ab.gz";
    const listed = await listing(["a.html", python]);
    const asked = [];
    const answer = async (name, { headers }) => (asked.push(headers["x-shelf"]), new Response(CONTENT));
    await over(answer, async () => {
      for (const [kind, name] of [["visited:1", "a.html"], ["visited:1", "other.html"], ["runtime", python], ["runtime", "b.gz"]]) {
        await (await caches.open(named(kind))).put(`/${name}`, new Response(CONTENT));
      }
      await store(listed, "python", () => {}, new AbortController().signal);
      equal(await held("book:1"), [`/${python}`, "/a.html", "/offline-kept.json", "/offline.json"]);
      equal([await held("visited:1"), await held("runtime")], [["/other.html"], ["/b.gz"]]);
      equal(asked, ["1", "1"]);
    });
  },

  async "a list for storing is never an older one"() {
    const asked = [];
    await over(async (name, { headers }) => (asked.push(headers["x-shelf"] ?? ""), new Response("{}")), async () => {
      await list();
      await listNow();
    });
    equal(asked, ["", "1"]);
  },
};
