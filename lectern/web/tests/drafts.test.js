import * as drafts from "/python/drafts.js";
import { equal, ok } from "./assert.js";

const cell = (key, source) => ({ key, source });
const kept = (text, source) => ({ text, from: drafts.digest(source) });
const states = (found) => found.map(({ key, state, cell }) => [key, state, cell?.key ?? null]);

export const tests = {
  "a draft is kept and found again"() {
    localStorage.clear();
    ok(drafts.keep("chapters/a", cell("cell-1", "x = 1"), "x = 2"), "not kept");
    drafts.keep("chapters/ab", cell("cell-1", "x = 1"), "x = 3");
    equal(drafts.all("chapters/a"), { "cell-1": kept("x = 2", "x = 1") });
  },

  "the book's own text is no draft"() {
    localStorage.clear();
    drafts.keep("p", cell("c", "x = 1"), "x = 2");
    ok(drafts.keep("p", cell("c", "x = 1"), "x = 1"), "could not be forgotten");
    equal(localStorage.length, 0);
  },

  "what is not ours is left alone"() {
    localStorage.clear();
    for (const text of ["", "null", "3", "[]", '{"text": 1, "from": "a"}', "{"]) localStorage.setItem("unopposed:code:1:p#c", text);
    equal(drafts.all("p"), {});
    equal(localStorage.length, 1);
  },

  "a storage that refuses is reported"() {
    const own = Storage.prototype.setItem;
    Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
    try {
      equal(drafts.keep("p", cell("c", "a"), "b"), false);
    } finally {
      Storage.prototype.setItem = own;
    }
  },

  "a draft stays with its cell, moves with it, or is asked about"() {
    const cells = [cell("cell-1", "a"), cell("cell-2", "b"), cell("fig-x", "c")];
    equal(states(drafts.placed({ "cell-1": kept("mine", "a") }, cells)), [["cell-1", "same", "cell-1"]]);
    equal(states(drafts.placed({ "cell-1": kept("mine", "b") }, cells)), [["cell-1", "moved", "cell-2"]]);
    equal(states(drafts.placed({ "cell-1": kept("mine", "old") }, cells)), [["cell-1", "changed", "cell-1"]]);
    equal(states(drafts.placed({ "cell-9": kept("mine", "old") }, cells)), [["cell-9", "gone", null]]);
    // the place is taken by another draft: nothing may be overwritten
    equal(
      states(drafts.placed({ "cell-1": kept("one", "b"), "cell-2": kept("two", "b") }, cells)),
      [["cell-1", "changed", "cell-1"], ["cell-2", "same", "cell-2"]],
    );
  },

  "neighbouring drafts move together, and two never to one place"() {
    const cells = [cell("cell-1", "new"), cell("cell-2", "a"), cell("cell-3", "b")];
    equal(
      states(drafts.placed({ "cell-1": kept("A", "a"), "cell-2": kept("B", "b") }, cells)),
      [["cell-1", "moved", "cell-2"], ["cell-2", "moved", "cell-3"]],
    );
    // one that cannot move on keeps its place, and so do those behind it
    equal(
      states(drafts.placed({ "cell-1": kept("A", "a"), "cell-2": kept("B", "b"), "cell-3": kept("C", "old") }, cells)),
      [["cell-1", "changed", "cell-1"], ["cell-2", "changed", "cell-2"], ["cell-3", "changed", "cell-3"]],
    );
    equal(
      states(drafts.placed({ "cell-8": kept("A", "a"), "cell-9": kept("B", "a") }, cells)),
      [["cell-8", "moved", "cell-2"], ["cell-9", "gone", null]],
    );
  },

  "a text that stands aside belongs to its cell"() {
    const cells = [cell("cell-1", "new")];
    equal(
      states(drafts.placed({ "cell-1": kept("B", "new"), "cell-1~x": kept("A", "old"), "cell-7~x": kept("C", "old") }, cells)),
      [["cell-1", "same", "cell-1"], ["cell-1~x", "changed", "cell-1"], ["cell-7~x", "gone", null]],
    );
  },

  "moving writes over nothing, in a row or in a ring"() {
    for (const order of [["a", "b"], ["b", "a"]]) {
      const cells = [cell("cell-1", "b"), cell("cell-2", "a"), cell("cell-3", "c")];
      localStorage.clear();
      for (const source of order) drafts.keep("p", cell({ a: "cell-1", b: "cell-2" }[source], source), `my ${source}`);
      drafts.move("p", drafts.placed(drafts.all("p"), cells));
      equal(localStorage.length, 2);
      equal([drafts.all("p")["cell-1"], drafts.all("p")["cell-2"]], [kept("my b", "b"), kept("my a", "a")]);
    }
    for (const order of [["a", "b"], ["b", "a"]]) {
      const cells = [cell("cell-1", "new"), cell("cell-2", "a"), cell("cell-3", "b")];
      localStorage.clear();
      for (const source of order) drafts.keep("p", cell({ a: "cell-1", b: "cell-2" }[source], source), `my ${source}`);
      drafts.move("p", drafts.placed(drafts.all("p"), cells));
      equal(localStorage.length, 2);
      equal([drafts.all("p")["cell-2"], drafts.all("p")["cell-3"]], [kept("my a", "a"), kept("my b", "b")]);
    }
  },

  "a storage that refuses a move leaves every draft where it is"() {
    localStorage.clear();
    const cells = [cell("cell-1", "new"), cell("cell-2", "a"), cell("cell-3", "b")];
    drafts.keep("p", cell("cell-1", "a"), "my a");
    drafts.keep("p", cell("cell-2", "b"), "my b");
    const before = drafts.all("p");
    const own = Storage.prototype.setItem;
    Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
    try {
      drafts.move("p", drafts.placed(before, cells));
      equal(drafts.setAside("p", "cell-1", "my a"), false);
    } finally {
      Storage.prototype.setItem = own;
    }
    equal(drafts.all("p"), before);
  },

  "a text steps aside once, and is forgotten wherever it stands"() {
    localStorage.clear();
    drafts.keep("p", cell("c", "old"), "A");
    ok(drafts.setAside("p", "c", "A"), "not safe");
    drafts.keep("p", cell("c", "new"), "B");
    ok(drafts.setAside("p", "c", "A"), "not safe"); // what stands there now is another text
    equal(drafts.all("p"), { c: kept("B", "new"), [drafts.aside("c", "A")]: kept("A", "old") });
    drafts.forgetText("p", "c", "A");
    equal(drafts.all("p"), { c: kept("B", "new") });
  },

  "the digest tells texts apart"() {
    const texts = ["", "a", "b", "ab", "ba", "x = 1", "x = 1 ", "x = 10", "\u00e9"];
    equal(new Set(texts.map(drafts.digest)).size, texts.length);
    equal(drafts.digest("x = 1"), drafts.digest("x = 1"));
  },
};
