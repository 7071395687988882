// Code that runs in the page. Before the first Run this and four small files are all that is
// loaded; the editor, the outputs and Python itself come when a reader asks for them.

import { Cell } from "./cell.js";
import { address, all, aside, digest, forget, forgetText, move, placed, read, setAside } from "./drafts.js";
import { button, make } from "./dom.js";

const data = JSON.parse(document.querySelector(".live-cells").textContent);

/** What the cells of a page share. */
class Page {
  constructor({ page, palette, cells }) {
    this.name = page;
    this.slug = page.startsWith("exercises/") ? page.split("/").pop() : null;
    this.palette = palette;
    this.cells = []; // all, in the order of the notebook
    for (const facts of cells) {
      if ("code" in facts) this.cells.push({ hidden: true, text: facts.code });
      else this.cells.push(new Cell(facts, this, this.shown.length + 1));
    }
  }

  get shown() {
    return this.cells.filter((cell) => !cell.hidden);
  }

  /** The page's interpreter, made at the first Run. */
  async session() {
    this.opening ??= import("./session.js").then(({ Session }) => (this.opened = new Session(this)));
    return this.opening.catch((error) => {
      this.opening = undefined; // some browsers try again, others remember the failure until a reload
      throw error;
    });
  }
}

const page = new Page(data);

const drafts = placed(all(page.name), page.shown);
move(page.name, drafts.filter((draft) => draft.state === "moved"));
for (const draft of drafts) {
  if (draft.state === "changed") conflict(draft);
  else if (draft.state === "gone") leftOver(draft);
  else draft.cell.restore(draft.text);
}

/** The book's text is not the one that the reader began with. */
function conflict({ key, cell, text }) {
  const own = key === cell.key;
  // what is typed before the choice must not take the place of what was typed then
  if (own) cell.beforeKeep = () => setAside(page.name, key, text);
  const choose = (mine) => {
    note.remove();
    if (own) cell.beforeKeep = null;
    if (mine) {
      bring(cell, text);
    } else {
      forgetText(page.name, key, text);
      cell.say(cell.changed ? "What you wrote earlier is gone from this device." : "The book's new text. Yours is gone from this device.");
    }
    cell.focus();
  };
  const note = make(
    "div",
    { className: "cell-note" },
    make("p", {}, "You changed this code on an earlier visit. Since then the book has changed it, too."),
    shownText("What you wrote", text),
    make("p", { className: "cell-do" }, button("Keep mine", `Keep mine in ${cell.name}`, () => choose(true)), button("Take the new one", `Take the new one in ${cell.name}`, () => choose(false))),
  );
  cell.input.before(note);
}

/** Put a text that stood aside into its cell; what was typed there since stands aside in its turn. */
function bring(cell, text) {
  const typed = cell.text;
  if (cell.changed && typed !== text) {
    setAside(page.name, cell.key, typed);
    conflict({ key: aside(cell.key, typed), cell, text: typed });
  }
  cell.restore(text);
  cell.keep();
  if (!cell.unkept) forget(page.name, aside(cell.key, text));
}

/** The cell that the reader changed is not in the book any more. */
function leftOver({ key, text }) {
  const note = make(
    "div",
    { className: "cell-note" },
    make("p", {}, "On an earlier visit you changed code that is no longer on this page."),
    shownText("What you wrote", text),
    make("p", { className: "cell-do" }, button("Forget it", "Forget what you wrote", () => (forget(page.name, key), note.remove()))),
  );
  page.shown.at(-1).place.after(note);
}

function shownText(title, text) {
  const code = make("pre", { textContent: text, tabIndex: 0, "aria-label": title });
  code.setAttribute("role", "group");
  return make("details", { className: "unfold unfold-code" }, make("summary", { textContent: title }), make("div", {}, code));
}

// Two tabs with the same page hold the same text, so that neither overwrites the other's.
addEventListener("storage", (event) => {
  const cell = page.shown.find((each) => address(page.name, each.key) === event.key);
  if (!cell) return;
  const entry = read(event.newValue);
  if (entry) cell.restore(entry.text);
  else if (event.newValue === null) cell.restore(cell.source);
});

// Back on a page that the browser had put away: the same cell may have been changed since.
addEventListener("pageshow", ({ persisted }) => {
  const kept = persisted ? all(page.name) : {};
  for (const cell of page.shown) {
    const entry = kept[cell.key];
    if (entry?.from === digest(cell.source) && !cell.unkept) cell.restore(entry.text);
  }
});

// What the browser refuses to keep is lost with the page: ask before that.
addEventListener("beforeunload", (event) => {
  if (page.shown.some((cell) => cell.unkept)) event.preventDefault();
});
