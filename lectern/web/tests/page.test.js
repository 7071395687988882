import { equal, ok } from "./assert.js";

const make = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};
const press = (target, key, more = {}) => target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
let times = 0;

/** The parts of a page that page.js expects, and page.js at work on them. */
async function page(...text) {
  delete document.documentElement.dataset.theme;
  const menu = make("button", { className: "menu", hidden: true });
  const field = make("input", { type: "search" });
  const theme = make("button", { className: "theme", hidden: true });
  const here = make("a", { href: "#here", textContent: "here" });
  here.setAttribute("aria-current", "page");
  const contents = make("nav", { id: "contents" }, make("a", { href: "#first", textContent: "first" }), here);
  document.body.replaceChildren(make("header", { className: "bar" }, menu, field, theme), contents, make("main", {}, ...text));
  await import(`/page.js?${(times += 1)}`);
  return { menu, field, theme, contents, here };
}

export const tests = {
  async "the theme turns, is kept, and holds for the page where nothing can be kept"() {
    localStorage.clear();
    const { theme } = await page();
    theme.click();
    const first = document.documentElement.dataset.theme;
    equal(localStorage.getItem("unopposed:theme"), first);
    const own = Storage.prototype.setItem;
    Storage.prototype.setItem = () => { throw new Error("off"); };
    theme.click();
    Storage.prototype.setItem = own;
    ok(document.documentElement.dataset.theme !== first, "it did not turn");
    equal(theme.getAttribute("aria-label"), document.documentElement.dataset.theme === "dark" ? "Light colours" : "Dark colours");
  },

  async "the contents open at the page, and close by Escape, a link, or by leaving them"() {
    const { menu, contents, here, field } = await page();
    const open = () => [contents.classList.contains("open"), menu.getAttribute("aria-expanded")];
    const closings = [() => press(document.body, "Escape"), () => here.click(), () => field.focus()];
    for (const close of closings) {
      menu.click();
      equal([open(), document.activeElement === here], [[true, "true"], true]);
      close();
      equal(open(), [false, "false"]);
    }
  },

  async "a slash seeks, except where somebody types or another key is held"() {
    const own = make("textarea");
    const edited = make("div", { contentEditable: "true" });
    const { field } = await page(own, edited);
    for (const [target, more] of [[own, {}], [edited, {}], [document.body, { ctrlKey: true }], [document.body, { metaKey: true }]]) {
      press(target, "/", more);
      ok(document.activeElement !== field, "it took the slash away");
    }
    ok(!press(document.body, "/"), "the slash is typed as well");
    equal(document.activeElement === field, true);
  },

  async "code that cannot be copied says so, in the button and aloud"() {
    const block = make("div", { className: "highlight" }, make("pre", { textContent: "x = 1" }));
    const output = make("div", { className: "cell_output" }, make("div", { className: "highlight" }, make("pre")));
    await page(block, output);
    const copy = block.querySelector(".copy");
    Object.defineProperty(navigator, "clipboard", { configurable: true, value: { writeText: () => Promise.reject(new Error("no")) } });
    copy.click();
    await new Promise((done) => setTimeout(done));
    delete navigator.clipboard;
    const said = "Not allowed here: select the text and copy it";
    equal([copy.textContent, document.querySelector("[role=status]").textContent], [said, said]);
    equal(output.querySelector(".copy"), null);
  },

  async "what scrolls sideways is named and reached by keyboard; what fits is left alone"() {
    const long = make("pre", { textContent: "x".repeat(2000) });
    long.style.overflow = "auto";
    const short = make("pre", { textContent: "x" });
    await page(long, short);
    const until = async (holds) => {
      for (let turn = 0; turn < 100 && !holds(); turn += 1) await new Promise((done) => setTimeout(done, 50));
    };
    await until(() => long.role && !short.role);
    equal([long.tabIndex, long.getAttribute("role"), long.getAttribute("aria-label")], [0, "region", "Code 1, scrolls sideways"]);
    equal([short.getAttribute("tabindex"), short.getAttribute("role")], [null, null]);
    long.style.width = "40000px";
    await until(() => !long.role);
    equal([long.getAttribute("tabindex"), long.getAttribute("role")], [null, null]);
  },

  async "a definition is written as text, whatever it holds"() {
    const term = make("a", { className: "term", href: "#tolerance", textContent: "tolerance" });
    term.dataset.definition = "<b>not bold</b>";
    await page(term);
    term.focus();
    const tip = document.querySelector("#definition");
    equal([tip.hidden, tip.textContent, tip.children.length], [false, "<b>not bold</b>", 0]);
    press(document.body, "Escape");
    equal([tip.hidden, term.getAttribute("aria-describedby")], [true, null]);
  },
};
