// Stands in for the interpreter in tests of the cells: the same contract, no Python.
//
// It understands a few lines and takes the rest for granted:
//   name = 1, name = "text"   print("text"), print(name)   a name on the last line
//   raise Oops("why")   while True   html("...")   svg("...")   flood()   exit()   crash()   explorer()
// globalThis.fake holds what tests look at: {log, starts, stages}.

globalThis.fake ??= { log: [], starts: 0, checks: 0, slow: 0, unsupported: null, fails: false };
const fake = globalThis.fake;
const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));
const SVG =
  '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="10pt" viewBox="0 0 100 50">' +
  '<defs><style type="text/css">*{stroke-linejoin: round}</style><path id="m" d="M0 0h9"/><clipPath id="c"><rect width="90" height="40"/></clipPath></defs>' +
  '<g clip-path="url(#c)"><path d="M0 50L100 0" style="fill: none; stroke: #195DA5"/><use xlink:href="#m"/></g><text x="5" y="20">time (h)</text></svg>';

export class Python extends EventTarget {
  static unsupported() {
    return fake.unsupported;
  }

  constructor({ runtime }) {
    super();
    fake.runtime = runtime;
    this.status = "idle";
    this.names = new Map();
  }

  async start(progress = () => {}) {
    if (fake.fails) throw new Error("no network");
    fake.starts += 1;
    this.names.clear();
    this.set("starting");
    const total = 38_000_000;
    for (const part of [0, 0.3, 0.6, 1]) {
      progress({ stage: "download", loaded: part * total, total });
      await pause(fake.slow);
      if (this.status !== "starting") return;
    }
    for (const stage of ["unpack", "compile", "import", "ready"]) progress({ stage, loaded: total, total });
    this.set("ready");
  }

  async run(code, output, { name } = {}) {
    this.set("busy");
    fake.log.push({ name, code });
    const result = await this.lines(code, output);
    if (this.status === "busy") this.set(result.status === "dead" ? "dead" : "ready");
    return result;
  }

  async lines(code, output) {
    const say = (text) => output({ kind: "stream", name: "stdout", text });
    const show = (data) => output({ kind: "display", data });
    const lines = code.split("\n").map((line) => line.trim()).filter(Boolean);
    for (const [i, line] of lines.entries()) {
      await pause(0);
      const [, call, text] = line.match(/^(print|html|svg|explorer|flood|exit|crash|sleep)\((.*)\);?$/) ?? [];
      const given = text?.match(/^(["'])(.*)\1$/)?.[2];
      const set = line.match(/^(\w+) = (.+?)(\s+#.*)?$/);
      if (set) this.names.set(set[1], set[2]);
      else if (/^raise /.test(line)) return this.failed(output, line.match(/raise (\w+)/)[1], line.match(/"(.*)"/)?.[1] ?? "", i + 1);
      else if (/^while True/.test(line)) return new Promise((resolve) => (this.waiting = resolve));
      else if (call === "print" && given === undefined && /^\w+$/.test(text)) {
        if (!this.names.has(text)) return this.failed(output, "NameError", `name '${text}' is not defined`, i + 1);
        say(`${this.names.get(text)}\n`);
      } else if (call === "print") say(`${given ?? "…"}\n`);
      else if (call === "html") show({ "text/html": given, "text/plain": "" });
      else if (call === "svg") show({ "image/svg+xml": given || SVG, "text/plain": "" });
      else if (call === "explorer") show({ "application/vnd.unopposed.explorer+json": fake.explorer, "text/plain": "" });
      else if (call === "flood") for (let n = 0; n < 5000; n++) say(`${"x".repeat(99)}\n`);
      else if (call === "exit") return { status: "exit", message: "The code ended itself with sys.exit(1)." };
      else if (call === "crash") return { status: "dead", message: "Python ran out of memory." };
      else if (call === "sleep") await pause(Number(text));
      else if (line === "fig") output({ kind: "result", data: { "image/svg+xml": SVG, "text/plain": "Figure" } });
    }
    return { status: "ok", message: "" };
  }

  failed(output, name, message, line) {
    output({ kind: "error", name, message, traceback: `line ${line}\n${name}: ${message}` });
    return { status: "error", message };
  }

  async check(slug, output) {
    fake.checks += 1;
    const right = [...this.names].some(([, value]) => value === '"right"');
    return {
      passed: right,
      outcomes: [{ name: "an_answer", status: right ? "right" : "wrong", message: right ? "Right." : "Not right." }],
      note: "",
      hint: right ? "" : `Hint 1 of 2: look at the units of ${slug}.`,
    };
  }

  stop() {
    this.set("stopped");
    this.names.clear();
    this.waiting?.({ status: "stopped", message: "" });
  }

  async restart() {
    this.names.clear();
    this.set("ready");
  }

  set(status) {
    this.status = status;
    this.dispatchEvent(new Event("status"));
  }
}
