// Numbers as people wrote them: digits and a power of ten, exact.

/** The shortest decimal that reads as this number: {negative, digits, exponent of the first digit}. */
export function decimal(number) {
  const [mantissa, exponent] = Math.abs(number).toExponential().split("e");
  return { negative: number < 0, digits: mantissa.replace(".", ""), exponent: Number(exponent) };
}

/** Whether a number is the truth with fewer digits, two at least: rounded, or cut off. */
export function isShort(value, truth) {
  const zero = (each) => each.digits === "0";
  if (zero(value) || zero(truth) || value.negative !== truth.negative) {
    return zero(value) && zero(truth);
  }
  const digits = Math.max(2, value.digits.length);
  if (digits > 6) return false;
  const unit = truth.exponent - digits + 1;
  const lowest = Math.min(unit, last(value), last(truth));
  const [v, t] = [value, truth].map((each) => scaled(each.digits, last(each) - lowest));
  const step = scaled("1", unit - lowest);
  const error = v > t ? v - t : t - v;
  return error < step && v % step === 0n;
}

const last = (each) => each.exponent - each.digits.length + 1;
const scaled = (digits, power) => BigInt(digits) * 10n ** BigInt(power);
