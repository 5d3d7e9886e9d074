// @ts-check
// Measured numbers: as Python sends them, and as a reader sees them. helpers/text/numbers.py prints the same.

const MINUS = "−";
/** @type {Record<string, string>} */
const SUPERSCRIPTS = { "-": "⁻", ...Object.fromEntries([..."⁰¹²³⁴⁵⁶⁷⁸⁹"].entries()) };
const SUBSCRIPTS = [..."₀₁₂₃₄₅₆₇₈₉"];

/** @param {string} text */
export function unpack(text) {
  return text.split(" ").map(Number);
}

/**
 * 0.74, −0.20, 123.4.
 * @param {number} number
 */
export function decimals(number) {
  const size = Math.abs(number);
  const text = size.toFixed(size < 100 ? 2 : size < 1000 ? 1 : 0);
  return number < 0 && Number(text) !== 0 ? MINUS + text : text;
}

/**
 * What JavaScript writes with a hyphen, with a minus sign: −0.5.
 * @param {string} text
 */
export function withMinus(text) {
  return text.replace("-", MINUS);
}

/**
 * A part of a whole, written out: 0.50, and below a hundredth 0.000000002.
 * @param {number} share
 */
export function shareText(share) {
  if (share >= 0.01) return share.toFixed(2);
  return share.toFixed(-Number(share.toExponential(0).split("e")[1]));
}

/**
 * 0.0123, and below a thousandth 2.6 × 10⁻⁵.
 * @param {number} loss
 */
export function lossText(loss) {
  if (!Number.isFinite(loss) || loss === 0) return String(loss).replace("Infinity", "∞");
  if (loss >= 0.001 && loss < 10000) return loss.toFixed(4);
  const [digits, exponent] = loss.toExponential(1).split("e");
  return `${digits} × ${powerOfTen(Number(exponent))}`;
}

/**
 * A difference, to one digit: 0.3, 3 × 10⁻⁷, and 0.
 * @param {number} number
 */
export function smallText(number) {
  if (number === 0 || (number >= 0.001 && number < 1000)) return String(Number(number.toPrecision(1)));
  const [digit, exponent] = number.toExponential(0).split("e");
  const power = powerOfTen(Number(exponent));
  return digit === "1" ? power : `${digit} × ${power}`;
}

/**
 * 10⁻⁹, and 1 for 10⁰.
 * @param {number} exponent
 */
export function powerOfTen(exponent) {
  return exponent === 0 ? "1" : `10${[...String(exponent)].map((sign) => SUPERSCRIPTS[sign]).join("")}`;
}

/**
 * The number behind a letter: h₁, x₁₂.
 * @param {number} number
 */
export function subscript(number) {
  return [...String(number)].map((digit) => SUBSCRIPTS[Number(digit)]).join("");
}
