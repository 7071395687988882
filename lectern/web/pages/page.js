// What every page does beyond showing itself: theme, contents on a phone, copying code, terms, "/".

const root = document.documentElement;

function themeButton(button) {
  const device = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : device.matches);
  const label = () => {
    button.textContent = dark() ? "Light" : "Dark";
    button.setAttribute("aria-label", dark() ? "Light colours" : "Dark colours");
  };
  button.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    try {
      localStorage.setItem("unopposed:theme", root.dataset.theme);
    } catch {
      // storage is off: the choice holds for this page
    }
    label();
  });
  device.addEventListener("change", label);
  label();
  button.hidden = false;
}

function menuButton(button, contents) {
  const show = (open) => {
    contents.classList.toggle("open", open);
    document.body.classList.toggle("drawer", open);
    button.setAttribute("aria-expanded", String(open));
    if (open) (contents.querySelector("[aria-current]") ?? contents.querySelector("a")).focus();
  };
  const open = () => contents.classList.contains("open");
  button.addEventListener("click", () => show(!open()));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && open()) {
      show(false);
      button.focus();
    }
  });
  // leaving the list, by Tab or by a tap elsewhere, closes it
  contents.addEventListener("focusout", (event) => {
    const next = event.relatedTarget;
    if (open() && next && next !== button && !contents.contains(next)) show(false);
  });
  contents.addEventListener("click", (event) => {
    if (event.target.closest("a")) show(false);
  });
  button.hidden = false;
}

function copyButtons(blocks, status) {
  for (const block of blocks) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.setAttribute("aria-label", "Copy this code");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(block.querySelector("pre").textContent);
        button.textContent = status.textContent = "Copied";
      } catch {
        button.textContent = status.textContent = "Not allowed here: select the text and copy it";
      }
      setTimeout(() => {
        button.textContent = "Copy";
        status.textContent = "";
      }, 2000);
    });
    block.append(button);
  }
}

function definitions(terms) {
  const tip = document.createElement("div");
  tip.id = "definition";
  tip.className = "tip";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  document.querySelector("main").append(tip);
  let leaving;
  const show = (term, link = false) => {
    clearTimeout(leaving);
    tip.textContent = term.dataset.definition;
    if (link) {
      const more = document.createElement("a");
      more.href = term.href;
      more.textContent = "Glossary";
      tip.append(more);
    }
    tip.hidden = false;
    term.setAttribute("aria-describedby", tip.id);
    const place = term.getBoundingClientRect();
    const left = Math.min(place.left, root.clientWidth - tip.offsetWidth - 16);
    const above = place.bottom + tip.offsetHeight + 12 > innerHeight;
    const top = above ? place.top - tip.offsetHeight - 6 : place.bottom + 6;
    tip.style.left = `${Math.max(16, left) + scrollX}px`;
    tip.style.top = `${top + scrollY}px`;
  };
  const hide = () => {
    tip.hidden = true;
    document.querySelector("[aria-describedby=definition]")?.removeAttribute("aria-describedby");
  };
  const leave = () => (leaving = setTimeout(hide, 200));
  for (const term of terms) {
    term.addEventListener("mouseenter", () => show(term));
    term.addEventListener("focus", () => show(term));
    term.addEventListener("mouseleave", leave);
    term.addEventListener("blur", leave);
    // a finger cannot hover: the first tap shows the definition, with the way to the glossary in it
    term.addEventListener("click", (event) => {
      if (event.pointerType !== "touch") return;
      event.preventDefault();
      show(term, true);
    });
  }
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".term, .tip")) hide();
  });
  tip.addEventListener("mouseenter", () => clearTimeout(leaving));
  tip.addEventListener("mouseleave", leave);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
}

function slashSearches(field) {
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      field.focus();
    }
  });
}

// What scrolls sideways must be reachable by keyboard; what does not scroll need not be.
function sidewaysScrollers(kinds) {
  const facts = new Map();
  for (const [selector, kind] of Object.entries(kinds)) {
    document.querySelectorAll(selector).forEach((element, i) => {
      facts.set(element, { tabindex: "0", role: "region", "aria-label": `${kind} ${i + 1}, scrolls sideways` });
    });
  }
  const mark = (element, scrolls) => {
    for (const [fact, value] of Object.entries(facts.get(element))) {
      if (scrolls) element.setAttribute(fact, value);
      else element.removeAttribute(fact);
    }
  };
  const measured = new ResizeObserver((entries) => {
    // measure everything first: a change in between would lay the page out again
    const scrolls = entries.map(({ target }) => target.scrollWidth > target.clientWidth + 1);
    entries.forEach(({ target }, i) => mark(target, scrolls[i]));
  });
  for (const element of facts.keys()) {
    mark(element, true); // perhaps: what is far below a phone's screen is measured when it comes near
    measured.observe(element);
  }
}

// A phone leaves out what is far below its screen, until this is called.
function layOutAll() {
  const partly = root.classList.contains("from-the-top");
  root.classList.remove("from-the-top");
  return partly;
}

// The modules that the page names bring it to life.
function bringToLife(script, after) {
  const names = script?.dataset.modules.split(" ") ?? [];
  return after.then(() => Promise.all(names.map((name) => import(new URL(name, script.src)))));
}

// A page that was visited can be read again without a connection.
async function keepForOffline(alive) {
  const first = !navigator.serviceWorker.controller;
  const site = new URL(root.dataset.content_root || "./", location.href);
  await navigator.serviceWorker.register(new URL("sw.js", site));
  if (!first) return;
  const { active } = await navigator.serviceWorker.ready;
  await Promise.allSettled([alive]); // now every file is on the list
  const files = performance.getEntriesByType("resource").map((each) => each.name);
  active.postMessage({ visited: [location.href, ...files] });
}

const status = document.createElement("div");
status.setAttribute("role", "status");
status.className = "unseen";
document.querySelector("main").append(status);

themeButton(document.querySelector(".theme"));
menuButton(document.querySelector(".menu"), document.querySelector("#contents"));
const blocks = [...document.querySelectorAll("div.highlight")];
copyButtons(blocks.filter((block) => !block.closest(".cell_output")), status);
definitions(document.querySelectorAll(".term"));
slashSearches(document.querySelector(".bar input"));
// What there is to read is shown first; what takes time comes afterwards.
const painted = new Promise((resolve) => {
  const paint = () => requestAnimationFrame(() => setTimeout(resolve));
  if (document.readyState === "complete") paint();
  else addEventListener("load", paint, { once: true });
});
const late = new Promise((resolve) => setTimeout(resolve, 3000)); // a font does not come, or nobody looks
const shown = Promise.race([painted, late]);
shown.then(() => document.fonts.ready).then(() => sidewaysScrollers({ pre: "Code", ".katex-display": "Equation", ".scroll": "Table" }));

// Who jumps within the page, or turns the phone, gets the whole page laid out: places are exact again.
addEventListener("hashchange", () => {
  if (layOutAll()) document.querySelector(":target")?.scrollIntoView();
});
matchMedia("(max-width: 40rem)").addEventListener("change", layOutAll);

const modules = document.querySelector("script[data-modules]");
const alive = bringToLife(modules, shown).finally(() => root.classList.add("settled"));
if ("serviceWorker" in navigator) {
  addEventListener("load", () => keepForOffline(alive).catch(() => {})); // a private window may refuse
}
