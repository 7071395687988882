// What a curve does, in words: for the live region, for the table, for a prediction.

/** A number as people read it: three digits, a true minus sign; below the accuracy it is 0. */
export function written(value, accuracy = 1e-9) {
  const text = Math.abs(value) < accuracy ? "0" : String(Number(value.toPrecision(3)));
  return text.replace("-", "\u2212");
}

const withUnit = (value, unit, accuracy) => [written(value, accuracy), unit].filter(Boolean).join("\u00a0");

/** One sentence a curve: where it starts, its highest and lowest point, where it ends. */
export function described(data, curves) {
  const xs = data.x.values;
  const at = (i) => `${withUnit(xs[i], data.x.unit)}`;
  const range = data.y.limits[1] - data.y.limits[0];
  return data.curves
    .map((curve, k) => {
      const values = curves[k];
      const last = values.length - 1;
      const [high, low] = [Math.max, Math.min].map((pick) => values.indexOf(pick(...values)));
      const inside = (i) => i > 0 && i < last && Math.min(Math.abs(values[i] - values[0]), Math.abs(values[i] - values[last])) > 0.01 * range;
      const y = (i) => withUnit(values[i], data.y.unit, 3 * data.step);
      return [
        `${curve.label}: ${y(0)} at first`,
        inside(high) && `highest ${y(high)} at ${at(high)}`,
        inside(low) && `lowest ${y(low)} at ${at(low)}`,
        `${y(last)} at ${at(last)}.`,
      ].filter(Boolean).join(", ");
    })
    .join(" ");
}

/** What a slider stands at, in words. */
export function stop(slider, position) {
  const value = slider.stops[position];
  const text = typeof value === "number" ? written(value) : String(value);
  return [text, slider.unit].filter(Boolean).join("\u00a0");
}

/** The difference between a curve drawn by hand and the model, in words. */
export function compared(data, points, values) {
  const xs = data.x.values;
  const nearest = (x) => xs.reduce((best, each, i) => (Math.abs(each - x) < Math.abs(xs[best] - x) ? i : best), 0);
  const gaps = points.map(([x, y]) => ({ x, y, model: values[nearest(x)] }));
  const worst = gaps.reduce((a, b) => (Math.abs(b.y - b.model) > Math.abs(a.y - a.model) ? b : a));
  const range = data.y.limits[1] - data.y.limits[0];
  const far = Math.abs(worst.y - worst.model);
  if (far < 0.08 * range) return "Your curve lies close to the model everywhere.";
  const where = withUnit(worst.x, data.x.unit);
  const opposite = worst.y * worst.model < 0 && Math.abs(worst.y) > 0.03 * range ? ", on the other side of zero" : "";
  return `The largest difference is at ${where}: you drew ${withUnit(worst.y, data.y.unit)}, the model has ${withUnit(worst.model, data.y.unit)}${opposite}.`;
}
