// The axes and the curves, as SVG drawn for the width that there is.

import { curveMonotoneX, line, scaleLinear } from "../vendor/d3.js";

const DASHES = { adaptation: "10 4", antagonist: "14 4 3 4", accent: "3 4", warn: "6 4", muted: "3 4" };
const WIDTHS = { net: 2.8, muted: 1.5 };
const LINE = 15;

/** Put a chart into a box; return what the explorer needs of it. */
export function chart(box, data) {
  const svg = add(box, "svg", { role: "img" });
  const state = { curves: null, drawn: null };
  let scales;

  function frame() {
    const width = Math.max(260, box.clientWidth);
    const height = Math.round(Math.min(340, Math.max(230, width * 0.58)));
    const names = data.curves.length > 1 ? Math.max(...data.curves.map((curve) => curve.label.length)) : 0;
    const edge = { top: 30, left: 46, bottom: 46, right: names ? 12 + names * 7.2 : 12 };
    const xs = data.x.values;
    scales = {
      x: scaleLinear([xs[0], xs[xs.length - 1]], [edge.left, width - edge.right]),
      y: scaleLinear(data.y.limits, [height - edge.bottom, edge.top]).nice(),
    };
    svg.replaceChildren();
    for (const [name, value] of Object.entries({ viewBox: `0 0 ${width} ${height}`, width, height })) svg.setAttribute(name, value);
    const [left, right] = scales.x.range();
    const [bottom, top] = scales.y.range();
    for (const tick of scales.y.ticks(5)) {
      const y = scales.y(tick);
      add(svg, "line", { x1: left, x2: right, y1: y, y2: y, class: tick === 0 ? "axis" : "grid" });
      text(svg, left - 8, y + 4, scales.y.tickFormat(5)(tick), "end");
    }
    for (const tick of scales.x.ticks(Math.max(3, Math.min(8, Math.floor(width / 80))))) {
      const x = scales.x(tick);
      add(svg, "line", { x1: x, x2: x, y1: bottom, y2: bottom + 5, class: "axis" });
      text(svg, x, bottom + 20, scales.x.tickFormat(8)(tick), "middle");
    }
    add(svg, "line", { x1: left, x2: right, y1: bottom, y2: bottom, class: "axis" });
    text(svg, (left + right) / 2, bottom + 40, withUnit(data.x), "middle");
    text(svg, 2, top - 14, withUnit(data.y), "start");
    draw();
  }

  function draw() {
    svg.querySelectorAll(".curve").forEach((part) => part.remove());
    if (state.drawn) {
      const path = line((point) => scales.x(point[0]), (point) => scales.y(point[1])).curve(curveMonotoneX)(state.drawn);
      add(svg, "path", { d: path, class: "curve guess" });
    }
    if (!state.curves) return;
    const path = line((value, i) => scales.x(data.x.values[i]), (value) => scales.y(value));
    const ends = data.curves.map((curve, i) => {
      const d = path(state.curves[i]).replace(/(\.\d\d)\d+/g, "$1");
      const part = add(svg, "path", { d, class: "curve", "stroke-width": WIDTHS[curve.role] ?? 2.2 });
      part.style.stroke = `var(--fig-${curve.role})`;
      if (DASHES[curve.role]) part.setAttribute("stroke-dasharray", DASHES[curve.role]);
      return { curve, y: scales.y(state.curves[i].at(-1)) };
    });
    if (ends.length > 1) nameEnds(ends);
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

  new ResizeObserver(frame).observe(box);
  frame();
  return {
    svg,
    scales: () => scales,
    /** Show curves, one array each; null shows none. */
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
