// What a reader's own code wants to show, made harmless: no scripts, no requests, no styles for the page.

import DOMPurify from "../vendor/dompurify.js";

const LINK = /^(?:https?:|mailto:|#|[^:]*$)/i;
const OWN = /^\s*(?:#|data:image\/(?:png|jpeg|gif|webp)[;,])/i;
const ASKS = new Set(["src", "srcset", "href", "xlink:href", "poster", "background", "cite", "action"]);
// a value that could ask for something outside the page; a backslash could hide one
const REACHES = /\\|url\s*\(\s*["']?\s*(?!#)|image-set|@import|expression/i;
const FORBIDDEN = ["style", "form", "input", "button", "select", "textarea", "option", "dialog", "audio", "video", "source", "track", "foreignobject", "animate", "set", "metadata"];

DOMPurify.addHook("uponSanitizeAttribute", (node, event) => {
  const { attrName: name, attrValue: value } = event;
  if (ASKS.has(name)) {
    const link = node.nodeName.toLowerCase() === "a" && name === "href";
    if (!(link ? LINK : OWN).test(value)) event.keepAttr = false;
  } else if (/url\s*\(|\\/i.test(value) && REACHES.test(value)) {
    event.keepAttr = false;
  } else if (name === "style" && REACHES.test(value)) {
    event.keepAttr = false;
  }
});

/** HTML as nodes for the page. */
export function fragment(html) {
  return DOMPurify.sanitize(html, {
    USE_PROFILES: { html: true, svg: true },
    FORBID_TAGS: FORBIDDEN,
    SANITIZE_NAMED_PROPS: true,
    RETURN_DOM_FRAGMENT: true,
  });
}

/**
 * A figure as an element: colours that follow the theme, ids of its own, and a name.
 * @param {string} svg what matplotlib wrote
 * @param {object} palette from the name of a colour to its value in light, as in pharmlib.plotting
 * @param {string} prefix put before every id
 */
export function figure(svg, palette, prefix) {
  let text = svg.slice(Math.max(0, svg.indexOf("<svg"))).replace(/<style[\s\S]*?<\/style>/g, ""); // the page has these rules
  text = text.replace(/\bid="/g, `id="${prefix}-`).replace(/(href="#|url\(#)/g, `$1${prefix}-`);
  for (const [name, colour] of Object.entries(palette)) {
    text = text.replace(new RegExp(colour, "gi"), `var(--fig-${name})`);
  }
  const clean = DOMPurify.sanitize(text, {
    USE_PROFILES: { svg: true, svgFilters: true },
    ADD_TAGS: ["use"],
    FORBID_TAGS: [...FORBIDDEN, "a", "title"],
    RETURN_DOM_FRAGMENT: true,
  });
  const drawing = clean.querySelector("svg");
  if (!drawing) return document.createTextNode("This figure could not be shown.");
  for (const fact of ["width", "height"]) drawing.removeAttribute(fact);
  drawing.setAttribute("class", "figure");
  drawing.setAttribute("role", "img");
  const words = [...drawing.querySelectorAll("text")].map((each) => each.textContent.trim()).filter(Boolean);
  drawing.setAttribute("aria-label", `A figure drawn by this code. Its words: ${words.join(", ") || "none"}.`);
  return drawing;
}
