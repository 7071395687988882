// Judge answers: right, close, another unit, a wrong idea. The same rules as lectern/comparing.py,
// and the tests hold the two against each other.

import { decimal, isShort } from "./decimal.js";

/**
 * Return an outcome for each answer: its name, a status, a message.
 * @param {object} facts what lectern.book.answer_form.facts wrote into the page
 * @param {object} collected by name: {value}, or {status, problem}
 */
export function compare(facts, collected) {
  return facts.answers.map((answer) => {
    const entry = collected[answer.name] ?? { status: "missing", problem: "is not answered yet" };
    if (!("value" in entry)) return outcome(answer, entry.status, `It ${entry.problem}.`);
    return judge(answer, entry.value, collected, facts);
  });
}

function judge(answer, value, collected, facts) {
  const truth = answer.truth;
  if (shape(value) !== shape(truth)) {
    return outcome(answer, "invalid", `It has ${count(value)}; ${count(truth)} is asked for.`);
  }
  if (matches(answer, value, truth)) {
    return outcome(answer, "right", ["Right.", answer.feedback[value]].filter(Boolean).join(" "));
  }
  const number = misconception(answer, value, collected, facts);
  if (number !== null) {
    const idea = facts.misconceptions[number];
    return { ...outcome(answer, "misconception", idea.feedback), misconception: number + 1 };
  }
  if (answer.kind === "choice") {
    const said = answer.feedback[value];
    return outcome(answer, said ? "misconception" : "wrong", said ?? "Not right.");
  }
  if (matches(answer, value, truth, facts.close) || pairs(value, truth).every(rounded)) {
    const advice = "Round only the final answer, and keep more digits.";
    return outcome(answer, "close", `Close, but not within ${answer.tolerance}. ${advice}`);
  }
  const unit = otherUnit(answer, value);
  return unit ? outcome(answer, "unit", unit) : outcome(answer, "wrong", "Not right.");
}

/** Whether a value lies within so many tolerances of a target of the same shape. */
function matches(answer, value, target, times = 1) {
  if (answer.kind === "choice") return value === target;
  if (shape(value) !== shape(target)) return false;
  return pairs(value, target).every(([x, y]) => within(x, y, allowance(answer, y) * times));
}

/** Which misconception explains a value best, or null; lectern.comparing says what "best" is. */
function misconception(answer, value, collected, facts) {
  let best = null;
  facts.misconceptions.forEach(({ values }, number) => {
    const target = values[answer.name];
    if (target === undefined || !matches(answer, value, target)) return;
    if (distance(value, target) > distance(value, answer.truth)) return;
    const names = Object.keys(values);
    const explained = names.filter((name) => {
      const other = facts.answers.find((each) => each.name === name);
      const given = collected[name];
      return other && given && "value" in given && matches(other, given.value, values[name]);
    });
    const rank = [explained.length / names.length, names.length];
    if (best === null || rank[0] > best.rank[0] || (rank[0] === best.rank[0] && rank[1] > best.rank[1])) {
      best = { rank, number };
    }
  });
  return best && best.number;
}

function otherUnit(answer, value) {
  const own = answer.unit || "a fraction";
  const asked = answer.unit ? `it is asked for in ${answer.unit}` : "it is asked for as a fraction";
  const both = pairs(value, answer.truth);
  if (!both.some(([, y]) => y !== 0)) return null;
  const fits = (size) => both.every(([x, y]) => within(x, y * size, allowance(answer, y) * size));
  for (const [unit, factor] of answer.units) {
    if (fits(factor)) return `The right quantity in another unit: you seem to have used ${unit}; ${asked}.`;
  }
  for (const [unit, factor] of answer.units) {
    if (fits(1 / factor)) return `Off by the factor between ${unit} and ${own}: look for a conversion turned round.`;
  }
  return null;
}

const rounded = ([x, y]) => isShort(decimal(x), decimal(y));
const allowance = (answer, truth) => answer.absolute ?? (answer.relative ?? 0) * Math.abs(truth);
const within = (x, y, far) => Math.abs(x - y) <= far * (1 + 1e-9) + 1e-12 * Math.abs(y);
const flat = (value) => (Array.isArray(value) ? value.flatMap(flat) : [value]);
const outcome = (answer, status, message) => ({ name: answer.name, status, message });

function pairs(value, target) {
  const others = flat(target);
  return flat(value).map((x, i) => [x, others[i]]);
}

function distance(value, target) {
  if (typeof value === "string") return value === target ? 0 : 1;
  return Math.max(...pairs(value, target).map(([x, y]) => Math.abs(x - y)));
}

/** The shape of nested lists, as text: "" for a number, "3" or "2,4" for lists. */
function shape(value) {
  return Array.isArray(value) ? [value.length, shape(value[0])].filter((part) => part !== "").join() : "";
}

function count(value) {
  if (!Array.isArray(value)) return "one number";
  if (Array.isArray(value[0])) return `${value.length} rows of ${value[0].length} numbers`;
  return value.length === 1 ? "1 number" : `${value.length} numbers`;
}
