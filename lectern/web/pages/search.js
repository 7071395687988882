// Additions to Sphinx's search: clean excerpts, a title that says what was sought, a spoken result.

const excerpt = Search.htmlToText;
Search.htmlToText = (markup, anchor) => {
  const page = new DOMParser().parseFromString(markup, "text/html");
  // an equation is in the page twice, as MathML and as boxes; a figure's labels are no sentence
  page.querySelectorAll(".katex-html, annotation, svg").forEach((part) => part.remove());
  return excerpt(page.documentElement.outerHTML, anchor);
};

const sought = new URLSearchParams(location.search).get("q");
if (sought) document.title = `${sought} · ${document.title}`;

addEventListener("DOMContentLoaded", () => {
  const said = document.querySelector("#search-summary");
  new MutationObserver(() => {
    const summary = document.querySelector("#search-results .search-summary")?.textContent ?? "";
    if (said.textContent !== summary) said.textContent = summary;
  }).observe(document.querySelector("#search-results"), { childList: true, subtree: true });
});
