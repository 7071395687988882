/** What a browser must have, asked before anything is loaded. */

// The smallest module with a `try_table`: the exceptions that the interpreter is compiled with.
const EXCEPTIONS = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 8, 1, 6, 0, 31, 64, 0, 11, 11,
];

/** @returns {string|null} why Python cannot run here, or null when it can */
export function unsupported() {
  if (location.protocol === "file:") {
    return "Python cannot start in a page that was opened from a file. Open the book from a website, or serve its folder on this computer.";
  }
  if (typeof WebAssembly !== "object" || typeof Worker !== "function") {
    return "This browser cannot run Python: WebAssembly or workers are missing or switched off.";
  }
  if (typeof DecompressionStream !== "function" || !WebAssembly.validate(new Uint8Array(EXCEPTIONS))) {
    return "This browser is too old to run Python in the page. A recent Chrome, Edge, Firefox or Safari can.";
  }
  return null;
}
