// What the tests of the modules need to say.

export function equal(found, expected, about = "") {
  const [a, b] = [found, expected].map((each) => JSON.stringify(each));
  if (a !== b) throw new Error(`${about} found ${a}, expected ${b}`.trim());
}

export function ok(truth, about) {
  if (!truth) throw new Error(about);
}
