// Small helpers of the live cells: making elements, and saying things to screen readers.

/** Make an element; `facts` are properties, or attributes where they hold a dash. */
export function make(name, facts = {}, ...children) {
  const element = document.createElement(name);
  for (const [fact, value] of Object.entries(facts)) {
    if (fact.includes("-")) element.setAttribute(fact, value);
    else element[fact] = value;
  }
  element.append(...children);
  return element;
}

/** Make a button that does something. */
export function button(text, label, action) {
  const made = make("button", { type: "button", textContent: text, "aria-label": label });
  made.addEventListener("click", () => {
    if (made.getAttribute("aria-disabled") !== "true") action();
  });
  return made;
}

let region;

/** Say something to those who do not see it; the page's only live region for code. */
export function announce(text) {
  if (!region) {
    region = make("div", { className: "unseen cells-said", role: "status" });
    region.setAttribute("role", "status");
    document.querySelector("main").append(region);
  }
  region.textContent = text;
}
