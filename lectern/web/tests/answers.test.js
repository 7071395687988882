import { compare } from "/answers/compare.js";
import { decimal, isShort } from "/answers/decimal.js";
import { read } from "/answers/read.js";
import * as store from "/answers/store.js";
import { equal, ok } from "./assert.js";

const entry = (more = {}) => ({ facts: "a", attempts: 1, texts: { hours: "3" }, right: [], done: "", ...more });
const file = (exercises) => JSON.stringify({ version: 1, exercises });

function exercise(more = {}) {
  const answer = { name: "hours", kind: "number", unit: "h", truth: 16.7, absolute: null, relative: 0.01, tolerance: "1 %", options: [], feedback: {}, units: [["min", 60]], ...more };
  return { slug: "x", close: 3, answers: [answer], misconceptions: [] };
}

const status = (facts, value) => compare(facts, { hours: { value } })[0].status;

/** Call `work` while localStorage throws at every touch. */
function withoutStorage(work) {
  const own = Object.getOwnPropertyDescriptor(window, "localStorage");
  Object.defineProperty(window, "localStorage", { configurable: true, get() { throw new Error("off"); } });
  try {
    work();
  } finally {
    Object.defineProperty(window, "localStorage", own);
  }
}

export const tests = {
  "a number becomes the shortest decimal that reads as it"() {
    equal(decimal(0.1), { negative: false, digits: "1", exponent: -1 });
    equal(decimal(-1230), { negative: true, digits: "123", exponent: 3 });
    equal(decimal(5e-324), { negative: false, digits: "5", exponent: -324 });
    equal(decimal(0), { negative: false, digits: "0", exponent: 0 });
  },

  "rounded or cut off is short, at every number of digits from two to six"() {
    const truths = [16.6666666, 0.0299999999, 98765.4321, -3.14159265, 1.00000001];
    for (const truth of truths) {
      for (let digits = 2; digits <= 6; digits += 1) {
        ok(isShort(decimal(Number(truth.toPrecision(digits))), decimal(truth)), `${truth} with ${digits} digits`);
      }
    }
    ok(isShort(decimal(16), decimal(16.6666666)), "cut off");
  },

  "another number, another sign, or too many digits are not short"() {
    for (const [value, truth] of [[15, 16.67], [18, 16.67], [-17, 16.67], [16.6666, 16.67], [16.66666664, 16.6666666], [0, 1e-9], [1e-9, 0]]) {
      ok(!isShort(decimal(value), decimal(truth)), `${value} for ${truth}`);
    }
    ok(isShort(decimal(0), decimal(0)), "zero");
  },

  "a number is judged by its tolerance, and by what it may have been confused with"() {
    const facts = exercise();
    equal([16.7, 16.8, 16.86].map((value) => status(facts, value)), ["right", "right", "right"]);
    equal([16.9, 1002, 16.7 / 60, 40].map((value) => status(facts, value)), ["close", "unit", "unit", "wrong"]);
  },

  "an answer of another shape says what is asked for"() {
    const [outcome] = compare(exercise({ kind: "array", truth: [1, 2, 3] }), { hours: { value: [1, 2] } });
    equal(outcome.status, "invalid");
    ok(/2 .*3 /.test(outcome.message), outcome.message);
  },

  "a wrong idea is recognised, but never in place of the truth"() {
    const facts = exercise();
    facts.misconceptions = [{ feedback: "log10 is not ln", values: { hours: 7.25 } }, { feedback: "near", values: { hours: 16.72 } }];
    equal(compare(facts, { hours: { value: 7.25 } })[0], { name: "hours", status: "misconception", message: "log10 is not ln", misconception: 1 });
    equal(status(facts, 16.72), "right");
  },

  "the wrong idea that explains most of the answers is named"() {
    const facts = exercise();
    facts.answers.push({ ...facts.answers[0], name: "days", truth: 2 });
    facts.misconceptions = [{ feedback: "one", values: { hours: 8 } }, { feedback: "both", values: { hours: 8, days: 5 } }];
    const judged = (days) => compare(facts, { hours: { value: 8 }, days: { value: days } })[0].misconception;
    equal([judged(5), judged(2)], [2, 1]);
  },

  "what is missing or unreadable is passed on"() {
    const facts = exercise();
    equal(compare(facts, {})[0].status, "missing");
    equal(compare(facts, { hours: { status: "invalid", problem: "is no number: x" } })[0].message, "It is no number: x.");
  },

  "numbers are read as people type them"() {
    const number = (text) => read({ kind: "number", unit: "h", truth: 1 }, text);
    equal(["+1.", "1E3", " .25 "].map((text) => number(text).value), [1, 1000, 0.25]);
    equal(["NaN", "Infinity", "0x10", "1 000", "1e5e5"].map((text) => "value" in number(text)), Array(5).fill(false));
    equal([null, undefined, "   "].map((text) => number(text).status), Array(3).fill("missing"));
  },

  "what is kept is found again, beside what was there"() {
    localStorage.clear();
    ok(store.keep("a", entry()));
    ok(store.keep("b", entry({ attempts: 2 })));
    equal(Object.keys(store.all()), ["a", "b"]);
    equal(store.one("b").attempts, 2);
    equal(store.one("c"), { facts: "", attempts: 0, texts: {}, right: [], done: "" });
    ok(store.forget());
    equal(store.all(), {});
  },

  "a file is read back as it was written"() {
    localStorage.clear();
    store.keep("a", entry({ done: "2026-01-01", right: ["hours"] }));
    const text = store.exported();
    store.forget();
    equal(store.imported(text), 1);
    equal(store.exported(), text);
  },

  "of two entries the better one stays: done, then more right, then more attempts"() {
    const better = [
      [entry({ done: "2026-01-01" }), entry({ right: ["hours"], attempts: 9 })],
      [entry({ right: ["hours"] }), entry({ attempts: 9 })],
      [entry({ attempts: 3 }), entry({ attempts: 2 })],
    ];
    for (const [first, second] of better) {
      for (const [kept, read] of [[first, second], [second, first]]) {
        localStorage.clear();
        store.keep("a", kept);
        store.imported(file({ a: read }));
        equal(store.one("a"), first);
      }
    }
  },

  "a file that is not ours is refused, and changes nothing"() {
    localStorage.clear();
    store.keep("a", entry());
    const before = localStorage.getItem("unopposed:answers");
    const bad = ["", "[]", "null", "3", '{"version": 0, "exercises": {}}', '{"version": 1, "exercises": []}', '{"version": 9, "exercises": {}}'];
    for (const change of [{ facts: 1 }, { attempts: 1.5 }, { texts: { hours: 3 } }, { right: "hours" }, { right: [1] }, { done: true }]) {
      bad.push(file({ a: entry(change) }));
    }
    for (const text of bad) {
      let refused = false;
      try {
        store.imported(text);
      } catch (error) {
        refused = error instanceof store.Unreadable;
      }
      ok(refused, text);
    }
    equal(localStorage.getItem("unopposed:answers"), before);
  },

  "what this edition cannot read is set aside before it writes, and forgotten with the rest"() {
    const key = "unopposed:answers";
    const newer = '{"version": 2, "exercises": {"a": {"other": 1}}}';
    const damaged = file({ a: entry({ attempts: "x" }), b: entry() });
    localStorage.clear();
    for (const text of [newer, newer, damaged]) {
      localStorage.setItem(key, text);
      ok(store.keep("c", entry()), "not kept");
      ok(store.keep("d", entry()), "not kept");
    }
    equal([localStorage.getItem(`${key}:unread`), localStorage.getItem(`${key}:unread:2`), localStorage.length], [newer, damaged, 3]);
    equal(Object.keys(store.all()), ["b", "c", "d"]); // one bad entry spoils no other
    store.forget();
    equal(localStorage.length, 0);
  },

  "what cannot be set aside is not written over"() {
    const key = "unopposed:answers";
    localStorage.clear();
    localStorage.setItem(key, "{");
    const own = Storage.prototype.setItem;
    Storage.prototype.setItem = function (name, value) {
      if (name !== key) throw new DOMException("full", "QuotaExceededError");
      own.call(this, name, value);
    };
    try {
      equal(store.keep("a", entry()), false);
    } finally {
      Storage.prototype.setItem = own;
    }
    equal(localStorage.getItem(key), "{");
  },

  "without storage nothing is kept, and nothing breaks"() {
    withoutStorage(() => {
      equal(store.all(), {});
      equal([store.keep("a", entry()), store.forget()], [false, false]);
      let said = "";
      try {
        store.imported(file({ a: entry() }));
      } catch (error) {
        said = error.message;
      }
      ok(said.includes("keeps nothing"), said);
    });
  },

  "a name that every object has is a name like any other"() {
    localStorage.clear();
    equal(store.one("constructor").attempts, 0);
    equal(store.one("toString").attempts, 0);
    equal(store.imported(file({ constructor: entry({ attempts: 4 }) })), 1);
    equal(store.one("constructor").attempts, 4);
  },
};
