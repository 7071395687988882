// The curves of an explorer: unpacked once, then looked up by the positions of its sliders.
// lectern/explorer_data.py says how they were packed, and how exact they are.

/** Return {points, at(positions)}, where `at` gives one Float64Array a curve. */
export async function decode(data) {
  const points = data.x.values.length;
  const sizes = data.sliders.map((slider) => slider.stops.length);
  const levels = new Int16Array(await inflate(data.levels));
  const count = data.curves.length * points;
  const expected = sizes.reduce((product, size) => product * size, count);
  if (levels.length !== expected) throw new Error(`${levels.length} levels for ${expected} points`);

  const at = (positions) => {
    const place = positions.reduce((sum, position, i) => sum * sizes[i] + position, 0);
    return data.curves.map((curve, i) => {
      const first = place * count + i * points;
      const values = new Float64Array(points);
      let [slope, level] = [0, 0];
      for (let j = 0; j < points; j += 1) {
        slope += levels[first + j];
        level += slope;
        values[j] = data.low + data.step * level;
      }
      return values;
    });
  };
  return { points, at };
}

async function inflate(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).arrayBuffer();
}
