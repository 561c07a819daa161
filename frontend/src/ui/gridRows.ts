/** Where things stand in a grid of equal rows, by arithmetic alone. Pure. Lengths in pixels. */

export interface GridShape {
  columns: number;
  /** Of one place. */
  width: number;
  /** Of one place. */
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
 * The first and last row (exclusive) to draw: those in the window and `around` more on both sides.
 * `gridTop` is where the grid begins in the window, negative once it is scrolled past.
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
 * The places of those rows, and the one `kept` though it lies elsewhere. In their order, because
 * one that is moved in the page loses the focus.
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
