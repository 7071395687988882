/** Fetching what the manifest names: compressed files, unpacked on the way, counted in bytes. */

/**
 * @param {string} address of manifest.json
 * @returns {Promise<object>} its content, with `base`, the address beside which the files are
 */
export async function loadManifest(address) {
  const answer = await get(address, { cache: "no-cache" });
  const manifest = await answer.json();
  return { ...manifest, base: answer.url || address };
}

/** Counts the bytes of several files that arrive side by side. */
export class Counter {
  constructor(files, report) {
    this.total = files.reduce((sum, file) => sum + file.compressed, 0);
    this.loaded = 0;
    this.report = report;
    this.last = 0;
  }

  add(bytes) {
    this.loaded = Math.min(this.loaded + bytes, this.total);
    const now = performance.now();
    if (now - this.last > 50 || this.loaded === this.total) {
      this.last = now;
      this.report({ stage: "download", loaded: this.loaded, total: this.total });
    }
  }
}

/**
 * Fetch a file and unpack it.
 * @returns {Promise<ReadableStream<Uint8Array>>} its content as it was before compression
 */
export async function open(manifest, file, counter) {
  const answer = await get(new URL(file.name, manifest.base).href);
  const reader = answer.body.getReader();
  const first = await reader.read();
  if (first.done) throw new Error(`${file.name} is empty on the server.`);
  counter.add(first.value.length);
  const rest = new ReadableStream({
    start: (controller) => controller.enqueue(first.value),
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) return controller.close();
      counter.add(value.length);
      controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  // some servers say Content-Encoding: gzip for such a file, and then the browser has unpacked it
  const packed = first.value[0] === 0x1f && first.value[1] === 0x8b;
  return packed ? rest.pipeThrough(new DecompressionStream("gzip")) : rest;
}

/** Fetch a file into a Blob, which other workers can have without a copy. */
export async function blob(manifest, file, counter) {
  const content = await new Response(await open(manifest, file, counter)).blob();
  if (content.size !== file.bytes) {
    throw new Error(`${file.name} is damaged: it has ${content.size} bytes in place of ${file.bytes}.`);
  }
  return content;
}

async function get(address, options) {
  let answer;
  try {
    answer = await fetch(address, options);
  } catch {
    throw new Error("Python could not be loaded: there is no connection. Try again when you are online.");
  }
  if (!answer.ok) {
    throw new Error(`Python could not be loaded: the server answered ${answer.status} for ${new URL(address).pathname}.`);
  }
  return answer;
}
