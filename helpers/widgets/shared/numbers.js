// @ts-check
// Sizes that have names, and numbers as people read them.

const ENGLISH = new Intl.NumberFormat("en-US");

/**
 * A size from Python: 4 × units, features, or, without a name, the plain number 2.
 * @typedef {{name: string | null, times: number}} Size
 * @typedef {Record<string, number>} Sizes
 * @typedef {{rows: Size, columns: Size, gate?: string | null, role?: string}} Block
 * @typedef {Partial<Record<Intl.LDMLPluralRule, string>>} Forms the forms of a plural
 * @typedef {import("./view.js").Words} Words
 */

/** @param {number} number */
export function format(number) {
  return ENGLISH.format(number);
}

/**
 * @param {Size} size
 * @param {Sizes} sizes
 */
export function sizeValue(size, sizes) {
  return size.times * (size.name === null ? 1 : sizes[size.name]);
}

/**
 * A block of weights with numbers for its symbolic rows and columns, and how many weights that is.
 * @template {Block} B
 * @param {B} block
 * @param {Sizes} sizes
 */
export function blockValue(block, sizes) {
  const rows = sizeValue(block.rows, sizes);
  const columns = sizeValue(block.columns, sizes);
  return { ...block, rows, columns, count: rows * columns };
}

/**
 * How many weights some blocks have together.
 * @param {{count: number}[]} blocks
 */
export function countOf(blocks) {
  return blocks.reduce((sum, { count }) => sum + count, 0);
}

/**
 * Put values where a text has names in braces: fill("{rows} × {columns}", {rows: 3, columns: 5}).
 * @param {string} template
 * @param {Record<string, any>} values
 */
export function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** @param {Sizes} values */
export function formatted(values) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, format(value)]));
}

/**
 * A shape as Keras prints it: (None, 7, 5), and (5,) where there is one axis.
 * @param {(number | string)[]} shape
 */
export function shapeText(shape) {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
}

/**
 * A number with its noun: counted(words, "features", 1) is "1 feature".
 * @param {Words} words
 * @param {string} noun
 * @param {number} number
 */
export function counted(words, noun, number) {
  return fill(plural(words, words.counted[noun], number), { n: format(number) });
}

/**
 * The form for a number, out of {one, other} and whatever else the language of the words has.
 * @param {Words} words
 * @param {Forms} forms
 * @param {number} number
 * @returns {string}
 */
export function plural(words, forms, number) {
  const rule = rulesOf(words.language).select(number);
  const form = forms[rule];
  if (form === undefined) throw new Error(`no form of ${JSON.stringify(forms)} for ${number}: ${rule}`);
  return form;
}

/** @type {Map<string, Intl.PluralRules>} To make one takes longer than all that is drawn with it. */
const RULES = new Map();

/** @param {string} language */
function rulesOf(language) {
  const known = RULES.get(language) ?? new Intl.PluralRules(language);
  RULES.set(language, known);
  return known;
}
