import type { Palette } from "./palette";

/** Where the title stands: at the foot of the sheet or at its head. */
export type TitleEnd = "foot" | "head";

export const SHEET_WIDTH = 400;
export const SHEET_HEIGHT = 600;

/** What a motif draws with. Every number comes from `between`, in a fixed order. */
export interface Canvas {
  between: (low: number, high: number) => number;
  palette: Palette;
  titleAt: TitleEnd;
  seed: number;
  /** 400 on a poster, more on a backdrop; the height is always 600. */
  width: number;
  /** Where a point of the 400-wide poster lies on this sheet. */
  at: (x: number) => number;
}

/** A coordinate with one decimal, enough for a sheet of 400 units. */
export function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

export type Point = readonly [number, number];

export function polygon(points: readonly Point[], fill: string, extra = ""): string {
  const path = points.map(([x, y]) => `${tenth(x)} ${tenth(y)}`).join("L");
  return `<path d="M${path}Z" fill="${fill}" ${extra}/>`;
}

export function circle(x: number, y: number, radius: number, paint: string): string {
  return `<circle cx="${tenth(x)}" cy="${tenth(y)}" r="${tenth(radius)}" ${paint}/>`;
}

/** The colour at a place in a short list, going round. */
export function pick(colours: readonly string[], index: number): string {
  return colours[index % colours.length] ?? "none";
}
