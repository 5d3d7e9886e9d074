// @ts-check
// Rectangles drawn to scale, which stand for matrices.

// The smallest side that can still be seen and pointed at, in pixels.
const SMALLEST = 2;
// Below this, lines between the cells would hide the cells.
const SMALLEST_CELL_WITH_LINES = 4;

/**
 * The side of one cell in pixels, so that `rows` × `columns` cells fit into a box.
 * @param {number} rows
 * @param {number} columns
 * @param {{width: number, height: number, largest?: number}} box
 */
export function cellSize(rows, columns, { width, height, largest = 16 }) {
  return Math.min(largest, width / columns, height / rows);
}

/**
 * Give `node` the size of a matrix; a cell is `cell` pixels wide, and as high unless said otherwise. Where
 * no cell can be told from the next its sides are whole pixels: its edges are sharp, and most presses of a
 * slider leave it as it is laid out.
 * @param {HTMLElement} node
 * @param {number} rows
 * @param {number} columns
 * @param {number} cell
 * @param {number} [cellHeight]
 */
export function sizeMatrix(node, rows, columns, cell, cellHeight = cell) {
  const hasLines = Math.min(cell, cellHeight) >= SMALLEST_CELL_WITH_LINES;
  const side = (/** @type {number} */ length) => Math.max(SMALLEST, hasLines ? length : Math.floor(length));
  const width = side(columns * cell);
  const height = side(rows * cellHeight);
  node.style.width = `${width}px`;
  node.style.height = `${height}px`;
  if (hasLines) node.style.backgroundSize = `${cell}px ${cellHeight}px`;
  node.classList.toggle("gbg-lines", hasLines);
  return { width, height };
}
