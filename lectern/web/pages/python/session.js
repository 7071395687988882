// The page's interpreter and the cells it has run: one thing at a time, in the order of the page.

import { announce } from "./dom.js";
import { Loading } from "./loading.js";
import { Output } from "./outputs.js";
import { Python } from "./engine/client.js";
import { done, showCheck } from "./check.js";

const FRESH = "What the cells had computed is gone; the next Run starts afresh.";

// it names the files of the present build
const RUNTIME = new URL("../runtime/manifest.json", import.meta.url).href;

class Halt extends Error {}

export class Session {
  constructor(page) {
    this.page = page;
    this.ran = new Set(); // cells that the interpreter knows
    this.queue = Promise.resolve();
    this.halted();
  }

  /** Run a cell, and before it the cells above that have not been run. */
  run(cell) {
    return this.turn(cell, async () => {
      await this.start(cell);
      const first = this.needed(cell);
      if (!(await this.prepare(cell, first))) return;
      const begin = performance.now();
      cell.say("Running …");
      const result = await this.execute(cell, cell.text);
      const seconds = (performance.now() - begin) / 1000;
      this.tell(cell, result, `${written(seconds)}${after(first)}.`);
    });
  }

  /** Run the student's code on fresh parameters, and judge its answers; the verdict goes to `at`. */
  check(at) {
    return this.turn(at, async () => {
      await this.start(at);
      const cell = this.page.shown.find((each) => each.role === "starter");
      if (!(await this.prepare(at, this.given()))) return;
      at.say(`Running ${cell.name} …`);
      const result = await this.execute(cell, cell.text);
      if (result.status !== "ok") {
        this.tell(cell, result);
        if (at !== cell) at.ended(`Not checked: see ${cell.name} above.`);
        else cell.say(...cell.status.childNodes, " Not checked.");
        return;
      }
      if (at !== cell) cell.say("");
      at.say("Checking …");
      const said = [];
      const found = await this.guard(this.python.check(this.page.slug, (item) => said.push(item)));
      if (["dead", "stopped"].includes(found.status)) {
        this.ran.clear();
        return at.ended(found.note);
      }
      showCheck(at, found, said);
      if (at !== cell) (at.output ??= new Output(at, this.page.palette)).hide();
      const kept = done(this.page.slug, found);
      const words = found.passed ? "All right." : "Not all right yet.";
      at.ended([words, kept].filter(Boolean).join(" "));
      announce([words, found.note, ...found.outcomes.map((each) => `${each.name}: ${each.message}`), found.hint].filter(Boolean).join(" "));
    });
  }

  /** Stop at once; whatever waits is dropped. */
  stop() {
    this.ran.clear();
    this.halt(new Halt(`Stopped. ${FRESH}`));
    this.halted();
    this.python?.stop();
  }

  /** A fresh interpreter, without anything that the cells have defined. */
  restart(cell) {
    return this.turn(cell, async () => {
      cell.say("Restarting Python …");
      this.ran.clear();
      if (this.python) await this.guard(this.python.restart());
      cell.ended("Python is fresh: nothing has been run yet.");
      announce("Python has been restarted.");
    });
  }

  /** Wait for the interpreter, then do something with it. */
  async turn(cell, action) {
    const halt = this.halting;
    if (this.owner) cell.say(`Waiting for ${this.owner.name} …`);
    const before = this.queue;
    let free;
    this.queue = new Promise((resolve) => (free = resolve));
    try {
      await Promise.race([before, halt]);
      this.owner = cell;
      await action();
    } catch (error) {
      cell.ended(error instanceof Halt || /^Python/.test(error.message) ? error.message : `Python could not be loaded: ${error.message}`);
      announce(cell.status.textContent);
    } finally {
      if (this.owner === cell) this.owner = null;
      free();
    }
  }

  async start(cell) {
    if (!this.python) {
      const reason = Python.unsupported();
      if (reason) throw new Halt(`${reason} The notebook of this page, below, runs on a computer.`);
      this.python = new Python({ runtime: RUNTIME });
    }
    if (["ready", "busy"].includes(this.python.status)) return;
    this.ran.clear();
    const loading = new Loading(cell);
    await this.guard(this.python.start((progress) => loading.show(progress)));
    loading.end();
  }

  /** The cells above that the interpreter must know first. */
  needed(cell) {
    const before = cell.role ? this.given() : this.page.cells.slice(0, this.page.cells.indexOf(cell));
    return before.filter((each) => each !== cell && !this.ran.has(each));
  }

  /** What an exercise gives: every other cell of it stands on these alone. */
  given() {
    return this.page.shown.filter((each) => ["setup", "parameters"].includes(each.role));
  }

  /** Run earlier cells, quietly where they are the book's. Returns whether that went well. */
  async prepare(cell, first) {
    const shown = first.filter((each) => !each.hidden);
    for (const each of first) {
      if (each.hidden) {
        // checks of the book's own numbers: a reader's numbers may fail them
        await this.guard(this.python.run(each.text, () => {}, { name: "hidden cell" }));
        this.ran.add(each);
        continue;
      }
      const place = shown.indexOf(each) + 1;
      cell.say(`First ${each.name}, which this one may need (${place} of ${shown.length}) …`);
      const own = each.changed;
      const result = await this.execute(each, own ? each.text : `${each.text.trimEnd()};`, !own);
      if (result.status !== "ok") {
        this.tell(each, result);
        const link = document.createElement("a");
        link.href = `#${each.place.id}`;
        link.textContent = each.name;
        cell.ended("");
        cell.say("Not run, because something went wrong above, in ", link, ".");
        announce(cell.status.textContent);
        return false;
      }
      each.say(`Run for ${cell.name}.`);
      each.buttons();
    }
    return true;
  }

  /** Run one cell. Quietly: the book's output stays unless something goes wrong. */
  async execute(cell, text, quietly = false) {
    const output = (cell.output ??= new Output(cell, this.page.palette));
    const held = [];
    if (!quietly) output.begin();
    const show = (item) => (quietly ? held.push(item) : output.add(item));
    try {
      const result = await this.guard(this.python.run(text, show, { name: cell.name }));
      if (result.status === "ok") this.ran.add(cell);
      if (result.status === "dead") this.ran.clear();
      if (quietly && result.status !== "ok") {
        output.begin();
        held.forEach((item) => output.add(item));
        quietly = false;
      }
      if (!quietly) output.end(result);
      return result;
    } catch (error) {
      if (!quietly) output.end({ status: "stopped", message: "" });
      throw error;
    }
  }

  /** Say how a run ended, to everybody. */
  tell(cell, { status, message }, fine = "") {
    const words = {
      ok: fine,
      error: "Stopped at an error.",
      exit: message || "The code ended itself.",
      stopped: `Stopped. ${FRESH}`,
      dead: message || `Python broke off. ${FRESH}`,
    }[status];
    cell.ended(words);
    announce(`${cell.name}: ${words} ${cell.output.spoken()}`);
  }

  /** Wait for something, but no longer than until Stop. */
  guard(promise) {
    return Promise.race([promise, this.halting]);
  }

  halted() {
    this.halting = new Promise((_, reject) => (this.halt = reject));
    this.halting.catch(() => {});
  }
}

const written = (seconds) => `Ran in ${seconds < 0.05 ? "no time" : `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`}`;

function after(first) {
  const names = first.filter((each) => !each.hidden).map((each) => each.name);
  if (!names.length) return "";
  const some = names.length > 2 ? `${names[0]} to ${names.at(-1)}` : names.join(" and ");
  return `, after ${some}, which it may need`;
}
