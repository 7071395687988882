// The page "Take this book offline".

import { isPython, list, listNow, remove, root, store, stored, wanted, weight } from "./shelf.js";

const form = document.querySelector("form.offline");
const part = (name) => form.querySelector(`.offline-${name}`);
const [now, said, bar, bytes] = ["now", "said", "bar", "bytes"].map(part);
const buttons = { pages: part("pages"), python: part("python") };
const [stopper, remover] = [part("stop"), part("remove")];
const LABELS = { pages: "Store the pages", python: "Store the pages with Python" };
const WORKER = new URL("sw.js", root);
let listed, working;

const mega = (number) => `${(number / 1e6).toFixed(number < 1e7 ? 1 : 0)} MB`;

/** Write what is stored, and what each button would add. */
async function show() {
  listed ??= await list();
  const { names, want, image } = await stored(listed);
  const here = new Set(names);
  const pages = wanted(listed, "pages").filter((name) => name.endsWith(".html"));
  const read = pages.filter((name) => here.has(name));
  const python = names.filter(isPython);
  const whole = Object.keys(listed.files).filter(isPython);
  const visited = read.length && !want ? ", those that you visited" : "";
  const lines = [
    read.length === pages.length ? `Stored on this device: all ${pages.length} pages.` : `Stored on this device: ${read.length} of ${pages.length} pages${visited}.`,
    whole.length && python.length === whole.length ? "Python is stored, too: code runs without a connection." : "Python is not stored: code needs a connection.",
    names.length ? `That takes ${mega(weight(listed, names))}.` : "",
    image ? `Python's memory after its last start takes another ${mega(image)}; with it the next start is quick.` : "",
  ].filter(Boolean);
  now.textContent = lines.join("\n");
  for (const [name, button] of Object.entries(buttons)) {
    const missing = wanted(listed, name).filter((file) => !here.has(file));
    const complete = want === name || want === "python";
    button.textContent = `${LABELS[name]} (${mega(weight(listed, wanted(listed, name)))})`;
    button.hidden = complete && !missing.length;
  }
  remover.hidden = !names.length && !image;
}

async function begin(want) {
  working = new AbortController();
  const { signal } = working;
  const stopped = new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  stopped.catch(() => {});
  lock(true);
  said.textContent = "Storing the book.";
  const meter = bar.querySelector("progress");
  let spoken = 0;
  try {
    // ask the browser not to clear it for room; it may ask the reader, who may not answer
    navigator.storage?.persist?.().catch(() => {});
    await Promise.race([navigator.serviceWorker.register(WORKER), stopped]);
    listed = await Promise.race([listNow(), stopped]);
    await store(listed, want, (arrived, total) => {
      [meter.value, meter.max] = [arrived, total];
      bytes.textContent = `${mega(arrived)} of ${mega(total)}`;
      const quarter = Math.floor((4 * arrived) / total);
      if (quarter > spoken && quarter < 4) said.textContent = `${quarter * 25} percent is stored.`;
      spoken = Math.max(spoken, quarter);
    }, signal);
    said.textContent = want === "python" ? "Done. The book and its code work without a connection." : "Done. The pages can be read without a connection.";
  } catch (error) {
    said.textContent = `${reason(error)} What has arrived is stored; press the button again to go on.`;
  } finally {
    working = null;
    lock(false);
    await show().catch(() => {});
    const again = [buttons[want], remover].find((button) => !button.hidden);
    if (document.activeElement === document.body) again?.focus();
  }
}

function reason(error) {
  if (error.name === "AbortError") return "Stopped.";
  if (error.name === "QuotaExceededError") return "There is not enough room on this device, or the browser allows no more.";
  if (error instanceof TypeError) return "The connection broke off.";
  return `That did not work: ${error.message}.`;
}

function lock(on) {
  bar.hidden = stopper.hidden = !on;
  for (const button of [...Object.values(buttons), remover]) button.disabled = on;
  if (on) stopper.focus();
}

async function start() {
  if (!("serviceWorker" in navigator) || !("caches" in window)) {
    now.textContent = isSecureContext
      ? "This browser, or this private window, does not let a site store its pages. Download the book instead, as described below."
      : "A browser stores a site only when it comes over https or from this computer itself. Download the book instead, as described below.";
    form.querySelector(".do").hidden = true;
    form.hidden = false;
    return;
  }
  for (const [want, button] of Object.entries(buttons)) button.addEventListener("click", () => begin(want));
  stopper.addEventListener("click", () => working?.abort());
  remover.addEventListener("click", async () => {
    await remove();
    said.textContent = "Removed. What you typed into cells and answers is kept apart, and is still here.";
    await show();
    buttons.pages.focus();
  });
  navigator.serviceWorker.register(WORKER).catch(() => {}); // it is said when the reader wants to store
  await show().catch((error) => {
    now.textContent = `It cannot be said now what is stored: ${error.message}.`;
  });
  form.hidden = false;
}

start();
