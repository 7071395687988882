// The sliders of an explorer, and the link that holds their state.

import { stop } from "./words.js";

/** Build the sliders; `moved(positions)` is called at every input. */
export function controls(box, data, id, moved) {
  const positions = data.sliders.map((slider) => slider.start);
  const rows = data.sliders.map((slider, i) => {
    const name = `${id}-${slider.name}`;
    const input = make("input", { type: "range", id: name, min: 0, max: slider.stops.length - 1, step: 1 });
    const value = make("span", { className: "value", ariaHidden: "true" }); // aria-valuetext says it
    box.append(make("div", { className: "slider" }, make("label", { htmlFor: name, textContent: slider.label }), input, value));
    input.addEventListener("input", () => {
      positions[i] = Number(input.value);
      write(i);
      moved(positions);
    });
    return { input, value };
  });

  function write(i) {
    const words = stop(data.sliders[i], positions[i]);
    rows[i].input.value = positions[i];
    rows[i].input.setAttribute("aria-valuetext", words);
    rows[i].value.textContent = words;
  }

  function set(wanted) {
    wanted.forEach((position, i) => {
      positions[i] = position;
      write(i);
    });
    moved(positions);
  }

  positions.forEach((position, i) => write(i));
  return { positions, set, reset: () => set(data.sliders.map((slider) => slider.start)) };
}

/** Return the buttons below the sliders. */
export function buttons(id, data, sliders) {
  const reset = make("button", { type: "button", textContent: "Back to the start" });
  reset.addEventListener("click", sliders.reset);
  const words = "Copy a link to this setting";
  const link = make("button", { type: "button", textContent: words });
  link.addEventListener("click", async () => {
    const address = linkTo(id, data, sliders.positions);
    history.replaceState(null, "", address);
    try {
      await navigator.clipboard.writeText(address);
      link.textContent = "Copied";
    } catch {
      link.textContent = "The link is in the address bar";
    }
    setTimeout(() => (link.textContent = words), 2500);
  });
  return make("p", { className: "do" }, reset, link);
}

/** Return the address of this page with the state of an explorer in it. */
export function linkTo(id, data, positions) {
  const state = new URLSearchParams(data.sliders.map((slider, i) => [slider.name, slider.stops[positions[i]]]));
  return `${location.href.split("#")[0]}#${id}?${state}`;
}

/** Return the positions that the address asks for, or null when it asks for another place. */
export function linked(id, data) {
  const [place, state] = location.hash.slice(1).split("?");
  if (place !== id || !state) return null;
  const wanted = new URLSearchParams(state);
  return data.sliders.map((slider) => {
    const found = slider.stops.findIndex((value) => String(value) === wanted.get(slider.name));
    return found < 0 ? slider.start : found; // an older link: the rest of it still holds
  });
}

export function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}
