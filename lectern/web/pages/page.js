// What every page does beyond showing itself: theme, contents on a phone, copying code, terms, "/".

const root = document.documentElement;

function themeButton(button) {
  const device = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : device.matches);
  const label = () => (button.textContent = dark() ? "Light" : "Dark");
  button.setAttribute("aria-description", "Changes the colours of the page");
  button.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    try {
      localStorage.setItem("theme", root.dataset.theme);
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
    button.setAttribute("aria-expanded", String(open));
  };
  button.addEventListener("click", () => show(!contents.classList.contains("open")));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && contents.classList.contains("open")) {
      show(false);
      button.focus();
    }
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
  const show = (term) => {
    clearTimeout(leaving);
    tip.textContent = term.dataset.definition;
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
    term.addEventListener("blur", hide);
  }
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
function sidewaysScrollers(elements) {
  const update = () => {
    for (const element of elements) {
      if (element.scrollWidth > element.clientWidth) element.tabIndex = 0;
      else element.removeAttribute("tabindex");
    }
  };
  addEventListener("resize", update);
  document.fonts.ready.then(update);
}

const status = document.createElement("div");
status.setAttribute("role", "status");
status.className = "unseen";
document.querySelector("main").append(status);

themeButton(document.querySelector(".theme"));
menuButton(document.querySelector(".menu"), document.querySelector("#contents"));
copyButtons(document.querySelectorAll("div.highlight"), status);
definitions(document.querySelectorAll(".term"));
slashSearches(document.querySelector(".bar input"));
sidewaysScrollers(document.querySelectorAll("pre, .katex-display, .scroll"));
