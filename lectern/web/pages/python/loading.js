// How far the interpreter is: a bar, bytes and stages; aloud only now and then.

import { announce, make } from "./dom.js";

const STAGES = {
  download: "Loading Python",
  unpack: "Unpacking Python",
  compile: "Preparing Python",
  import: "Starting NumPy and SciPy",
};

/** Bytes as people write them. */
export function size(bytes) {
  const mega = bytes / 1e6;
  if (mega >= 0.1 || !bytes) return `${mega.toFixed(mega && mega < 10 ? 1 : 0)} MB`;
  return `${Math.max(1, Math.round(bytes / 1e3))} kB`;
}

export class Loading {
  constructor(cell) {
    this.bar = make("progress", { max: 1, value: 0, "aria-label": "Loading Python" });
    this.words = make("span", { textContent: "Loading Python …" });
    this.said = -1;
    this.stage = "";
    cell.say(this.bar, " ", this.words);
  }

  show({ stage, loaded, total }) {
    if (!(stage in STAGES)) return;
    const part = total ? Math.min(1, loaded / total) : 0;
    const much = stage === "download" && total ? `: ${size(loaded)} of ${size(total)}` : "";
    this.bar.max = total || 1;
    this.bar.value = total ? loaded : 0;
    this.words.textContent = `${STAGES[stage]}${much} …`;
    const quarter = Math.floor(part * 4);
    if (stage !== this.stage || (stage === "download" && quarter > this.said && quarter < 4)) {
      announce(`${STAGES[stage]}${much}`);
      this.said = quarter;
    }
    this.stage = stage;
  }

  end() {
    announce("Python is ready.");
  }
}
