import * as drafts from "/python/drafts.js";
import { Cell } from "/python/cell.js";
import { equal, ok } from "./assert.js";

const PAGE = "chapters/x";
let times = 0;

function make(name, facts = {}, ...children) {
  const element = Object.assign(document.createElement(name), facts);
  element.append(...children);
  return element;
}

/** A page with cells, as the book writes it; what is in the storage is brought to it. */
async function page(...sources) {
  const places = sources.map((source, i) => {
    const block = make("div", { className: "highlight-python" }, make("pre", { textContent: `${source}\n` }));
    return make("div", { className: "cell", id: `cell-${i}` }, make("div", { className: "cell_input" }, block));
  });
  const cells = sources.map((_, i) => ({ id: `cell-${i}`, key: `cell-${i + 1}` }));
  const data = make("script", { className: "live-cells", type: "application/json", textContent: JSON.stringify({ page: PAGE, palette: {}, cells }) });
  document.querySelector("main").replaceChildren(...places, data);
  await import(`/python/cells.js?${(times += 1)}`);
  return places;
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

async function until(true_, about) {
  for (let i = 0; i < 1000; i++) {
    const found = true_();
    if (found) return found;
    await soon();
  }
  throw new Error(`waited for ${about}`);
}

const press = (place, name) => [...place.querySelectorAll("button")].find((each) => each.textContent === name).click();
const shown = (place) => [...place.querySelectorAll(".cm-line")].map((line) => line.textContent).join("\n");
const keys = () => Object.fromEntries(Object.entries(drafts.all(PAGE)).map(([key, { text }]) => [key, text]));

async function type(place, text) {
  if (!place.querySelector(".cm-content")) press(place, "Edit");
  const field = await until(() => place.querySelector(".cm-content"), "the editor");
  field.focus();
  getSelection().selectAllChildren(field);
  document.execCommand("insertText", false, text);
  await until(() => shown(place) === text, `${text} in the editor`);
}

/** A page on which the book has changed a cell that the reader had changed. */
async function conflicted() {
  localStorage.clear();
  drafts.keep(PAGE, { key: "cell-1", source: "old" }, "before");
  const [place] = await page("new");
  return { place, note: () => place.querySelector(".cell-note") };
}

export const tests = {
  async "what is typed before the choice does not take the place of the text that waits for it"() {
    const { place } = await conflicted();
    await type(place, "typed");
    await type(place, "typed more");
    equal(keys(), { "cell-1": "typed more", [drafts.aside("cell-1", "before")]: "before" });
    const [again] = await page("new");
    await until(() => shown(again) === "typed more", "the text");
    equal(again.querySelector(".cell-note pre").textContent, "before");
    press(again, "Keep mine");
    await until(() => shown(again) === "before", "the earlier text");
    // now the other one waits
    equal(keys(), { "cell-1": "before", [drafts.aside("cell-1", "typed more")]: "typed more" });
    equal(again.querySelector(".cell-note pre").textContent, "typed more");
    press(again, "Take the new one");
    equal([keys(), again.querySelector(".cell-note")], [{ "cell-1": "before" }, null]);
  },

  async "a choice leaves one text, and the newer one when it was typed since"() {
    let { place, note } = await conflicted();
    press(place, "Keep mine");
    equal([keys(), note()], [{ "cell-1": "before" }, null]);
    ({ place, note } = await conflicted());
    press(place, "Take the new one");
    equal([keys(), note()], [{}, null]);
    ({ place, note } = await conflicted());
    await type(place, "typed");
    press(place, "Take the new one");
    equal([keys(), note(), shown(place)], [{ "cell-1": "typed" }, null, "typed"]);
  },

  async "where the text that waits cannot be put aside, nothing is written over it"() {
    const { place } = await conflicted();
    const own = Storage.prototype.setItem;
    Storage.prototype.setItem = function (name, value) {
      if (name.includes("~")) throw new DOMException("full", "QuotaExceededError");
      own.call(this, name, value);
    };
    try {
      await type(place, "typed");
      equal(keys(), { "cell-1": "before" });
      ok(place.querySelector(".cell-status").textContent.includes("keeps nothing"), "it is not said");
    } finally {
      Storage.prototype.setItem = own;
    }
    await type(place, "typed more"); // so that leaving asks nothing
  },

  async "drafts move with their cells when the book puts a cell before them"() {
    localStorage.clear();
    drafts.keep(PAGE, { key: "cell-1", source: "a" }, "my a");
    drafts.keep(PAGE, { key: "cell-2", source: "b" }, "my b");
    const places = await page("new", "a", "b");
    await until(() => shown(places[1]) === "my a" && shown(places[2]) === "my b", "the drafts");
    equal([keys(), document.querySelector(".cell-note")], [{ "cell-2": "my a", "cell-3": "my b" }, null]);
  },

  async "back on a page, a cell shows what was typed since, and loses nothing"() {
    localStorage.clear();
    const [one, two] = await page("a", "b");
    await type(one, "first");
    await type(two, "second");
    drafts.keep(PAGE, { key: "cell-1", source: "a" }, "newer");
    drafts.forget(PAGE, "cell-2");
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    await until(() => shown(one) === "newer", "the newer text");
    equal(shown(two), "second");
  },

  async "Stop before the interpreter has arrived ends the wait, and nothing runs after it"() {
    const [place] = await page("x = 1");
    place.querySelector(".cell-bar").remove();
    let arrive;
    const ran = [];
    const session = { run: (cell) => (ran.push(cell.number), cell.ended("Ran.")) };
    const owner = { name: PAGE, session: () => new Promise((resolve, reject) => (arrive = { resolve, reject })) };
    const cell = new Cell({ id: "cell-0", key: "cell-1" }, owner, 1);
    for (const end of [() => arrive.resolve(session), () => arrive.reject(new Error("no network"))]) {
      cell.run();
      equal([cell.busy, cell.stopper.hidden], [true, false]);
      cell.stopper.click();
      end();
      await soon();
      equal([cell.busy, cell.stopper.hidden, cell.status.textContent, ran], [false, true, "Stopped.", []]);
    }
    // a second Run that waits for the same is the only one that runs
    const both = new Promise((resolve) => (arrive = { resolve }));
    owner.session = () => both;
    cell.run();
    cell.stopper.click();
    cell.run();
    arrive.resolve(session);
    await until(() => ran.length, "the run");
    await soon();
    equal([ran, cell.status.textContent], [[1], "Ran."]);
  },

  async "what cannot be loaded is said, with what helps"() {
    const [place] = await page("x = 1");
    place.querySelector(".cell-bar").remove();
    const cell = new Cell({ id: "cell-0", key: "cell-1" }, { name: PAGE, session: () => Promise.reject(new Error("no network")) }, 1);
    await cell.run();
    equal(cell.status.textContent, "This could not be loaded (no network). Check the connection, then reload this page.");
  },
};
