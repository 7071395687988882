/** The worker in which the interpreter runs. `client.js` starts it and talks to it. */

import { recall, restore, take } from "./image.js";
import { Counter, blob, loadManifest, open } from "./load.js";
import { Output } from "./output.js";
import { makeSystem, opened, reopen } from "./wasi.js";
import { words } from "./words.js";

let instance = null;
let output = null;

self.onmessage = async ({ data }) => {
  try {
    if (data.type === "start") await start(data);
    else perform(data);
  } catch (error) {
    post({ type: "failed", message: words(error) });
  }
};

/**
 * Load what is not there yet and start the interpreter. What the next one can use goes to the page.
 * With `paint`, import all that cells use, take the memory image, and do no more.
 */
async function start({ runtime, kept, paint }) {
  kept = kept ?? (await load(runtime));
  output = new Output(post);
  const { system, imports } = makeSystem(kept.manifest, kept.blobs, output);
  const content = kept.image && (await read(kept.image.blob));
  instance = await WebAssembly.instantiate(kept.module, imports);
  system.inst = instance;
  if (content) {
    restore(instance.exports.memory, content, kept.image.facts);
    reopen(system, kept.image.facts.opened);
  } else {
    post({ type: "progress", progress: { stage: "import", loaded: 0, total: 0 } });
    system.initialize(instance);
    must(turn(`import sys; sys.path.append(${quoted(kept.manifest.path)})`));
    must(turn("import page_importing; page_importing.install()"));
  }
  if (paint) {
    must(turn('__import__("page_python").prepare()'));
    post({ type: "image", image: take(instance.exports.memory, opened(system)) });
    return;
  }
  must(turn('__import__("page_python").begin()'));
  post({ type: "ready", kept });
}

/** Fetch everything side by side; the module is compiled while it arrives. */
async function load(runtime) {
  const manifest = await loadManifest(runtime);
  const progress = (facts) => post({ type: "progress", progress: facts });
  const counter = new Counter(manifest.files, progress);
  const image = recall(manifest.digest);
  const compiled = async (file) => {
    const stream = await open(manifest, file, counter);
    const type = { headers: { "content-type": "application/wasm" } };
    return WebAssembly.compileStreaming(new Response(stream, type));
  };
  const code = manifest.files.find((file) => file.role === "module");
  const others = manifest.files.filter((file) => file !== code);
  const [module, ...contents] = await Promise.all([
    compiled(code).then((module) => {
      progress({ stage: "compile", loaded: counter.loaded, total: counter.total });
      return module;
    }),
    ...others.map((file) => blob(manifest, file, counter)),
  ]);
  const blobs = new Map(others.map((file, i) => [file.name, contents[i]]));
  return { manifest, module, blobs, image: await image };
}

async function read(blob) {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch {
    return null; // the storage behind it is gone: start cold
  }
}

/** Run a cell, or check an exercise; the answer says how it ended. */
function perform({ type, code, name, slug }) {
  output.begin();
  const call = type === "check" ? `check(${quoted(slug)})` : `run(${quoted(code)}, ${quoted(name)})`;
  let dead = "";
  try {
    const status = turn(`__import__("page_python").${call}`);
    if (status !== 0) dead = `The cell ended the interpreter (status ${status}).`;
  } catch (error) {
    dead = words(error);
  }
  post({ type: "done", ...output.end(dead) });
}

/** Give the interpreter some source to run. */
function turn(source) {
  const { memory, host_alloc: allocate, turn: run } = instance.exports;
  const bytes = new TextEncoder().encode(source);
  const at = allocate(bytes.length);
  if (at === 0) throw new WebAssembly.RuntimeError("no memory is left");
  new Uint8Array(memory.buffer).set(bytes, at);
  return run(at, bytes.length);
}

function must(status) {
  if (status !== 0) throw new Error(`Python did not start (status ${status}). ${output.heard()}`);
}

/** Text as a literal that Python reads: whatever JSON escapes, Python escapes in the same way. */
function quoted(text) {
  return JSON.stringify(String(text));
}

function post(message) {
  self.postMessage(message);
}
