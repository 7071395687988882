// Predict first: choose what will happen, or draw it, before the curve appears.

import { drawing } from "./drawing.js";
import { make } from "./controls.js";
import { compared, setting } from "./words.js";

/**
 * Ask, and call `done` when the reader wants to see the curves.
 * @param {Element} box where the question goes
 * @param {object} data of the explorer
 * @param {object} chart what chart.js returned
 * @param {string} id of the explorer
 * @param {Float64Array[]} truth the curves
 * @returns {{leave: () => void}} leave without an answer
 */
export function predict(box, data, chart, id, truth, done) {
  const ask = data.predict;
  const index = data.curves.findIndex((each) => each.name === ask.draw);
  const hand = drawing(chart, data);
  const form = make("form", { className: "predict" });
  const where = setting(data, data.sliders.map((slider) => slider.start));
  const group = make("fieldset", {}, make("legend", { textContent: ask.question }), make("p", { className: "where", textContent: `With ${where}.` }));
  for (const [key, text] of Object.entries(ask.choices)) {
    group.append(make("label", {}, make("input", { type: "radio", name: `${id}-choice`, value: key }), ` ${sentence(text)}`));
  }
  const of = data.curves.length > 1 ? ` “${data.curves[index].label}”` : "";
  const byHand = make("p", { className: "hand", textContent: `Or draw the curve${of} into the figure with a finger or the mouse.` });
  const keys = make("details", {}, make("summary", { textContent: "Draw it with the keyboard" }), hand.handles);
  const show = make("button", { type: "submit", textContent: "Show the curve" });
  const skip = make("button", { type: "button", textContent: "Skip" });
  const missing = make("p", { className: "missing", role: "status" });
  form.append(group, byHand, keys, make("p", { className: "do" }, show, skip), missing);
  box.append(form);

  function leave() {
    hand.end();
    form.remove();
    done();
  }

  function answer(words) {
    leave();
    const said = make("p", { className: "said", textContent: words, tabIndex: -1 });
    box.append(said);
    said.focus();
  }

  skip.addEventListener("click", () => {
    chart.sketch(null);
    answer(`In the model, ${ask.choices[ask.outcome]}. ${ask.because}`);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = form.elements[`${id}-choice`].value;
    const drawn = hand.points();
    if (!chosen && drawn.length < 2) {
      missing.textContent = "Choose one of the outcomes, or draw the curve; or skip.";
      return;
    }
    const right = ask.choices[ask.outcome];
    const words = [];
    if (chosen) words.push(chosen === ask.outcome ? `You were right: ${right}.` : `You expected that ${ask.choices[chosen]}. In the model, ${right}.`);
    if (drawn.length > 1) words.push(compared(data, drawn, truth[index]));
    if (!chosen) words.push(`In the model, ${right}.`);
    answer([...words, ask.because].join(" "));
  });
  return {
    leave() {
      chart.sketch(null);
      leave();
    },
  };
}

const sentence = (text) => `${text[0].toUpperCase()}${text.slice(1)}.`;
