// A curve drawn by hand: with a finger, the mouse, or a slider for each of its points.

import { make } from "./controls.js";
import { written } from "./words.js";

const POINTS = 9;

/** Let the reader draw into a chart; return the handles for the keyboard, and what has been drawn. */
export function drawing(chart, data) {
  const [low, high] = data.y.limits;
  const xs = data.x.values;
  const step = (xs[xs.length - 1] - xs[0]) / (POINTS - 1);
  const heights = Array(POINTS).fill(null);
  const svg = chart.svg;
  let [last, kept] = [null, null]; // where the hand was; what stood before it came

  const inputs = heights.map((height, i) => {
    const input = make("input", { type: "range", min: low, max: high, step: (high - low) / 50, value: (low + high) / 2 });
    input.setAttribute("aria-label", `height at ${[written(xs[0] + i * step), data.x.unit].filter(Boolean).join("\u00a0")}`);
    input.setAttribute("aria-valuetext", "not drawn yet");
    input.addEventListener("input", () => {
      put(i, Number(input.value));
      show();
    });
    return input;
  });
  const points = () => heights.map((y, i) => [xs[0] + i * step, y]).filter((point) => point[1] !== null);

  function put(i, value) {
    heights[i] = value === null ? null : Math.min(Math.max(value, low), high);
    inputs[i].value = heights[i] ?? (low + high) / 2;
    inputs[i].setAttribute("aria-valuetext", heights[i] === null ? "not drawn yet" : [written(heights[i], { place: data.place }), data.y.unit].filter(Boolean).join("\u00a0"));
  }

  const show = () => chart.sketch(points().length ? points() : null);

  /** Where a pointer is: as a place among the handles, and as a height. */
  function at(event) {
    const { x, y } = chart.scales();
    const frame = svg.getBoundingClientRect();
    const place = (x.invert(event.clientX - frame.left) - xs[0]) / step;
    return { place: Math.min(Math.max(place, 0), POINTS - 1), y: y.invert(event.clientY - frame.top) };
  }

  /** Put every handle between where the hand was and where it is. */
  function draw(event) {
    const now = at(event);
    const [from, to] = last.place <= now.place ? [last, now] : [now, last];
    for (let i = Math.ceil(from.place); i <= to.place; i += 1) {
      const share = to.place > from.place ? (i - from.place) / (to.place - from.place) : 1;
      put(i, from.y + share * (to.y - from.y));
    }
    const nearest = Math.round(now.place);
    if (Math.abs(nearest - now.place) < 0.25) put(nearest, now.y);
    last = now;
    show();
  }

  const on = {
    pointerdown(event) {
      if (!event.isPrimary || event.button !== 0) return;
      kept = [...heights];
      last = at(event);
      svg.setPointerCapture(event.pointerId);
      if (event.pointerType === "mouse") event.preventDefault(); // selects no text
    },
    pointermove(event) {
      if (last && event.isPrimary) draw(event);
    },
    pointerup(event) {
      if (!last || !event.isPrimary) return;
      const here = at(event); // a tap puts the point that is nearest
      put(Math.round(here.place), here.y);
      show();
      last = null;
    },
    pointercancel() { // the finger scrolls the page
      if (!last) return;
      kept.forEach((height, i) => put(i, height));
      show();
      last = null;
    },
  };
  for (const [name, listen] of Object.entries(on)) svg.addEventListener(name, listen);
  svg.classList.add("drawable");

  return {
    handles: make("div", { className: "handles" }, ...inputs),
    points,
    end() {
      for (const [name, listen] of Object.entries(on)) svg.removeEventListener(name, listen);
      svg.classList.remove("drawable");
    },
  };
}
