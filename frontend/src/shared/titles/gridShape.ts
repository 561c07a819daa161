/** Columns and row height of the poster grid. No I/O. Lengths in pixels. */
import type { GridShape } from "../../ui/gridRows";

const PHONE = 760;
const WIDE = 1720;
/** The gap above a caption and its two lines of 14 and 13 px at line height 1.5. */
const CAPTION_SPACE = 12;
const CAPTION_REM = (0.875 + 0.8125) * 1.5;

/** The columns of `poster-grid` at this grid width and window width. */
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
