/** What a cell shows, on its way to the page: gathered, kept in order, and limited. */

export const MOST_TEXT = 200_000; // characters a cell may print
export const MOST_ITEMS = 100; // results and figures a cell may show
export const MOST_BYTES = 8_000_000; // characters that one of them may have
const PAUSE = 50; // ms between two messages while a cell prints

export class Output {
  constructor(post) {
    this.post = post;
    this.early = "";
    this.begin(false);
  }

  begin(running = true) {
    Object.assign(this, { running, text: "", name: "", printed: 0, shown: 0, ending: null, last: 0 });
  }

  /** Take what a cell printed. */
  stream = (name, text) => {
    if (!this.running) {
      this.early += text;
      return;
    }
    if (this.printed > MOST_TEXT || text === "") return;
    if (name !== this.name) this.wait();
    this.name = name;
    this.printed += text.length;
    this.text += text;
    if (this.printed > MOST_TEXT) {
      this.text = this.text.slice(0, this.text.length - (this.printed - MOST_TEXT));
      this.wait();
      this.item({ kind: "stream", name: "stderr", text: `\n[The rest is left out: a cell can print ${MOST_TEXT} characters.]\n` });
    } else if (performance.now() - this.last > PAUSE) this.wait();
  };

  /** Take a message of the interpreter. */
  message = (line) => {
    const item = JSON.parse(line);
    if (item.kind === "done" || item.kind === "checked") {
      const { kind, ...facts } = item;
      this.ending = { ...this.ending, ...facts };
      return;
    }
    this.wait();
    this.shown++;
    if (this.shown > MOST_ITEMS + 1 && item.kind !== "error") return;
    if (this.shown === MOST_ITEMS + 1 && item.kind !== "error") {
      this.item({ kind: "stream", name: "stderr", text: `[The rest is left out: a cell can show ${MOST_ITEMS} results.]\n` });
    } else this.item(line.length > MOST_BYTES ? tooLarge(item) : item);
  };

  /** Send what was printed so far. */
  wait = () => {
    if (this.text === "") return;
    this.last = performance.now();
    const text = this.text;
    this.text = "";
    this.item({ kind: "stream", name: this.name, text });
  };

  /** Return how the cell ended. */
  end(dead) {
    this.wait();
    this.running = false;
    if (dead || !this.ending) return { status: "dead", message: dead || "The interpreter ended without an answer." };
    return this.ending;
  }

  /** What was printed while no cell ran: the reason why Python did not start. */
  heard() {
    return this.early.slice(-2000);
  }

  item(item) {
    this.post({ type: "output", item });
  }
}

function tooLarge(item) {
  const text = `[This result is left out: it has more than ${MOST_BYTES / 1e6} million characters.]`;
  return item.kind === "error" ? { ...item, message: text, traceback: text } : { kind: item.kind, data: { "text/plain": text } };
}
