// Sizes that have names, and numbers as people read them.

const ENGLISH = new Intl.NumberFormat("en-US");

export function format(number) {
  return ENGLISH.format(number);
}

// `size` comes from Python as {name, times}: 4 × units, features, or the plain number 2.
export function sizeValue(size, sizes) {
  return size.times * (size.name === null ? 1 : sizes[size.name]);
}

// A block of weights with numbers for its symbolic rows and columns, and how many weights that is.
export function blockValue(block, sizes) {
  const rows = sizeValue(block.rows, sizes);
  const columns = sizeValue(block.columns, sizes);
  return { ...block, rows, columns, count: rows * columns };
}

// Put values where a text has names in braces: fill("{rows} × {columns}", {rows: 3, columns: 5}).
export function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

export function formatted(values) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, format(value)]));
}

// A shape as Keras prints it: (None, 7, 5), and (5,) where there is one axis.
export function shapeText(shape) {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
}

// A number with its noun: counted(words, "features", 1) is "1 feature".
export function counted(words, noun, number) {
  return fill(plural(words, words.counted[noun], number), { n: format(number) });
}

// The form for a number, out of {one, other} and whatever else the language of the words has.
export function plural(words, forms, number) {
  return forms[new Intl.PluralRules(words.language).select(number)];
}
