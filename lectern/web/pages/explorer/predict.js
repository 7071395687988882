// Predict first: choose what will happen, or draw it, before the curve appears.

import { make } from "./controls.js";
import { compared, stop, written } from "./words.js";

const POINTS = 9;

/**
 * Ask, and call `done` when the reader wants to see the curve.
 * @param {Element} box where the question goes
 * @param {object} data of the explorer
 * @param {object} chart what chart.js returned
 * @param {() => Float64Array} truth the curve that can be drawn
 */
export function predict(box, data, chart, id, truth, done) {
  const ask = data.predict;
  const curve = data.curves.find((each) => each.name === ask.draw);
  const points = grid(data).map((x) => [x, null]);
  const form = make("form", { className: "predict" });
  const where = data.sliders.map((slider, i) => `${slider.label} ${stop(slider, slider.start)}`).join(", ");
  const group = make("fieldset", {}, make("legend", { textContent: ask.question }), make("p", { className: "where", textContent: `With ${where}.` }));
  for (const [key, text] of Object.entries(ask.choices)) {
    group.append(make("label", {}, make("input", { type: "radio", name: `${id}-choice`, value: key }), ` ${sentence(text)}`));
  }
  const byHand = make("p", { className: "hand", textContent: `Or draw the curve${data.curves.length > 1 ? ` of ${curve.label}` : ""} into the empty figure with a finger or the mouse.` });
  const keys = make("details", {}, make("summary", { textContent: "Draw it with the keyboard" }), handles());
  const show = make("button", { type: "submit", textContent: "Show the curve" });
  const skip = make("button", { type: "button", textContent: "Skip" });
  form.append(group, byHand, keys, make("p", { className: "do" }, show, " ", skip));
  const said = make("p", { className: "said", role: "status" });
  box.append(form, said);

  function handles() {
    const [low, high] = data.y.limits;
    const inputs = points.map((point, i) => {
      const input = make("input", { type: "range", min: low, max: high, step: (high - low) / 50, value: (low + high) / 2 });
      input.setAttribute("aria-label", `height at ${written(point[0])} ${data.x.unit}`.trim());
      input.addEventListener("input", () => put(i, Number(input.value)));
      return input;
    });
    return make("div", { className: "handles" }, ...inputs);
  }

  function put(i, value) {
    points[i][1] = value;
    keys.querySelectorAll("input")[i].value = value;
    keys.querySelectorAll("input")[i].setAttribute("aria-valuetext", written(value));
    const set = points.filter((point) => point[1] !== null);
    chart.sketch(set.length > 1 ? set : null);
  }

  const svg = chart.svg;
  function drag(event) {
    if (!(event.buttons & 1)) return;
    event.preventDefault();
    const { x, y } = chart.scales();
    const frame = svg.getBoundingClientRect();
    const at = [x.invert(event.clientX - frame.left), y.invert(event.clientY - frame.top)];
    const step = points[1][0] - points[0][0];
    const i = Math.round((at[0] - points[0][0]) / step);
    if (i < 0 || i >= POINTS) return;
    put(i, Math.min(Math.max(at[1], data.y.limits[0]), data.y.limits[1]));
  }
  svg.addEventListener("pointerdown", drag);
  svg.addEventListener("pointermove", drag);
  svg.classList.add("drawable");

  function end() {
    svg.removeEventListener("pointerdown", drag);
    svg.removeEventListener("pointermove", drag);
    svg.classList.remove("drawable");
    form.remove();
    done();
  }

  skip.addEventListener("click", () => {
    chart.sketch(null);
    end();
    said.textContent = ask.because;
    focusOn(said);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = form.elements[`${id}-choice`].value;
    const drawn = points.filter((point) => point[1] !== null);
    if (!chosen && drawn.length < 2) {
      said.textContent = "Choose one of the outcomes, or draw the curve; or skip.";
      return;
    }
    end();
    const words = [];
    if (chosen) words.push(chosen === ask.outcome ? `You were right: ${ask.choices[ask.outcome]}.` : `You expected that ${ask.choices[chosen]}. In the model, ${ask.choices[ask.outcome]}.`);
    if (drawn.length > 1) words.push(compared(data, drawn, truth()));
    said.textContent = [...words, ask.because].join(" ");
    focusOn(said);
  });
}

/** Where the drawn curve has its handles. */
function grid(data) {
  const xs = data.x.values;
  const [first, last] = [xs[0], xs[xs.length - 1]];
  return Array.from({ length: POINTS }, (_, i) => first + ((last - first) * i) / (POINTS - 1));
}

const sentence = (text) => `${text[0].toUpperCase()}${text.slice(1)}.`;

function focusOn(element) {
  element.tabIndex = -1;
  element.focus();
}
