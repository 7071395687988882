// The axes and the curves, as SVG drawn for the width that there is.

import { curveMonotoneX, line, scaleLinear } from "../vendor/d3.js";
import { apart } from "./words.js";

const DASHES = { adaptation: "10 4", antagonist: "14 4 3 4", accent: "3 4", warn: "6 4", muted: "3 4" };
const WIDTHS = { net: 2.8, muted: 1.5 };
const LINE = 16; // from one line of text to the next
const STEPS = { h: [1, 2, 3, 6, 12, 24, 48, 72, 96, 120, 168], d: [1, 2, 7, 14, 28, 56, 84, 112, 168, 364] }; // as on clocks and calendars

/** Put a chart into a box; return what the explorer needs of it. */
export function chart(box, data) {
  const svg = add(box, "svg", { role: "img" });
  const state = { curves: [], drawn: null };
  let scales;
  let namesAtEnds;
  let size;

  function frame() {
    const [width, height] = [Math.max(240, box.clientWidth), Math.max(200, box.clientHeight)];
    if (size === `${width} ${height}`) return;
    size = `${width} ${height}`;
    svg.replaceChildren();
    for (const [name, value] of Object.entries({ viewBox: `0 0 ${width} ${height}`, width, height })) svg.setAttribute(name, value);
    const names = widths(svg, "curve name", data.curves.map((curve) => curve.label));
    const several = names.length > 1;
    namesAtEnds = several && !data.legend && Math.max(...names) < 0.24 * width;
    const rows = several && !namesAtEnds ? legend(names, width) : 0;
    const top = 30 + LINE * rows;
    const bottom = height - 46;
    const y = scaleLinear(data.y.limits, [bottom, top]).nice();
    const heights = y.ticks(Math.max(3, Math.min(6, Math.floor((bottom - top) / 38))));
    const write = numbers(y.tickFormat(heights.length));
    const left = 14 + Math.max(...widths(svg, "tick", heights.map(write)));
    const ends = [data.x.values[0], data.x.values[data.x.values.length - 1]];
    const writeBelow = numbers(scaleLinear(ends, [0, 1]).tickFormat(8));
    const widest = Math.max(...widths(svg, "tick", ends.map(writeBelow)));
    const right = width - Math.max(14, 2 + widest / 2, namesAtEnds ? 12 + Math.max(...names) : 0);
    const x = scaleLinear(ends, [left, right]);
    scales = { x, y };
    for (const tick of heights) {
      add(svg, "line", { x1: left, x2: right, y1: y(tick), y2: y(tick), class: tick === 0 ? "axis" : "grid" });
      text(svg, left - 8, y(tick) + 4, write(tick), "end");
    }
    const most = Math.max(2, Math.min(8, Math.floor((right - left) / Math.max(54, 1.6 * widest))));
    for (const tick of placesFor(x, data.x.unit, most)) {
      add(svg, "line", { x1: x(tick), x2: x(tick), y1: bottom, y2: bottom + 5, class: "axis" });
      text(svg, x(tick), bottom + 20, writeBelow(tick), "middle");
    }
    add(svg, "line", { x1: left, x2: right, y1: bottom, y2: bottom, class: "axis" });
    text(svg, (left + right) / 2, bottom + 40, withUnit(data.x), "middle");
    text(svg, 2, 14, withUnit(data.y), "start");
    draw();
  }

  /** Write the names of the curves above the axes, each behind a piece of its line; return how many rows. */
  function legend(names, width) {
    let [x, rows] = [2, 1];
    data.curves.forEach((curve, i) => {
      if (x > 2 && x + 34 + names[i] > width) [x, rows] = [2, rows + 1];
      const y = 14 + LINE * rows;
      stroke(add(svg, "path", { d: `M${x},${y - 4}h24`, class: "sample" }), curve);
      const label = text(svg, x + 30, y, curve.label, "start", "name");
      label.style.fill = `var(--fig-${curve.role})`;
      x += names[i] + 48;
    });
    return rows;
  }

  function draw() {
    if (!scales) return; // not laid out yet
    svg.querySelectorAll(".curve").forEach((part) => part.remove());
    if (state.drawn) {
      const path = line((point) => scales.x(point[0]), (point) => scales.y(point[1])).curve(curveMonotoneX);
      add(svg, "path", { d: path(state.drawn), class: "curve guess" });
      for (const [x, y] of state.drawn) add(svg, "circle", { cx: scales.x(x), cy: scales.y(y), r: 2.5, class: "curve guess-point" });
    }
    const path = line((value, i) => scales.x(data.x.values[i]), (value) => scales.y(value)).digits(2);
    const ends = [];
    data.curves.forEach((curve, i) => {
      const values = state.curves[i];
      if (!values) return;
      stroke(add(svg, "path", { d: path(values), class: "curve", "data-curve": curve.name }), curve);
      ends.push({ curve, y: scales.y(values[values.length - 1]) });
    });
    if (namesAtEnds) nameEnds(ends);
  }

  /** Write the names behind the ends of the curves, apart from each other. */
  function nameEnds(ends) {
    const [bottom, top] = scales.y.range();
    ends.sort((a, b) => a.y - b.y);
    ends.forEach((end, i) => {
      end.y = Math.max(end.y, i ? ends[i - 1].y + LINE : top);
    });
    for (let i = ends.length - 1; i >= 0; i -= 1) {
      ends[i].y = Math.min(ends[i].y, i < ends.length - 1 ? ends[i + 1].y - LINE : bottom);
    }
    for (const { curve, y } of ends) {
      const label = text(svg, scales.x.range()[1] + 6, y + 4, curve.label, "start", "curve name");
      label.style.fill = `var(--fig-${curve.role})`;
    }
  }

  new ResizeObserver(frame).observe(box); // below the first screen of a phone it is drawn when it comes near
  if (box.checkVisibility?.({ contentVisibilityAuto: true }) ?? true) frame();
  return {
    svg,
    scales: () => scales,
    /** Show curves, an array each; null in place of one that is not to be seen. */
    show(curves) {
      state.curves = curves;
      draw();
    },
    /** Show a curve drawn by hand, as points [x, y]; null removes it. */
    sketch(points) {
      state.drawn = points;
      draw();
    },
  };
}

export const withUnit = ({ label, unit }) => (label && unit ? `${label} (${unit})` : label || unit);

/** Write the numbers of an axis as the book does: 10 000, not 10,000. */
const numbers = (format) => (value) => format(value).replace(/[\d,]{6,}/, (digits) => apart(digits.replaceAll(",", ""))).replaceAll(",", "");

/** Return where an axis has ticks: at whole hours, days and weeks, or at round numbers. */
function placesFor(scale, unit, most) {
  const [first, last] = scale.domain();
  const step = (STEPS[unit] ?? []).find((each) => (last - first) / each <= most);
  if (!step || last - first < 2 * step) return scale.ticks(most);
  const start = Math.ceil(first / step - 1e-9) * step;
  return Array.from({ length: Math.floor((last - start) / step + 1e-9) + 1 }, (_, i) => start + i * step);
}

function stroke(path, curve) {
  path.setAttribute("stroke-width", WIDTHS[curve.role] ?? 2.2);
  path.style.stroke = `var(--fig-${curve.role})`;
  if (DASHES[curve.role]) path.setAttribute("stroke-dasharray", DASHES[curve.role]);
}

/** Measure texts, all in one layout. */
function widths(svg, kind, contents) {
  const elements = contents.map((content) => text(svg, 0, 0, content, "start", kind));
  const found = elements.map((element) => element.getComputedTextLength());
  for (const element of elements) element.remove();
  return found;
}

function add(parent, name, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  parent.append(element);
  return element;
}

function text(parent, x, y, content, anchor, kind = "tick") {
  const element = add(parent, "text", { x, y, "text-anchor": anchor, class: kind });
  element.textContent = content;
  return element;
}
