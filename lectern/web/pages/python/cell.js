// One cell of the page: its buttons, its text and its status.

import { keep } from "./drafts.js";
import { announce, button, make } from "./dom.js";
import { open as plain } from "./plain.js";

const LOST = "This browser keeps nothing for this site: copy your code before you leave the page.";
const HINT = "Shift+Enter runs. Tab indents; to leave with Tab, press Escape first.";

export class Cell {
  /** @param facts {id, key, role} of the page's data; @param number which cell of the page it is */
  constructor({ id, key, role = "" }, page, number) {
    Object.assign(this, { key, role, page, number, unkept: false, busy: false });
    this.name = role === "starter" ? "your code" : `cell ${number}`;
    this.place = document.getElementById(id);
    this.input = this.place.querySelector(".cell_input");
    this.block = this.input.querySelector("div[class*=highlight-]");
    this.source = this.block.querySelector("pre").textContent.replace(/\n$/, "");
    this.current = this.source;
    this.draw();
  }

  draw() {
    const of = (word) => `${word} ${this.name}`;
    this.runner = button("Run", of("Run"), () => this.run());
    this.stopper = button("Stop", of("Stop"), () => this.stop());
    this.editor_ = button("Edit", of("Edit"), () => this.edit(true));
    this.resetter = button("Reset", of("Reset"), () => this.reset());
    this.restarter = button("Restart Python", "Restart Python", () => this.restart());
    const checks = this.role === "starter" ? "Check this code" : "Check my answers";
    this.checker = button(checks, checks, () => this.check());
    this.copier = button("Copy", `Copy ${this.name}`, () => this.copy());
    this.checker.classList.add("cell-check");
    const can = { starter: [this.checker, this.runner, this.editor_], check: [this.checker] }[this.role];
    for (const each of [this.stopper, this.resetter, this.restarter, this.copier]) each.hidden = true;
    this.label = make("span", { className: "cell-name", textContent: this.name[0].toUpperCase() + this.name.slice(1) });
    this.status = make("p", { className: "cell-status" });
    this.hint = make("p", { className: "cell-hint", id: `${this.place.id}-hint`, textContent: HINT, hidden: true });
    this.bar = make(
      "div",
      { className: "cell-bar" },
      make("div", { className: "cell-do" }, ...(can ?? [this.runner, this.editor_]), this.stopper, this.resetter, this.restarter, this.copier, this.label),
      this.hint,
      this.status,
    );
    if (this.role === "starter") {
      this.status.textContent = "Compute your answers here: Check runs this code and judges them. Nothing is loaded before that.";
    }
    this.input.append(this.bar);
  }

  get text() {
    return this.editor?.text ?? this.current;
  }

  get changed() {
    return this.text !== this.source;
  }

  /** Make the source an editor. */
  async edit(focus = false) {
    this.editing ??= this.openEditor();
    await this.editing;
    if (focus) this.editor.focus();
  }

  async openEditor() {
    const { open } = await import("./editor.js").catch(() => ({ open: plain }));
    const place = make("div", { className: "cell-editor" });
    this.block.after(place);
    this.editor = await open(place, this.current, {
      label: `Code of ${this.name}`,
      described: this.hint.id,
      changed: () => this.typed(),
      run: () => this.run(),
    });
    this.block.hidden = true;
    if (document.activeElement === this.editor_) this.editor.focus();
    this.editor_.hidden = true;
    this.copier.hidden = false; // the other one has gone with the block
    this.hint.textContent = this.editor.hint ?? HINT;
    this.hint.hidden = false;
    this.buttons();
  }

  /** A key was pressed in the editor. */
  typed() {
    this.current = this.editor.text;
    this.undone = undefined;
    this.keep();
    this.buttons();
  }

  /** Keep the text on this device, and say so when that is not possible. */
  keep() {
    const safe = this.beforeKeep?.() ?? true; // cells.js: another text may stand in this place
    const kept = safe && keep(this.page.name, this, this.current);
    if (!kept && this.changed && !this.unkept) {
      this.say(LOST);
      announce(LOST);
    }
    this.unkept = !kept && this.changed;
  }

  /** Show a text that was kept. */
  restore(text) {
    if (text === this.text) return;
    this.current = text;
    if (this.editor) this.editor.set(text);
    else this.edit().catch(() => {});
    this.buttons();
    this.say(this.changed ? "Your own version, kept on this device. Run it to see what it gives." : "");
  }

  buttons() {
    this.resetter.hidden = !(this.changed || this.undone || this.output?.live);
    this.resetter.textContent = this.undone ? "Undo reset" : "Reset";
    this.resetter.setAttribute("aria-label", `${this.resetter.textContent} ${this.name}`);
    this.restarter.hidden = !(this.output?.live && !this.busy);
    const focused = document.activeElement === this.stopper;
    this.stopper.hidden = !this.busy;
    if (focused && !this.busy) this.focus();
    for (const each of [this.runner, this.checker]) each.setAttribute("aria-disabled", String(this.busy));
    this.place.classList.toggle("cell-busy", this.busy);
  }

  focus() {
    (this.runner.isConnected ? this.runner : this.checker).focus();
  }

  /** Text and output back to the book's; a second press brings the reader's text back. */
  reset() {
    const mine = this.undone ?? this.text;
    const back = this.undone === undefined;
    this.current = back ? this.source : mine;
    this.editor?.set(this.current);
    this.undone = back && mine !== this.source ? mine : undefined;
    this.output?.reset();
    this.keep();
    this.buttons();
    const said = back ? "Back to the book's version." : "Your version again.";
    this.say(said);
    announce(said);
    if (this.resetter.hidden) this.focus();
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(this.text);
      this.say("Copied.");
    } catch {
      this.say("Not allowed here: select the text and copy it.");
    }
    announce(this.status.textContent);
  }

  async run() {
    return this.withSession((session) => session.run(this));
  }

  async check() {
    return this.withSession((session) => session.check(this));
  }

  async restart() {
    this.focus();
    return this.withSession((session) => session.restart(this));
  }

  /** Do something with the interpreter; whatever goes wrong on the way is said here. */
  async withSession(action) {
    if (this.busy) return;
    this.began("Loading …");
    const asked = (this.asked = {}); // until Stop
    // an editor that fails to load must not keep the code from running
    if (this.role !== "check") this.edit().catch(() => {});
    try {
      const session = await this.page.session();
      if (asked === this.asked) await action(session);
    } catch (error) {
      if (asked === this.asked) this.ended(`This could not be loaded (${error.message}). Check the connection, then reload this page.`);
    }
  }

  /** Stop at once, whatever has arrived by then. */
  stop() {
    if (this.page.opened) return this.page.opened.stop();
    this.asked = null;
    this.ended("Stopped.");
    announce("Stopped.");
  }

  /** Something begins here. */
  began(words) {
    this.busy = true;
    this.undone = undefined;
    this.buttons();
    this.say(words);
  }

  /** It has ended. */
  ended(words) {
    this.busy = false;
    this.say(words);
    this.buttons();
  }

  say(...words) {
    this.status.replaceChildren(...words);
    if (this.unkept && words[0] !== LOST) this.status.append(` ${LOST}`);
  }
}
