/** The memory image: a started interpreter, kept so that the next one need not start. */

export const CACHE = "unopposed-python-1";
const PAGE = 65536;

/**
 * Copy the memory of an interpreter that stands still; pages without content are left out.
 * @param {WebAssembly.Memory} memory
 * @param {Array} opened what is open, see `opened` in wasi.js
 */
export function take(memory, opened) {
  const words = new BigUint64Array(memory.buffer);
  const pages = memory.buffer.byteLength / PAGE;
  const runs = [];
  for (let page = 0; page < pages; page++) {
    if (isEmpty(words, page)) continue;
    const last = runs.at(-1);
    if (last && last[0] + last[1] === page) last[1]++;
    else runs.push([page, 1]);
  }
  const parts = runs.map(([start, count]) => new Uint8Array(memory.buffer, start * PAGE, count * PAGE));
  return { blob: new Blob(parts), facts: { pages, runs, opened } };
}

/** Write an image into the memory of a new instance. */
export function restore(memory, content, { pages, runs }) {
  const missing = pages - memory.buffer.byteLength / PAGE;
  if (missing > 0) memory.grow(missing);
  const target = new Uint8Array(memory.buffer);
  let [from, end] = [0, 0];
  for (const [start, count] of runs) {
    target.fill(0, end, start * PAGE); // where a new instance has data that the image has not
    end = (start + count) * PAGE;
    target.set(content.subarray(from, from + count * PAGE), start * PAGE);
    from += count * PAGE;
  }
  target.fill(0, end);
}

/** @returns {Promise<{blob: Blob, facts: object}|null>} the image of this runtime, if it is kept */
export async function recall(digest) {
  try {
    const answer = await (await caches.open(CACHE)).match(address(digest));
    if (!answer) return null;
    const facts = JSON.parse(answer.headers.get("x-facts"));
    const blob = await answer.blob();
    const size = facts.runs.reduce((sum, [, count]) => sum + count * PAGE, 0);
    return blob.size === size ? { blob, facts } : null;
  } catch {
    return null; // storage is off, or cleared
  }
}

/**
 * Make an image beside the interpreter that a reader uses, in a worker of its own.
 * @param {object} kept module and files of the runtime
 * @returns {Promise<object>} the image; rejected with the reason when there is none
 */
export function paint(kept) {
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module", name: "python image" });
  const image = new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => {
      if (data.type === "image") resolve(data.image);
      if (data.type === "failed") reject(new Error(data.message));
    };
    worker.onerror = (event) => reject(new Error(event.message));
  });
  worker.postMessage({ type: "start", kept, paint: true });
  return image.finally(() => worker.terminate());
}

/** Keep an image for the next visit, and remove those of other runtimes. */
export async function keep(digest, { blob, facts }) {
  try {
    const cache = await caches.open(CACHE);
    for (const request of await cache.keys()) {
      if (request.url !== address(digest)) await cache.delete(request);
    }
    const headers = { "content-type": "application/octet-stream", "x-facts": JSON.stringify(facts) };
    await cache.put(address(digest), new Response(blob, { headers }));
    return true;
  } catch {
    return false; // no room, or not allowed: the next start is a cold one
  }
}

function address(digest) {
  return new URL(`/unopposed-python-image/${digest}`, location.origin).href;
}

function isEmpty(words, page) {
  const end = (page + 1) * (PAGE / 8);
  for (let i = page * (PAGE / 8); i < end; i++) if (words[i] !== 0n) return false;
  return true;
}
