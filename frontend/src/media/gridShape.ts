/** Where posters stand in a grid of equal rows, by arithmetic alone. Pure. Lengths in pixels. */

export interface GridShape {
  columns: number;
  /** Of one card. */
  width: number;
  /** Of one card with its caption. */
  height: number;
  columnGap: number;
  rowGap: number;
}

const PHONE = 760;
const WIDE = 1720;
/** The space over a caption, and its two lines of 14 and 13 at one and a half. */
const CAPTION_SPACE = 12;
const CAPTION_REM = (0.875 + 0.8125) * 1.5;

/** The columns of `poster-grid` in a grid this wide, in a window that wide. */
export function gridShape(gridWidth: number, windowWidth: number, rem = 16): GridShape {
  const isPhone = windowWidth <= PHONE;
  const columnGap = isPhone ? 12 : 20;
  const least = windowWidth >= WIDE ? 180 : 150;
  const columns = isPhone
    ? 3
    : Math.max(1, Math.floor((gridWidth + columnGap) / (least + columnGap)));
  const width = (gridWidth - (columns - 1) * columnGap) / columns;
  const height = width * 1.5 + CAPTION_SPACE + CAPTION_REM * rem;
  return { columns, width, height, columnGap, rowGap: isPhone ? 22 : 32 };
}

export const rowsOf = (count: number, shape: GridShape) => Math.ceil(count / shape.columns);

export const rowStep = (shape: GridShape) => shape.height + shape.rowGap;

export function gridHeight(count: number, shape: GridShape): number {
  const rows = rowsOf(count, shape);
  return rows === 0 ? 0 : rows * rowStep(shape) - shape.rowGap;
}

export interface Place {
  left: number;
  top: number;
}

export function placeOf(index: number, shape: GridShape): Place {
  return {
    left: (index % shape.columns) * (shape.width + shape.columnGap),
    top: Math.floor(index / shape.columns) * rowStep(shape),
  };
}

/**
 * The first and last row (exclusive) to draw: those in the window and `around` more on both sides.
 * `gridTop` is where the grid begins in the window, negative once it is scrolled past.
 */
export function rowsToDraw(
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
