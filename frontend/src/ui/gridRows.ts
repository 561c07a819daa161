/** Row arithmetic of a grid with equally high rows. No I/O. Lengths in pixels. */

export interface GridShape {
  columns: number;
  /** Of one cell. */
  width: number;
  /** Of one cell. */
  height: number;
  columnGap: number;
  rowGap: number;
}

const rowsOf = (count: number, shape: GridShape) => Math.ceil(count / shape.columns);

export const rowStep = (shape: GridShape) => shape.height + shape.rowGap;

export function gridHeight(count: number, shape: GridShape): number {
  const rows = rowsOf(count, shape);
  return rows === 0 ? 0 : rows * rowStep(shape) - shape.rowGap;
}

export interface Position {
  left: number;
  top: number;
}

export function positionOf(index: number, shape: GridShape): Position {
  return {
    left: (index % shape.columns) * (shape.width + shape.columnGap),
    top: Math.floor(index / shape.columns) * rowStep(shape),
  };
}

/**
 * The first and last row (exclusive) to render: those in the window and `around` more on both sides.
 * `gridTop` is the top of the grid relative to the window, negative once it is scrolled past.
 */
export function rowsToRender(
  shape: GridShape,
  count: number,
  gridTop: number,
  windowHeight: number,
  around: number,
): [first: number, end: number] {
  const step = rowStep(shape);
  const rows = rowsOf(count, shape);
  const first = Math.floor(-gridTop / step) - around;
  const end = Math.ceil((windowHeight - gridTop) / step) + around;
  return [Math.min(Math.max(0, first), rows), Math.min(Math.max(0, end), rows)];
}

/**
 * The indexes of those rows, and `kept` although it is outside of them. In order, because an element
 * that is moved in the DOM loses the focus.
 */
export function indexesToRender(
  shape: GridShape,
  count: number,
  [firstRow, endRow]: readonly [number, number],
  kept: number | null,
): number[] {
  const first = firstRow * shape.columns;
  const end = Math.min(endRow * shape.columns, count);
  const places = Array.from({ length: Math.max(0, end - first) }, (_, step) => first + step);
  if (kept === null) return places;
  if (kept < first) return [kept, ...places];
  return kept >= end ? [...places, kept] : places;
}
