import { figure, fragment } from "/python/clean.js";
import { equal, ok } from "./assert.js";

const html = (text) => {
  const box = document.createElement("div");
  box.append(fragment(text));
  return box.innerHTML;
};
const PALETTE = { drug: "#195da5" };

export const tests = {
  "ordinary tables and text stay"() {
    equal(html("<table><tr><td style=\"color: red\">1</td></tr></table>").includes('<td style="color: red">1</td>'), true);
    equal(html('<a href="https://doi.org/10.1/x">paper</a>'), '<a href="https://doi.org/10.1/x">paper</a>');
    ok(html('<img src="data:image/png;base64,AA==" alt="a">').includes("data:image/png"), "a picture is lost");
  },

  "nothing runs and nothing is asked for"() {
    const hostile = [
      "<script>1</script>", "<img src=x onerror=alert(1)>", '<img src="https://a.test/x">', '<img srcset="//a.test/x 2x">',
      '<a href="javascript:1">a</a>', '<a href=" java\tscript:1">a</a>', "<iframe src=/></iframe>", "<style>*{}</style>", '<link rel=stylesheet href="//a.test">',
      '<form action="//a.test"><input name=a></form>', '<p style="background:url(//a.test/x)">a</p>', '<p style="background: u\\72l(//a.test/x)">a</p>',
      '<p style="background: image-set(\'//a.test/x\' 1x)">a</p>', '<svg><image href="//a.test/x"/></svg>', '<svg><use href="//a.test/x#a"/></svg>',
      '<svg><rect fill="url(//a.test/x#a)"/></svg>', '<svg><a xlink:href="javascript:1"><text>a</text></a></svg>', '<svg><animate attributeName="href" to="//a.test"/></svg>',
      '<video poster="//a.test/x"></video>', '<math><mtext><table><mglyph><style><img src=x onerror=1>', "<base href=//a.test>", '<meta http-equiv=refresh content="0;url=//a.test">',
    ];
    for (const each of hostile) {
      const found = html(each);
      ok(!/a\.test|script|onerror|<(iframe|style|link|form|input|video|base|meta|use|animate)/i.test(found), `${each} became ${found}`);
    }
  },

  "names cannot shadow those of the page"() {
    ok(html('<p id="content">a</p>').includes('id="user-content-content"'), "an id stays");
  },

  "a figure keeps its drawing, with colours of the theme and ids of its own"() {
    const svg = figure(
      '<?xml version="1.0"?><!DOCTYPE svg><svg width="9pt" height="9pt" viewBox="0 0 9 9"><metadata>x</metadata><defs><style>*{}</style><path id="a" d="M0 0"/></defs>' +
        '<g clip-path="url(#c)"><use xlink:href="#a" style="stroke: #195DA5"/></g><text>dose</text><text>time (h)</text></svg>',
      PALETTE, "live-1",
    );
    equal(svg.getAttribute("class"), "figure");
    equal(svg.hasAttribute("width"), false);
    equal(svg.querySelectorAll("style, metadata").length, 0);
    equal(svg.querySelector("path").id, "live-1-a");
    equal(svg.querySelector("g").getAttribute("clip-path"), "url(#live-1-c)");
    equal(svg.querySelector("use").getAttribute("xlink:href"), "#live-1-a");
    equal(svg.querySelector("use").getAttribute("style"), "stroke: var(--fig-drug)");
    ok(svg.getAttribute("aria-label").includes("dose, time (h)"), svg.getAttribute("aria-label"));
  },

  "what is no figure is said to be none"() {
    equal(figure("<p>no</p>", PALETTE, "a").textContent, "This figure could not be shown.");
  },
};
