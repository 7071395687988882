/** Why the interpreter ended, in words. */

/** @param {*} error what was thrown at the worker */
export function words(error) {
  const message = error?.message ?? String(error);
  if (/call stack|too much recursion/i.test(message)) return "The cell called itself too deeply, and the interpreter ended.";
  // what WebAssembly throws when there is no room for it, or no more
  if (error instanceof RangeError) return "Python found no memory: close other tabs or programs, then try again.";
  if (error?.name === "WASIProcExit" || /^exit with exit code/.test(message)) return "The cell ended the interpreter.";
  if (error instanceof WebAssembly.RuntimeError) return `The interpreter broke down (${message}).`;
  return message;
}
