/** Python for a page: one interpreter in a worker, started at the first run. */

import { keep, paint } from "./image.js";
import { unsupported } from "./support.js";

const RUNTIME = new URL("../../runtime/manifest.json", import.meta.url).href;
const QUIET = 2000; // ms after the start, and between looks whether a cell still runs
const WORKER = new URL("./worker.js", import.meta.url);

/**
 * @typedef {{stage: "download"|"unpack"|"compile"|"import"|"ready", loaded: number, total: number}} Progress
 * @typedef {{kind: "stream"|"result"|"display"|"error"}} Item
 * @typedef {{status: "ok"|"error"|"exit"|"stopped"|"dead", message: string}} Ending
 */
export class Python extends EventTarget {
  /** @returns {string|null} a sentence saying why this browser cannot run Python, or null */
  static unsupported() {
    return unsupported();
  }

  #runtime;
  #status = "idle";
  #worker = null;
  #kept = null; // module, files and image, for the next interpreter of this page
  #progress = () => {};
  #starting = null; // promise of an interpreter that is ready
  #pending = null; // who waits for the worker: { resolve, reject?, output? }
  #queue = Promise.resolve();
  #turn = 0; // counts stops, so that what waited in the queue is not run after one

  /** @param {{runtime?: string|URL}} options address of the runtime's manifest.json */
  constructor({ runtime = RUNTIME } = {}) {
    super();
    this.#runtime = new URL(runtime, document.baseURI).href;
  }

  /** "idle", "starting", "ready", "busy", "stopped" or "dead" */
  get status() {
    return this.#status;
  }

  /** Load and start, unless that is done.
   * @param {function(Progress)} [progress]
   * @returns {Promise<void>}
   */
  start(progress) {
    if (progress) this.#progress = progress;
    this.#starting ??= this.#begin();
    return this.#starting;
  }

  /** Run a cell after those that were asked for before.
   * @param {string} code
   * @param {function(Item)} [output] called for each output as it arrives
   * @param {{name?: string}} [options] what tracebacks call the cell
   * @returns {Promise<Ending>}
   */
  run(code, output = () => {}, { name = "cell" } = {}) {
    return this.#enqueue({ type: "run", code, name }, output);
  }

  /** Check an exercise with the variables that the cells have left.
   * @returns {Promise<{passed: boolean, outcomes: object[], hint: string, note: string}>}
   */
  async check(slug, output = () => {}) {
    const { status, message, passed = false, outcomes = [], hint = "", note = "" } = await this.#enqueue({ type: "check", slug }, output);
    return { passed, outcomes, hint, note: note || message, status };
  }

  /** End everything at once. The variables are lost; the next start is quick. */
  stop() {
    if (this.#worker) this.#end("stopped", { status: "stopped", message: "Stopped. The variables are gone; run the cells above again." });
  }

  /** Begin again with a fresh interpreter. */
  async restart() {
    this.stop();
    await this.start();
  }

  #enqueue(request, output) {
    const turn = this.#turn;
    const answer = this.#queue.then(() =>
      turn === this.#turn ? this.#ask(request, output) : { status: "stopped", message: "Stopped before this cell began." },
    );
    this.#queue = answer;
    return answer;
  }

  async #ask(request, output) {
    const turn = this.#turn;
    try {
      await this.start();
    } catch (error) {
      return { status: error.status ?? "dead", message: error.message };
    }
    if (turn !== this.#turn) return { status: "stopped", message: "Stopped before this cell began." };
    this.#become("busy");
    return new Promise((resolve) => {
      this.#pending = { resolve, output };
      this.#worker.postMessage(request);
    });
  }

  #begin() {
    const reason = unsupported();
    if (reason) return Promise.reject(new Error(reason));
    this.#become("starting");
    return new Promise((resolve, reject) => {
      this.#pending = { resolve, reject };
      const worker = new Worker(WORKER, { type: "module", name: "python" });
      this.#worker = worker;
      worker.onmessage = ({ data }) => this.#worker === worker && this.#hear(data);
      worker.onerror = (event) => {
        event.preventDefault();
        if (this.#worker === worker) this.#hear({ type: "failed", message: `Python could not start: ${event.message ?? "its script is missing"}` });
      };
      worker.postMessage({ type: "start", runtime: this.#runtime, kept: this.#kept });
    });
  }

  #hear(message) {
    if (message.type === "progress") this.#progress(message.progress);
    else if (message.type === "output") this.#show(message.item);
    else if (message.type === "ready") this.#ready(message.kept);
    else if (message.type === "failed") this.#end("dead", { status: "dead", message: message.message });
    else if (message.status === "dead") {
      this.#end("dead", { status: "dead", message: `${message.message} The next run starts a fresh one; run the cells above again.` });
    } else {
      const { resolve } = this.#pending;
      this.#pending = null;
      this.#become("ready");
      const { type, ...ending } = message;
      resolve(ending);
    }
  }

  #ready(kept) {
    if (!this.#kept && !kept.image) setTimeout(() => this.#paint(), QUIET);
    this.#kept ??= kept;
    const { resolve } = this.#pending;
    this.#pending = null;
    this.#become("ready");
    this.#progress({ stage: "ready", loaded: 1, total: 1 });
    resolve();
  }

  /** Make the memory image when nothing else is to do, for the next interpreter and the next visit. */
  async #paint() {
    if (this.#status === "busy" || this.#status === "starting") {
      setTimeout(() => this.#paint(), QUIET);
      return;
    }
    const result = { stored: false, problem: "" };
    try {
      this.#kept.image = await paint(this.#kept);
      result.stored = await keep(this.#kept.manifest.digest, this.#kept.image);
    } catch (error) {
      result.problem = error.message;
    }
    this.dispatchEvent(new CustomEvent("image", { detail: result }));
  }

  #show(item) {
    try {
      this.#pending?.output?.(item);
    } catch (error) {
      reportError(error);
    }
  }

  #end(status, ending) {
    this.#worker.terminate();
    this.#worker = null;
    this.#starting = null;
    this.#turn++;
    const pending = this.#pending;
    this.#pending = null;
    this.#become(status);
    if (pending?.reject) pending.reject(Object.assign(new Error(ending.message), ending));
    else pending?.resolve(ending);
  }

  #become(status) {
    if (status === this.#status) return;
    this.#status = status;
    this.dispatchEvent(new Event("status"));
  }
}
