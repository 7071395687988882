// The verdict of `check` in the page, and what is remembered of it.

import { make } from "./dom.js";
import { keep, one } from "../answers/store.js";

/** Show what check says, below the buttons of a cell. */
export function showCheck(cell, found, said) {
  const box = make("div", { className: `check ${found.passed ? "check-passed" : "check-failed"}` });
  const note = found.note || (found.outcomes.length ? "" : said.map((item) => item.message ?? item.text ?? "").join("\n"));
  if (note) box.append(make("p", { className: "check-note", textContent: note }));
  if (found.outcomes.length) {
    const items = found.outcomes.map(({ name, status, message }) =>
      make("li", { className: `check-${status}` }, make("code", { textContent: name }), `: ${message}`),
    );
    box.append(make("ul", {}, ...items));
  }
  if (found.hint) box.append(make("p", { textContent: found.hint }));
  cell.verdict?.remove();
  cell.verdict = box;
  cell.bar.after(box);
}

/** Remember a check in the store of the answers. Returns what to say about it. */
export function done(slug, { passed, outcomes }) {
  const entry = one(slug);
  const facts = document.querySelector(".answer-facts");
  const tried = outcomes.some((each) => !["missing", "invalid"].includes(each.status));
  if (!tried) return "";
  const version = facts ? JSON.parse(facts.textContent).version : entry.facts;
  const before = version === entry.facts ? entry.right : [];
  const right = outcomes.filter((each) => each.status === "right").map((each) => each.name);
  const kept = keep(slug, {
    ...entry,
    facts: version,
    attempts: entry.attempts + 1,
    right: passed ? right : [...new Set([...before, ...right])],
    done: passed ? entry.done || new Date().toISOString().slice(0, 10) : entry.done,
  });
  document.querySelector("form.answers")?.dispatchEvent(new Event("checked"));
  if (!kept) return "This browser keeps nothing for this site, so this is not remembered.";
  return passed ? "This exercise is done; your progress shows it." : "";
}
