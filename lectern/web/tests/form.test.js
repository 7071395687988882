import { bring } from "/answers/form.js";
import * as store from "/answers/store.js";
import { equal } from "./assert.js";

const answer = (name, more) => ({ name, kind: "number", unit: "h", truth: 1, absolute: 0.1, relative: null, tolerance: "0.1", options: [], feedback: {}, units: [], ...more });
const FACTS = { slug: "x", version: "v", close: 3, misconceptions: [], answers: [answer("hours"), answer("way", { kind: "choice", truth: "up" })] };
const entry = (more) => ({ facts: "v", attempts: 1, texts: { hours: "1", way: "up" }, right: ["hours", "way"], done: "2026-01-02", ...more });

function make(name, facts, ...children) {
  const element = Object.assign(document.createElement(name), facts);
  element.append(...children);
  return element;
}

const field = (...inputs) => make("div", { className: "answer" }, ...inputs, make("p", { className: "said" }));

/** The form of an exercise at work, as lectern.book.answer_form writes it. */
function opened() {
  const hours = make("input", { name: "answer-hours" });
  const ways = ["up", "down"].map((value) => make("input", { type: "radio", name: "answer-way", value }));
  const verdict = make("p", { className: "verdict" });
  const form = make("form", { className: "answers" }, field(hours), field(...ways), verdict, make("button", { className: "hinted", type: "button" }));
  document.querySelector("main").replaceChildren(form);
  bring(form, FACTS);
  const type = (text) => {
    hours.value = text;
    hours.dispatchEvent(new Event("input", { bubbles: true }));
  };
  return { hours, ways, verdict, type };
}

const again = {
  "another tab": () => dispatchEvent(new StorageEvent("storage", { key: "unopposed:answers" })),
  "the way back": () => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })),
};

export const tests = {
  "what was solved elsewhere is shown, and not written over by the next key"() {
    for (const [name, come] of Object.entries(again)) {
      localStorage.clear();
      const { hours, ways, verdict, type } = opened();
      store.keep("x", entry());
      come();
      equal([hours.value, ways.map((each) => each.checked), verdict.textContent], ["1", [true, false], "All right, on 2 January 2026."], name);
      type("12");
      equal(store.one("x"), entry({ texts: { hours: "12", way: "up" } }), name);
    }
  },

  "what was cleared elsewhere is cleared here, and no longer done"() {
    localStorage.clear();
    store.keep("x", entry());
    const { hours, ways, verdict } = opened();
    store.keep("x", entry({ attempts: 0, texts: { hours: "", way: "" }, right: [], done: "" }));
    again["another tab"]();
    equal([hours.value, ways.map((each) => each.checked), verdict.textContent], ["", [false, false], ""]);
  },

  "what was typed stays where nothing is kept, or could be"() {
    localStorage.clear();
    const { hours, type } = opened();
    type("7");
    localStorage.clear();
    again["the way back"]();
    equal(hours.value, "7");
    const own = Storage.prototype.setItem;
    type("8");
    Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
    type("9");
    Storage.prototype.setItem = own;
    again["another tab"]();
    equal(hours.value, "9");
  },
};
