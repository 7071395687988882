// What a curve does, in words: for the live region, for the table, for a prediction.
// Numbers and settings are written as lectern/explorer_words.py writes them.

const SUPERSCRIPTS = { "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹" };

/**
 * A number as people read it: rounded, with a true minus sign and thousands apart.
 * @param {number} value
 * @param {{digits?: number, place?: number}} how significant digits at most, and the power of ten of
 *   the last digit that is exact enough to be shown
 */
export function written(value, { digits = 3, place } = {}) {
  if (!value) return "0";
  const power = (number) => Number(number.toExponential().split("e")[1]);
  let last = power(value) - digits + 1;
  if (place !== undefined) last = Math.max(last, place);
  const unit = 10 ** last;
  const size = Math.abs(value);
  const rounded = last > 0 ? Math.floor(size / unit + 0.5) * unit : Number(size.toFixed(Math.min(-last, 100)));
  if (!rounded) return "0";
  const sign = value < 0 ? "\u2212" : "";
  const high = power(rounded);
  if (high >= -4 && high < 7) {
    const [whole, part] = String(rounded).split(".");
    return sign + (high > 3 ? apart(whole) : whole) + (part ? `.${part}` : "");
  }
  const [mantissa] = Number(rounded.toPrecision(digits)).toExponential().split("e");
  return `${sign}${mantissa} × 10${[...String(high)].map((digit) => SUPERSCRIPTS[digit]).join("")}`;
}

/** Write thousands apart, as 10 000. */
export const apart = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, "\u202f");

const withUnit = (value, unit, how) => [written(value, how), unit].filter(Boolean).join("\u00a0");

/** What a slider stands at, in words. */
export function stop(slider, position) {
  const value = slider.stops[position];
  return typeof value === "number" ? withUnit(value, slider.unit, { digits: 6 }) : [value, slider.unit].filter(Boolean).join("\u00a0");
}

/** What all sliders stand at. */
export const setting = (data, positions) => data.sliders.map((slider, i) => `${slider.label} ${stop(slider, positions[i])}`).join(", ");

/** The points of a curve that its description names. */
function landmarks(data, values) {
  const at = (i) => ({ x: data.x.values[i], y: values[i] });
  const [high, low] = [Math.max, Math.min].map((pick) => values.indexOf(pick(...values)));
  return { start: at(0), highest: at(high), lowest: at(low), end: at(values.length - 1), level: values[high] - values[low] < 3 * data.step };
}

/** One sentence a curve: where it starts, its highest and lowest point, where it ends. */
export function described(data, curves) {
  const range = data.y.limits[1] - data.y.limits[0];
  const x = (point) => withUnit(point.x, data.x.unit);
  const y = (point) => withUnit(point.y, data.y.unit, { place: data.place });
  return data.curves
    .map((curve, k) => {
      if (!curves[k]) return "";
      const { start, highest, lowest, end, level } = landmarks(data, curves[k]);
      if (level) return `${curve.label}: ${y(start)} throughout.`;
      const inside = (point) => [start, end].every((edge) => Math.abs(point.y - edge.y) > 0.01 * range);
      return [
        `${curve.label}: ${y(start)} at first`,
        inside(highest) && `highest ${y(highest)} at ${x(highest)}`,
        inside(lowest) && `lowest ${y(lowest)} at ${x(lowest)}`,
        `${y(end)} at ${x(end)}.`,
      ].filter(Boolean).join(", ");
    })
    .filter(Boolean)
    .join(" ");
}

/** What is different from before, one sentence a curve. */
export function changed(data, before, after) {
  const range = data.y.limits[1] - data.y.limits[0];
  const width = data.x.values.at(-1) - data.x.values[0];
  const x = (point) => withUnit(point.x, data.x.unit);
  const y = (point) => withUnit(point.y, data.y.unit, { place: data.place });
  return data.curves
    .map((curve, k) => {
      const [old, now] = [landmarks(data, before[k]), landmarks(data, after[k])];
      const higher = (name) => Math.abs(old[name].y - now[name].y) > 0.005 * range;
      const later = (name) => Math.abs(old[name].x - now[name].x) > 0.01 * width;
      if (now.level && higher("start")) return `${curve.label} ${y(now.start)} throughout, before ${y(old.start)}.`;
      const extremes = ["highest", "lowest"].map((name) => {
        if (!higher(name) && !later(name)) return "";
        const was = higher(name) ? [y(old[name]), later(name) && `at ${x(old[name])}`] : ["at", x(old[name])];
        return `${name} ${y(now[name])} at ${x(now[name])}, before ${was.filter(Boolean).join(" ")}`;
      });
      const ends = higher("end") && now.highest.x !== now.end.x && now.lowest.x !== now.end.x;
      const parts = [...extremes, ends && `at the end ${y(now.end)}, before ${y(old.end)}`].filter(Boolean);
      return parts.length ? `${curve.label} ${parts.join("; ")}.` : `${curve.label} as before.`;
    })
    .join(" ");
}

/** The difference between a curve drawn by hand and the model, in words. */
export function compared(data, points, values) {
  const xs = data.x.values;
  const range = data.y.limits[1] - data.y.limits[0];
  const reach = (xs.at(-1) - xs[0]) / 32; // a hand that is a little early or late at a jump is not wrong
  const gaps = points.map(([x, y]) => {
    const near = values.filter((value, i) => Math.abs(xs[i] - x) <= reach);
    const nearest = xs.reduce((best, each, i) => (Math.abs(each - x) < Math.abs(xs[best] - x) ? i : best), 0);
    return { x, y, model: values[nearest], far: Math.max(0, y - Math.max(...near), Math.min(...near) - y) };
  });
  const worst = gaps.reduce((a, b) => (b.far > a.far ? b : a));
  if (worst.far < 0.08 * range) return "Your curve lies close to the model everywhere.";
  const where = withUnit(worst.x, data.x.unit);
  const y = (value) => withUnit(value, data.y.unit, { place: data.place });
  const opposite = worst.y * worst.model < 0 && Math.min(Math.abs(worst.y), Math.abs(worst.model)) > 0.03 * range ? ", on the other side of zero" : "";
  const most = gaps.filter((gap) => gap.far > 0.08 * range);
  const above = most.every((gap) => gap.y > gap.model);
  const below = most.every((gap) => gap.y < gap.model);
  const side = most.length > 2 && (above || below) ? `Your curve runs ${above ? "above" : "below"} the model. ` : "";
  return `${side}The largest difference is at ${where}: you drew ${y(worst.y)}, the model has ${y(worst.model)}${opposite}.`;
}
