// The form of an exercise: read the fields, judge them, say what is right, offer the next hint.

import { compare } from "./compare.js";
import { read } from "./read.js";
import * as store from "./store.js";

const WORDS = { close: "close", unit: "another unit", misconception: "a known wrong turn", wrong: "not right", missing: "open", invalid: "unreadable" };

const CHANGED = "This exercise has changed since you answered it. Your answers are still here: check them again.";

/** Make a form of the page work. */
export function bring(form, facts) {
  const slug = facts.slug;
  const verdict = form.querySelector(".verdict");
  const hinted = form.querySelector(".hinted");
  const hints = [...document.querySelectorAll("details.unfold-hint")];
  let entry;
  let kept = true;

  const texts = () => Object.fromEntries(facts.answers.map((answer) => [answer.name, text(form, answer)]));

  /** Show what is kept. Where nothing is, or could be, the fields stay as they are. */
  const recall = () => {
    if (!kept) return;
    const before = entry;
    entry = store.one(slug);
    for (const answer of entry.facts ? facts.answers : []) {
      const typed = entry.texts[answer.name] ?? "";
      if (typed === text(form, answer)) continue;
      fill(form, answer, typed);
      say(place(form, answer.name), "", "");
    }
    const changed = entry.facts !== "" && entry.facts !== facts.version && entry.attempts > 0;
    if (changed) entry = { ...entry, right: [], done: "" };
    if (before && before.attempts === entry.attempts && before.done === entry.done) return;
    verdict.textContent = changed ? CHANGED : entry.done ? `All right, on ${day(entry.done)}.` : "";
  };
  recall();

  const keep = (changes) => {
    entry = { ...entry, facts: facts.version, texts: texts(), ...changes };
    return (kept = store.keep(slug, entry));
  };

  form.addEventListener("input", (event) => {
    const field = event.target.closest(".answer");
    if (field) say(field, "", "");
    keep({});
  });

  // Python on the page has judged the same answers
  form.addEventListener("checked", () => {
    entry = { ...store.one(slug), texts: entry.texts };
    if (entry.done) verdict.textContent = `All right, on ${day(entry.done)}.`;
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const collected = Object.fromEntries(
      facts.answers.map((answer) => [answer.name, read(answer, text(form, answer))]),
    );
    const outcomes = compare(facts, collected);
    for (const each of outcomes) {
      const known = each.status === "misconception" ? "A known wrong turn. " : "";
      say(place(form, each.name), each.status, known + each.message);
    }
    const right = outcomes.filter((each) => each.status === "right").map((each) => each.name);
    const all = right.length === outcomes.length;
    const tried = outcomes.some((each) => !["missing", "invalid"].includes(each.status));
    keep({
      attempts: entry.attempts + (tried ? 1 : 0),
      right,
      // a function is judged by Python alone, and only then is the exercise done
      done: all ? entry.done || (form.querySelector(".told") ? "" : new Date().toISOString().slice(0, 10)) : "",
    });
    verdict.textContent = spoken(outcomes, facts, kept);
    offer(outcomes.some((each) => each.status === "wrong"));
    const first = outcomes.find((each) => each.status !== "right");
    if (first) place(form, first.name).querySelector("input").focus();
  });

  form.addEventListener("reset", () => {
    setTimeout(() => {
      for (const answer of facts.answers) {
        fill(form, answer, "");
        say(place(form, answer.name), "", "");
      }
      verdict.textContent = "Cleared.";
      offer(false);
      keep({ attempts: 0, right: [], done: "" });
    });
  });

  const next = () => hints.find((hint) => !hint.open);
  const offer = (wrong) => {
    hinted.hidden = !wrong || !next();
    if (!hinted.hidden) hinted.textContent = `Show ${next().querySelector("summary").textContent.toLowerCase()}`;
  };
  hinted.addEventListener("click", () => {
    const hint = next();
    hinted.hidden = true;
    hint.open = true;
    hint.querySelector("summary").focus();
  });
  // the same exercise in another tab, or on this page before the reader went away and came back
  addEventListener("storage", recall);
  addEventListener("pageshow", (event) => event.persisted && recall());
  form.hidden = false;
}

/** What the live region says: the count, then each answer, so that nobody has to look for it. */
function spoken(outcomes, facts, kept) {
  const right = outcomes.filter((each) => each.status === "right").length;
  const open = document.querySelector("form.answers .told") ? " The function is still open: press Check below your code." : "";
  const count = right === outcomes.length ? `All right.${open}` : `${right} of ${outcomes.length} right.`;
  const others = outcomes
    .filter((each) => each.status !== "right")
    .map((each) => `${each.name}: ${WORDS[each.status]}.`);
  const lost = kept ? "" : "This browser keeps nothing for this site, so your answers are gone when you leave the page.";
  return [count, ...others, lost].filter(Boolean).join(" ");
}

const place = (form, name) => form.elements[`answer-${name}`]?.closest?.(".answer") ?? form.querySelector(`[name="answer-${name}"]`).closest(".answer");

function text(form, answer) {
  return form.elements[`answer-${answer.name}`].value;
}

function fill(form, answer, value) {
  const field = form.elements[`answer-${answer.name}`];
  if (field instanceof RadioNodeList) for (const each of field) each.checked = each.value === value;
  else field.value = value;
}

function say(field, status, message) {
  field.dataset.status = status;
  field.querySelector(".said").textContent = message;
  for (const input of field.querySelectorAll("input")) {
    if (status && status !== "right") input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }
}

function day(iso) {
  const date = new Date(`${iso}T12:00:00`);
  return date.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
}
