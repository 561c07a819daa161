import type { Canvas } from "./draw";
import { drawArches, drawForest, drawRidges, drawSkyline, drawWaves } from "./landscapes";
import {
  drawBeams,
  drawGrid,
  drawHalftone,
  drawOrbit,
  drawShards,
  drawStripes,
  drawTiles,
} from "./shapes";

export type MotifName =
  | "orbit"
  | "ridges"
  | "skyline"
  | "beams"
  | "waves"
  | "shards"
  | "arches"
  | "grid"
  | "stripes"
  | "forest"
  | "tiles"
  | "halftone";

/** Each motif fills the sheet and leaves the title's end of it calm. */
export const MOTIFS: Readonly<Record<MotifName, (canvas: Canvas) => string>> = {
  orbit: drawOrbit,
  ridges: drawRidges,
  skyline: drawSkyline,
  beams: drawBeams,
  waves: drawWaves,
  shards: drawShards,
  arches: drawArches,
  grid: drawGrid,
  stripes: drawStripes,
  forest: drawForest,
  tiles: drawTiles,
  halftone: drawHalftone,
};
