import { chart, withUnit } from "/explorer/chart.js";
import { controls, linkTo, linked } from "/explorer/controls.js";
import { decode } from "/explorer/decode.js";
import { drawing } from "/explorer/drawing.js";
import { changed, compared, described, setting, stop, written } from "/explorer/words.js";
import { equal as same, ok } from "./assert.js";

export const tests = {};
const test = (name, run) => {
  tests[name] = () => {
    document.body.replaceChildren();
    return run();
  };
};
const close = (found, wanted, within) => ok(Math.abs(found - wanted) <= within, `found ${found}, wanted ${wanted}`);

const tick = () => new Promise((done) => setTimeout(done, 60));

/** An explorer of two sliders and two curves on three points. */
function example(more = {}) {
  return {
    x: { label: "time", unit: "d", values: [0, 1, 2] },
    y: { label: "level", unit: "mg/L", limits: [-1, 1] },
    curves: [{ name: "net", label: "net", role: "net" }, { name: "effect", label: "effect", role: "drug" }],
    sliders: [
      { name: "dose", label: "dose", unit: "mg", stops: [0, 50, 100], start: 1 },
      { name: "drug", label: "drug", unit: "", stops: ["morphine", "methadone"], start: 0 },
    ],
    low: -1,
    step: 0.01,
    place: -2,
    ...more,
  };
}

async function packed(levels) {
  const twice = levels.flatMap((curve) => curve.map((level, i) => level - 2 * (curve[i - 1] ?? 0) + (curve[i - 2] ?? 0)));
  const stream = new Blob([new Int16Array(twice)]).stream().pipeThrough(new CompressionStream("deflate"));
  return btoa(String.fromCharCode(...new Uint8Array(await new Response(stream).arrayBuffer())));
}

test("curves are found by the positions of the sliders, the last moving fastest", async () => {
  const all = Array.from({ length: 12 }, (_, i) => [i, 100 + i, 199]);
  const curves = await decode(example({ levels: await packed(all) }));
  for (let i = 0; i < 3; i += 1) {
    for (let j = 0; j < 2; j += 1) {
      const found = curves.at([i, j]);
      all.slice(4 * i + 2 * j, 4 * i + 2 * j + 2).forEach((levels, k) => levels.forEach((level, n) => close(found[k][n], -1 + 0.01 * level, 1e-12)));
    }
  }
});

test("data of the wrong size are refused", async () => {
  const levels = await packed([[1, 2, 3]]);
  const said = await decode(example({ levels })).then(() => "nothing", (error) => error.message);
  same(said, "3 levels for 36 points");
});

test("numbers are rounded to what is exact", () => {
  same([0.123456, 0.5, -2, 1234, 12345, 1234567, 1.5e7, 1.234e-6, 0].map((x) => written(x)), ["0.123", "0.5", "\u22122", "1230", "12\u202f300", "1\u202f230\u202f000", "1.5 × 10⁷", "1.23 × 10⁻⁶", "0"]);
  same([0.123456, 0.004, -0.006].map((x) => written(x, { place: -2 })), ["0.12", "0", "\u22120.01"]);
  same(written(1234, { place: 3 }), "1000");
  same([44.25, 1500, 123456].map((x) => written(x, { digits: 6 })), ["44.25", "1500", "123\u202f456"]);
});

test("a setting is said with units, and words stay words", () => {
  same(setting(example(), [2, 1]), "dose 100\u00a0mg, drug methadone");
  same(stop({ stops: [0.25], unit: "" }, 0), "0.25");
});

test("axes say quantity and unit, or what there is of them", () => {
  same([["level", "mg/L"], ["level", ""], ["", "mg"]].map(([label, unit]) => withUnit({ label, unit })), ["level (mg/L)", "level", "mg"]);
});

test("a description names the ends and what lies between", () => {
  same(described(example(), [[0, 1, 0.5], [0.25, 0.25, 0.25]]), "net: 0\u00a0mg/L at first, highest 1\u00a0mg/L at 1\u00a0d, 0.5\u00a0mg/L at 2\u00a0d. effect: 0.25\u00a0mg/L throughout.");
  same(described(example(), [null, [1, 0.5, 0]]), "effect: 1\u00a0mg/L at first, 0\u00a0mg/L at 2\u00a0d.");
});

test("a change names what is different, and from what", () => {
  const words = changed(example(), [[0, 1, 0.5], [1, 0.5, 0]], [[0, 0.25, 0.75], [1, 0.5, 0]]);
  same(words, "net highest 0.75\u00a0mg/L at 2\u00a0d, before 1\u00a0mg/L at 1\u00a0d. effect as before.");
});

test("a change of height alone says where it was only once", () => {
  const words = changed(example(), [[0, 1, 0], [0, 0, 0]], [[0, 0.5, 0], [0.3, 0.3, 0.3]]);
  same(words, "net highest 0.5\u00a0mg/L at 1\u00a0d, before 1\u00a0mg/L. effect 0.3\u00a0mg/L throughout, before 0\u00a0mg/L.");
});

test("a drawn curve is compared where it is farthest", () => {
  const data = example({ x: { label: "time", unit: "d", values: Array.from({ length: 33 }, (_, i) => i / 4) } });
  const model = data.x.values.map((x) => (x < 4 ? -1 : 1));
  const draw = (heights) => heights.map((y, i) => [i, y]);
  same(compared(data, draw([-1, -1, -1, -1, 1, 1, 1, 1, 1]), model), "Your curve lies close to the model everywhere.");
  const words = compared(data, draw([-1, -1, -1, -1, 1, -0.5, 1, 1, 1]), model);
  same(words, "The largest difference is at 5\u00a0d: you drew \u22120.5\u00a0mg/L, the model has 1\u00a0mg/L, on the other side of zero.");
  const low = compared(data, draw([-1, -1, -1, -1, 0, 0, 0, 0, 0.1]), model);
  ok(low.startsWith("Your curve runs below the model. The largest difference is at 5"), low);
});

test("a hand that is a little early at a jump is not wrong", () => {
  const data = example({ x: { label: "time", unit: "d", values: Array.from({ length: 33 }, (_, i) => i / 4) } });
  const model = data.x.values.map((x) => (x <= 4 ? -1 : 1));
  same(compared(data, [[3, -1], [4, 1], [5, 1]], model), "Your curve lies close to the model everywhere.");
});

test("a slider says where it stands, and a setting is restored from the address", () => {
  const data = example();
  const box = document.body.appendChild(document.createElement("div"));
  const seen = [];
  const made = controls(box, data, "here", (positions) => seen.push([...positions]));
  const [dose, drug] = box.querySelectorAll("input");
  same(drug.getAttribute("aria-valuetext"), "morphine");
  same(box.querySelector("label").textContent, "dose");
  same(dose.labels[0].textContent, "dose");
  dose.value = 2;
  dose.dispatchEvent(new Event("input"));
  same([seen, dose.getAttribute("aria-valuetext")], [[[2, 0]], "100\u00a0mg"]);
  const address = linkTo("here", data, made.positions);
  ok(address.endsWith("#here?dose=100&drug=morphine"), address);
  made.reset();
  same(seen.at(-1), [1, 0]);
  history.replaceState(null, "", address);
  same(linked("here", data), [2, 0]);
  same(linked("elsewhere", data), null);
  history.replaceState(null, "", "#here?dose=77&drug=methadone");
  same(linked("here", data), [1, 1]);
  history.replaceState(null, "", "#here?%E0%A4%A");
  same(linked("here", data), [1, 0]);
  history.replaceState(null, "", "#here");
  same(linked("here", data), null);
});

/** A chart in a box of that width. */
function drawn(data, width) {
  const box = document.body.appendChild(document.createElement("div"));
  Object.assign(box.style, { width: `${width}px`, height: "300px", font: "13px sans-serif" });
  return chart(box, data);
}

/** Fail if two texts of a chart overlap, or one leaves it. */
function apart(picture) {
  const frame = picture.svg.getBoundingClientRect();
  const texts = [...picture.svg.querySelectorAll("text")].map((each) => ({ words: each.textContent, box: each.getBoundingClientRect() }));
  texts.forEach(({ words, box }, i) => {
    ok(box.left >= frame.left - 1 && box.right <= frame.right + 1 && box.bottom <= frame.bottom + 1 && box.top >= frame.top - 1, `${words} leaves the chart`);
    texts.slice(i + 1).forEach((other) => {
      const over = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
      const under = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
      ok(over <= 0 || under <= 2, `${words} and ${other.words} overlap`);
    });
  });
}

for (const width of [320, 358, 544, 800]) {
  for (const [name, low, high, last] of [["small", 0, 1, 30], ["negative", -4000, -0.5, 308], ["large", 0, 2.5e6, 1e5], ["tiny", 0, 3e-7, 1e-3], ["around zero", -1, 1, 24]]) {
    test(`no text of a chart meets another: ${name} numbers, ${width} px`, () => {
      const values = [0, 1, 2].map((i) => (i * last) / 2);
      const data = example({ x: { label: "time since the last dose", unit: "d", values }, y: { label: "concentration near the receptors", unit: "", limits: [low, high] } });
      data.curves.push({ name: "c", label: "height at nine hours", role: "warn" });
      const picture = drawn(data, width);
      picture.show(data.curves.map(() => [low, high, (low + high) / 2]));
      apart(picture);
    });
  }
}

test("thousands stand apart on an axis as in the text", () => {
  const picture = drawn(example({ y: { label: "", unit: "", limits: [-20000, 20000] } }), 500);
  const words = [...picture.svg.querySelectorAll("text")].map((each) => each.textContent);
  ok(words.includes("20\u202f000") && words.includes("\u221220\u202f000"), words.join(" | "));
});

test("a curve that is not to be seen is not drawn, nor its name", () => {
  const picture = drawn(example(), 600);
  picture.show([null, [1, 0.5, 0]]);
  same([...picture.svg.querySelectorAll("path.curve")].map((path) => path.dataset.curve), ["effect"]);
  same([...picture.svg.querySelectorAll("text.name")].map((name) => name.textContent), ["effect"]);
});

test("a chart follows the width of its box", async () => {
  const picture = drawn(example(), 600);
  picture.show([[0, 1, 0], [1, 0, 0]]);
  const before = picture.svg.querySelector("path.curve").getAttribute("d");
  picture.svg.parentElement.style.width = "300px";
  await tick();
  same(picture.svg.getAttribute("width"), "300");
  ok(picture.svg.querySelector("path.curve").getAttribute("d") !== before);
  apart(picture);
});

/** Move a pointer over a chart; the places are in the units of its axes. */
function move(picture, kind, x, y, pointerType = "mouse") {
  const frame = picture.svg.getBoundingClientRect();
  const scales = picture.scales();
  const at = { clientX: frame.left + scales.x(x), clientY: frame.top + scales.y(y), pointerType, isPrimary: true, button: 0, buttons: 1, pointerId: 1 };
  picture.svg.dispatchEvent(new PointerEvent(kind, at));
}

test("one quick stroke sets every point between its ends", () => {
  const data = example({ x: { label: "time", unit: "d", values: [0, 4, 8] } });
  const picture = drawn(data, 500);
  picture.svg.setPointerCapture = () => {};
  const hand = drawing(picture, data);
  move(picture, "pointerdown", 0, 0);
  move(picture, "pointermove", 8, 0.8);
  move(picture, "pointerup", 8, 0.8);
  same(hand.points().length, 9);
  hand.points().forEach(([x, y], i) => {
    close(x, i, 1e-9);
    close(y, 0.1 * i, 0.02);
  });
});

test("what a scrolling finger touched is taken back", () => {
  const data = example({ x: { label: "time", unit: "d", values: [0, 4, 8] } });
  const picture = drawn(data, 500);
  picture.svg.setPointerCapture = () => {};
  const hand = drawing(picture, data);
  move(picture, "pointerdown", 2, 0.5, "touch");
  move(picture, "pointerup", 2, 0.5, "touch");
  same(hand.points().map(([x]) => x), [2]);
  move(picture, "pointerdown", 5, 0.5, "touch");
  move(picture, "pointermove", 5, -0.5, "touch");
  move(picture, "pointercancel", 5, -0.5, "touch");
  same(hand.points().map(([x]) => x), [2]);
});

test("nothing is drawn beyond the axes, nor after the end", () => {
  const data = example({ x: { label: "time", unit: "d", values: [0, 4, 8] } });
  const picture = drawn(data, 500);
  picture.svg.setPointerCapture = () => {};
  const hand = drawing(picture, data);
  move(picture, "pointerdown", -1, 5);
  move(picture, "pointerup", -1, 5);
  same(hand.points(), [[0, 1]]);
  hand.end();
  move(picture, "pointerdown", 4, 0);
  move(picture, "pointerup", 4, 0);
  same(hand.points(), [[0, 1]]);
});
