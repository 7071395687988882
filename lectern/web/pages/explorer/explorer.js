// Sliders without Python: every stop was computed while the book was built.

import { chart } from "./chart.js";
import { controls, linkTo, linked, make } from "./controls.js";
import { decode } from "./decode.js";
import { predict } from "./predict.js";
import { described, stop, written } from "./words.js";

/** Bring an explorer to life: `place` holds its still figure and its table. */
export async function bring(place, data, id) {
  const curves = await decode(data);
  const live = make("div", { className: "explorer-live" });
  const box = make("div", { className: "chart" });
  const panel = make("div", { className: "controls" });
  const said = make("p", { className: "unseen", role: "status" });
  live.append(box, panel, said);
  place.querySelector(".explorer-still")?.replaceWith(live);
  if (!live.isConnected) place.prepend(live);

  const picture = chart(box, data);
  let speaking;
  const settings = (positions) => data.sliders.map((slider, i) => `${slider.label} ${stop(slider, positions[i])}`).join(", ");

  function moved(positions) {
    const found = curves.at(positions);
    picture.show(found);
    const words = described(data, found);
    picture.svg.setAttribute("aria-label", `${settings(positions)}. ${words}`);
    tell(place, data, positions, found, settings(positions));
    clearTimeout(speaking);
    speaking = setTimeout(() => {
      said.textContent = `${settings(positions)}. ${words}`;
    }, 500);
  }

  const start = data.sliders.map((slider) => slider.start);
  const asked = linked(id, data);
  function open() {
    const sliders = controls(panel, data, id, moved);
    const reset = make("button", { type: "button", textContent: "Back to the start" });
    const link = make("button", { type: "button", textContent: "Copy a link to this setting" });
    reset.addEventListener("click", sliders.reset);
    link.addEventListener("click", async () => {
      const address = linkTo(id, data, sliders.positions);
      history.replaceState(null, "", address);
      try {
        await navigator.clipboard.writeText(address);
        link.textContent = "Copied";
      } catch {
        link.textContent = "The link is in the address bar";
      }
      setTimeout(() => (link.textContent = "Copy a link to this setting"), 2500);
    });
    panel.append(make("p", { className: "do" }, reset, link));
    sliders.set(asked ?? start);
    said.textContent = ""; // nothing has been moved yet
    clearTimeout(speaking);
    addEventListener("hashchange", () => {
      const wanted = linked(id, data);
      if (wanted) sliders.set(wanted);
    });
  }

  if (data.predict && !asked) {
    const curve = data.curves.findIndex((each) => each.name === data.predict.draw);
    picture.svg.setAttribute("aria-label", "Empty axes: the curve appears after your prediction.");
    place.querySelector(".explorer-table")?.setAttribute("hidden", "");
    const question = make("div", { className: "question" });
    panel.before(question);
    predict(question, data, picture, id, () => curves.at(start)[curve], () => {
      place.querySelector(".explorer-table")?.removeAttribute("hidden");
      open();
    });
  } else {
    open();
  }
  if (asked) place.scrollIntoView();
}

/** Write the curves into the table below the figure. */
function tell(place, data, positions, curves, settings) {
  const table = place.querySelector(".explorer-table table");
  if (!table) return;
  table.querySelector("caption").textContent = settings;
  for (const row of table.querySelectorAll("tbody tr")) {
    const i = Number(row.dataset.point);
    row.querySelectorAll("td").forEach((cell, k) => (cell.textContent = written(curves[k][i], 3 * data.step)));
  }
}

for (const place of document.querySelectorAll(".explorer")) {
  const data = JSON.parse(place.querySelector("script[type='application/json']").textContent);
  bring(place, data, place.id).catch((error) => {
    place.classList.add("explorer-failed"); // the still figure and the table stay
    console.error(error);
  });
}
