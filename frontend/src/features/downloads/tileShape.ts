/** Columns and row height of the tile grid. No I/O. Lengths in pixels. */
import type { GridShape } from "../../ui/gridRows";

const PHONE = 760;
const LEAST = 240;
/** The picture and its padding. */
const PICTURE = 54;
const SPACE = 20;
/** The name at 14 px and line height 1.3, then two lines of 12 px at 1.35. */
const WORDS_REM = (14 * 1.3 + 2 * 12 * 1.35) / 16;

export function tileShape(gridWidth: number, windowWidth: number, rem = 16): GridShape {
  const isPhone = windowWidth <= PHONE;
  const gap = isPhone ? 4 : 10;
  const columns = isPhone ? 1 : Math.max(1, Math.floor((gridWidth + gap) / (LEAST + gap)));
  const width = (gridWidth - (columns - 1) * gap) / columns;
  return {
    columns,
    width,
    height: Math.max(PICTURE, WORDS_REM * rem) + SPACE,
    columnGap: gap,
    rowGap: gap,
  };
}
