// What a reader typed, as a number or a list of numbers; or what is wrong with it and what to type.

/** Return {value}, or {status, problem} where the problem continues the answer's name. */
export function read(answer, text) {
  const typed = (text ?? "").trim();
  if (!typed) return { status: "missing", problem: "is not answered yet" };
  if (answer.kind === "choice") return { value: typed };
  if (answer.kind === "number") return readNumber(answer, typed);
  const rows = typed.replace(/[[\]();]/g, " ").split("\n").map((row) => row.trim()).filter(Boolean);
  const numbers = [];
  for (const row of rows) {
    const pieces = /,\s/.test(row) || !/\s/.test(row) ? row.split(",") : row.split(/\s+/);
    const found = pieces.map((piece) => piece.trim()).filter(Boolean).map((piece) => readNumber(answer, piece));
    const bad = found.find((each) => !("value" in each));
    if (bad) return bad;
    numbers.push(found.map((each) => each.value));
  }
  if (!numbers.some((row) => row.length)) return { status: "missing", problem: "is not answered yet" };
  const nested = Array.isArray(answer.truth[0]);
  return { value: nested ? numbers : numbers.flat() };
}

function readNumber(answer, typed) {
  const text = typed.replace(/\u2212/g, "-");
  const invalid = (problem) => ({ status: "invalid", problem });
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? { value } : invalid(`is too large: ${typed}`);
  }
  if (/^[+-]?\d+,\d+$/.test(text)) return invalid(`has a comma: write ${text.replace(",", ".")}, with a point`);
  const start = text.match(/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?(?=\s*[a-z%\u00b5])/i);
  if (start) {
    const asked = answer.unit ? `, in ${answer.unit}` : "";
    return invalid(`is to be a number alone${asked}: write ${start[0]}`);
  }
  if (/[-+*/^]/.test(text.slice(1))) return invalid(`is to be a number: work out ${typed} first`);
  return invalid(`is no number: ${typed}`);
}
