// Sliders without Python: every stop was computed while the book was built.

import { chart } from "./chart.js";
import { buttons, controls, linked, make } from "./controls.js";
import { decode } from "./decode.js";
import { predict } from "./predict.js";
import { changed, described, setting, written } from "./words.js";

const PAUSE = 500; // ms after the last move, before the change is spoken

/**
 * Bring an explorer to life.
 * @param {Element} place holds its still figure and its table, or nothing
 * @param {object} data what lectern.explorer made
 * @param {string} id unlike any other in the page; the link to a setting carries it
 */
export async function bring(place, data, id) {
  const curves = await decode(data);
  const live = make("div", { className: "explorer-live" });
  const box = make("div", { className: "chart" });
  const panel = make("div", { className: "controls" });
  const said = make("p", { className: "unseen", role: "status" });
  const shown = make("p", { className: "setting" }); // on paper, where no slider says it
  live.append(box, shown, panel, said);
  const table = place.querySelector(".explorer-table");
  if (table) table.before(live);
  else place.prepend(live);
  place.querySelector(".explorer-room")?.remove(); // what comes now fills it
  place.classList.add("explorer-alive");
  try {
    start();
  } catch (error) {
    live.remove();
    place.classList.remove("explorer-alive", "explorer-asking");
    throw error;
  }

  function start() {
    const picture = chart(box, data);
    const first = data.sliders.map((slider) => slider.start);
    const asked = linked(id, data);
    let [speaking, heard] = [0, null]; // the curves of which the listener knows
    let sliders = null;

    function moved(positions) {
      const found = curves.at(positions);
      const words = setting(data, positions);
      picture.show(found);
      picture.svg.setAttribute("aria-label", `${words}. ${described(data, found)}`);
      shown.textContent = `Here with ${words}.`;
      tell(table, data, found, words);
      clearTimeout(speaking);
      if (!heard) heard = found;
      speaking = setTimeout(() => {
        if (found !== heard) said.textContent = `${words}. ${changed(data, heard, found)}`;
        heard = found;
      }, PAUSE);
    }

    function open(positions) {
      place.classList.remove("explorer-asking");
      sliders = controls(panel, data, id, moved);
      panel.append(buttons(id, data, sliders));
      sliders.set(positions);
    }

    let question = null;
    if (data.predict && !asked) {
      place.classList.add("explorer-asking");
      const box = make("div", { className: "question" });
      panel.before(box);
      const at = curves.at(first);
      const given = data.curves.map((curve, i) => (data.predict.given.includes(curve.name) ? at[i] : null));
      picture.show(given);
      const seen = given.some(Boolean) ? described(data, given) : "Empty axes.";
      picture.svg.setAttribute("aria-label", `${seen} The rest appears after your prediction.`);
      question = predict(box, data, picture, id, at, () => open(first));
    } else {
      open(asked ?? first);
    }
    if (asked) place.scrollIntoView();
    addEventListener("hashchange", () => {
      const wanted = linked(id, data);
      if (!wanted) return;
      if (!sliders) question.leave();
      sliders.set(wanted);
      place.scrollIntoView();
    });
  }
}

/** Write the curves into the table below the figure. */
function tell(part, data, curves, words) {
  const table = part?.querySelector("table");
  if (!table) return;
  table.querySelector("caption").textContent = words;
  for (const row of table.querySelectorAll("tbody tr")) {
    const i = Number(row.dataset.point);
    row.querySelectorAll("td").forEach((cell, k) => (cell.textContent = written(curves[k][i], { place: data.place })));
  }
}

for (const place of document.querySelectorAll(".explorer")) {
  const source = place.querySelector("script[type='application/json']");
  if (source === null) continue; // made by a cell, which brings it to life itself
  (async () => bring(place, JSON.parse(source.textContent), place.id))().catch((error) => {
    place.classList.add("explorer-failed"); // the still figure and the table stay
    console.error(error);
  });
}
