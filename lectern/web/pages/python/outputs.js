// What a cell shows: the book's output until there is a new one, then the new one.

import { figure, fragment } from "./clean.js";
import { make } from "./dom.js";

const MOST_TEXT = 100_000;
const MOST_ITEMS = 100;
const EXPLORER = "application/vnd.unopposed.explorer+json";
let count = 0;

export class Output {
  constructor(cell, palette) {
    this.cell = cell;
    this.palette = palette;
    this.live = null;
    const own = cell.place.querySelector(":scope > .cell_output");
    this.frame = own ?? make("div", { className: "cell_output" });
    if (!own) (cell.place.querySelector(":scope > .unfold-code") ?? cell.input).after(this.frame);
    // below a figure its caption stays
    const caption = this.frame.querySelector("figcaption");
    this.caption = caption;
    this.old = [...this.frame.children].flatMap((part) => (caption && part.contains(caption) ? [...part.children].filter((inner) => inner !== caption) : [part]));
  }

  /** A run begins. What stands there stays, until there is something new. */
  begin() {
    this.fresh = make("div", { className: "cell-live" });
    this.stream = null;
    this.text = 0;
    this.items = 0;
    this.shown = false;
  }

  /** Show one thing that the code put out. */
  add(item) {
    if (this.fresh === null) return;
    if (item.kind === "stream") this.write(item);
    else if (++this.items > MOST_ITEMS) return this.cut("There is more output than this page shows.");
    else if (item.kind === "error") this.put(problem(item));
    else this.display(item.data ?? {});
    // a line printed on the way to a figure does not take the old figure away
    this.attach(item.kind !== "stream");
  }

  /** The run is over. */
  end({ status }) {
    const nothing = !this.fresh.hasChildNodes();
    if (!(status === "stopped" && nothing)) this.attach(true);
    this.fresh = null;
  }

  /** The book's output makes room, for a verdict that stands elsewhere. */
  hide() {
    for (const part of this.old) part.classList.add("replaced");
  }

  /** Back to the book's output. */
  reset() {
    this.live?.remove();
    this.live = null;
    for (const part of this.old) part.classList.remove("replaced", "stale");
  }

  /** The beginning of what is shown, for the live region. */
  spoken() {
    const text = (this.live?.textContent ?? "").replace(/\s+/g, " ").trim();
    const drawn = this.live?.querySelector("svg.figure, .cell-explorer") ? "A figure is shown." : "";
    return [drawn, drawn ? "" : text.slice(0, 160)].filter(Boolean).join(" ");
  }

  attach(replace) {
    const before = [...this.old, ...(this.live && this.live !== this.fresh ? [this.live] : [])];
    if (!this.fresh.isConnected) {
      if (this.caption) this.caption.before(this.fresh);
      else this.frame.append(this.fresh);
    }
    for (const part of before) part.classList.add("stale");
    if (!replace || this.shown) return;
    this.shown = true;
    if (this.live && this.live !== this.fresh) this.live.remove();
    this.live = this.fresh;
    for (const part of this.old) {
      part.classList.remove("stale");
      part.classList.add("replaced");
    }
  }

  write({ name, text }) {
    if (this.text > MOST_TEXT) return;
    this.text += text.length;
    if (this.stream?.dataset.name !== name) {
      this.stream = make("pre", { className: `output stream ${name === "stderr" ? "stderr" : ""}` });
      this.stream.dataset.name = name;
      this.fresh.append(this.stream);
      scrollable(this.stream, this.cell);
    }
    const room = MOST_TEXT - (this.text - text.length);
    this.stream.append(text.slice(0, room));
    if (this.text > MOST_TEXT) this.cut(`The output is long: after ${MOST_TEXT / 1000} thousand characters the rest is left out.`);
  }

  display(data) {
    const id = `live-${++count}`;
    if (EXPLORER in data) this.put(explorer(data[EXPLORER], id));
    else if (data["image/svg+xml"]) this.put(figure(String(data["image/svg+xml"]), this.palette, id));
    else if (data["text/html"]) this.put(make("div", { className: "cell-html" }, fragment(String(data["text/html"]))));
    else if (data["image/png"]) this.put(make("img", { src: `data:image/png;base64,${data["image/png"]}`, alt: "A picture made by this code." }));
    else this.write({ name: "result", text: `${data["text/markdown"] ?? data["text/plain"] ?? ""}\n` });
  }

  put(element) {
    this.stream = null;
    this.fresh.append(element);
  }

  cut(words) {
    if (this.fresh.querySelector(".cell-cut")) return;
    this.put(make("p", { className: "cell-cut", textContent: words }));
  }
}

/** An error, readable: what, in words, and where. */
function problem({ name, message, traceback }) {
  const box = make("div", { className: "cell-error" });
  const said = make("p", {}, message || name);
  if (name && name !== "CheckFailed" && message !== name) said.prepend(make("strong", { textContent: name }), message ? ": " : "");
  box.append(said);
  if (traceback && traceback.trim() !== (message ?? "").trim()) {
    const where = make("pre", { textContent: traceback });
    box.append(make("details", { className: "unfold unfold-code" }, make("summary", { textContent: "Where it happened" }), make("div", {}, where)));
    scrollable(where, null, "Where the error happened");
  }
  return box;
}

/** Sliders, from the same script as those of the book. */
function explorer(data, id) {
  const frame = make("div", { className: "cell-explorer" });
  import("../explorer/explorer.js")
    .then(({ bring }) => {
      const place = make("div", { className: "explorer", id });
      frame.append(place); // only now: the script has looked for the page's own
      return bring(place, data, id);
    })
    .catch(() => frame.replaceChildren(data.still?.svg ? figure(data.still.svg, {}, id) : "The sliders could not be loaded."));
  return frame;
}

/** What scrolls must be reachable by keyboard. */
function scrollable(element, cell, name = `Output of ${cell?.name}`) {
  element.tabIndex = 0;
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", name);
}
