import { words } from "/python/engine/words.js";
import { equal, ok } from "./assert.js";

export const tests = {
  "too deep a recursion is told from too little memory"() {
    const deep = [new RangeError("Maximum call stack size exceeded"), Object.assign(new Error("too much recursion"), { name: "InternalError" })];
    for (const each of deep) ok(words(each).includes("too deeply"), words(each));
    let real;
    try {
      const down = () => down() + 1;
      down();
    } catch (error) {
      real = error;
    }
    ok(words(real).includes("too deeply"), words(real));
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 2 });
    try {
      memory.grow(5);
    } catch (error) {
      real = error;
    }
    equal(words(real), "Python found no memory: close other tabs or programs, then try again.");
  },

  "other ends keep their own words"() {
    equal(words(Object.assign(new Error("x"), { name: "WASIProcExit" })), "The cell ended the interpreter.");
    equal(words(new WebAssembly.RuntimeError("unreachable")), "The interpreter broke down (unreachable).");
    equal([words(new Error("why")), words("why")], ["why", "why"]);
  },
};
