/** The system that the interpreter sees: a few files in memory, a clock, three streams, no more. */

import { Directory, Fd, File, Inode, OpenFile, PreopenDirectory, WASI, wasi as defs } from "../../vendor/wasi-shim.js";

const NOT_SUPPORTED = 58;

/** A file whose content is read when it is first needed. */
class LazyFile extends File {
  constructor(blob, path) {
    super([], { readonly: true });
    let content = null;
    Object.defineProperty(this, "data", {
      get: () => (content ??= new Uint8Array(new FileReaderSync().readAsArrayBuffer(blob))),
    });
    Object.defineProperty(this, "size", { value: BigInt(blob.size) });
    this.path = path;
  }
}

/** A folder in which cells may write: the C library asks for these rights first. */
class OpenFolder extends PreopenDirectory {
  fd_fdstat_get() {
    const fdstat = new defs.Fdstat(defs.FILETYPE_DIRECTORY, 0);
    fdstat.fs_rights_base = fdstat.fs_rights_inherited = (1n << 30n) - 1n;
    return { ret: 0, fdstat };
  }
}

/** A stream that hands on what is written. */
class Stream extends Fd {
  constructor(write) {
    super();
    this.write = write;
    this.decoder = new TextDecoder();
  }

  fd_filestat_get() {
    return { ret: 0, filestat: new defs.Filestat(0n, defs.FILETYPE_CHARACTER_DEVICE, 0n) };
  }

  fd_fdstat_get() {
    const fdstat = new defs.Fdstat(defs.FILETYPE_CHARACTER_DEVICE, 0);
    fdstat.fs_rights_base = BigInt(defs.RIGHTS_FD_WRITE);
    return { ret: 0, fdstat };
  }

  fd_write(data) {
    this.write(this.decoder.decode(data, { stream: true }));
    return { ret: 0, nwritten: data.byteLength };
  }
}

/** A file that collects one message and hands it on when it is closed. */
class Channel extends Inode {
  constructor(deliver) {
    super();
    this.deliver = deliver;
  }

  path_open() {
    let text = "";
    const file = new Stream((part) => (text += part));
    file.fd_close = () => {
      this.deliver(text);
      return 0;
    };
    return { ret: 0, fd_obj: file };
  }

  stat() {
    return new defs.Filestat(this.ino, defs.FILETYPE_CHARACTER_DEVICE, 0n);
  }
}

/**
 * @param {object} manifest
 * @param {Map<string, Blob>} blobs content of the files, by name
 * @param {{stream: function(string, string), message: function(string), wait: function()}} page
 * @returns {{system: WASI, imports: object}}
 */
export function makeSystem(manifest, blobs, page) {
  const root = new Directory(new Map());
  const preopens = [];
  for (const place of manifest.folders) make(root, place);
  make(root, "/dev").contents.set("page", new Channel(page.message));
  for (const { name, role, place, entries } of manifest.files) {
    if (role === "library") put(root, place, new LazyFile(blobs.get(name), place));
    if (role === "folder") preopens.push(dataFolder(place, entries, blobs.get(name)));
  }
  const streams = [
    new OpenFile(new File([])),
    new Stream((text) => page.stream("stdout", text)),
    new Stream((text) => page.stream("stderr", text)),
  ];
  const files = [...streams, new OpenFolder("/", root.contents), ...preopens];
  const environment = Object.entries(manifest.environment).map((pair) => pair.join("="));
  const system = new WASI(["python"], environment, files, { debug: false });
  const refuse = () => NOT_SUPPORTED;
  Object.assign(system.wasiImport, {
    poll_oneoff: (input, output, count, stored) => poll(system, page.wait, input, output, count, stored),
    sock_accept: refuse,
    sock_recv: refuse,
    sock_send: refuse,
    sock_shutdown: refuse,
    sched_yield: () => 0,
  });
  system.preopened = files.length;
  return { system, imports: { wasi_snapshot_preview1: system.wasiImport, host: { call: () => -1 } } };
}

/** Open again what was open when a memory image was taken. */
export function reopen(system, opened) {
  const known = new Map();
  const collect = (directory) => {
    for (const entry of directory.contents.values()) {
      if (entry instanceof Directory) collect(entry);
      else if (entry.path) known.set(entry.path, entry);
    }
  };
  for (const each of system.fds.slice(3)) collect(each.dir);
  for (const [number, path, position] of opened) {
    const file = new OpenFile(known.get(path));
    file.file_pos = BigInt(position);
    system.fds[number] = file;
  }
}

/** @returns {[number, string, number][]} what is open beyond the streams and folders */
export function opened(system) {
  return system.fds.flatMap((file, number) =>
    number >= system.preopened && file?.file?.path ? [[number, file.file.path, Number(file.file_pos)]] : [],
  );
}

/** matplotlib looks for its data beside its code, which is in a zip: a folder stands in its place. */
function dataFolder(place, entries, blob) {
  const root = new Directory(new Map());
  for (const [path, start, size] of entries) {
    put(root, path, new LazyFile(blob.slice(start, start + size), `${place}/${path}`));
  }
  return new PreopenDirectory(place, root.contents);
}

function put(root, place, file) {
  const cut = place.lastIndexOf("/");
  make(root, place.slice(0, cut + 1)).contents.set(place.slice(cut + 1), file);
}

function make(root, place) {
  let here = root;
  for (const name of place.split("/").filter(Boolean)) {
    if (!here.contents.has(name)) here.contents.set(name, new Directory(new Map()));
    here = here.contents.get(name);
  }
  return here;
}

/** Wait for a clock. (The shim reads the flags of a subscription from the wrong place.) */
function poll(system, wait, input, output, count, stored) {
  const memory = new DataView(system.inst.exports.memory.buffer);
  wait();
  let events = 0;
  let until = Infinity;
  let clock = null;
  for (let i = 0; i < count; i++) {
    const at = input + 48 * i;
    const kind = memory.getUint8(at + 8);
    if (kind !== 0) {
      events += event(memory, output + 32 * events, memory.getBigUint64(at, true), kind);
      continue;
    }
    const now = memory.getUint32(at + 16, true) === 0 ? Date.now() : performance.now();
    const time = Number(memory.getBigUint64(at + 24, true)) / 1e6;
    const left = memory.getUint16(at + 40, true) & 1 ? time - now : time;
    if (performance.now() + left < until) {
      until = performance.now() + left;
      clock = memory.getBigUint64(at, true);
    }
  }
  if (events === 0 && clock !== null) {
    while (performance.now() < until);
    events += event(memory, output, clock, 0);
  }
  memory.setUint32(stored, events, true);
  return 0;
}

function event(memory, at, user, kind) {
  for (let i = 0; i < 32; i += 8) memory.setBigUint64(at + i, 0n, true);
  memory.setBigUint64(at, user, true);
  memory.setUint8(at + 10, kind);
  return 1;
}
