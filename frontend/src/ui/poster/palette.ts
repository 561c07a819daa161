import type { MotifName } from "./motifs";

/** An OKLCH colour as a hex code. Equal lightness looks equally bright, whatever the hue. */
export function oklch(lightness: number, chroma: number, hue: number): string {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return "#" + linear.map(channel).join("");
}

function channel(value: number): string {
  const clamped = Math.min(1, Math.max(0, value));
  const gamma = clamped <= 0.0031308 ? 12.92 * clamped : 1.055 * clamped ** (1 / 2.4) - 0.055;
  return Math.round(gamma * 255)
    .toString(16)
    .padStart(2, "0");
}

/** The hues of the two brand accents: every sheet starts between them. */
export const ARC = { from: 235, to: 295 } as const;

/** The brand accent, as a spark on a sheet. Never its ground. */
const SPARK = "#00b7ff";

export interface GenreLook {
  /** Degrees turned away from the arc. */
  turn: number;
  chroma: number;
  motifs: readonly [MotifName, MotifName, MotifName];
  /** Share of sheets drawn as day instead of night, 0 to 1. */
  day: number;
}

function look(
  turn: number,
  chroma: number,
  motifs: readonly [MotifName, MotifName, MotifName],
  day: number,
): GenreLook {
  return { turn, chroma, motifs, day };
}

const DRAMA = look(12, 0.8, ["halftone", "waves", "arches"], 0.2);

const LOOKS: Readonly<Record<string, GenreLook>> = {
  "science fiction": look(0, 1, ["orbit", "grid", "beams"], 0),
  drama: DRAMA,
  thriller: look(60, 0.7, ["stripes", "shards", "beams"], 0),
  horror: look(115, 0.95, ["arches", "forest", "shards"], 0),
  comedy: look(175, 1, ["tiles", "stripes", "waves"], 0.7),
  romance: look(85, 1, ["waves", "halftone", "orbit"], 0.4),
  animation: look(-95, 1, ["tiles", "ridges", "waves"], 0.6),
  fantasy: look(-60, 0.85, ["ridges", "forest", "orbit"], 0.1),
  adventure: look(-40, 0.9, ["ridges", "orbit", "waves"], 0.2),
  action: look(130, 1, ["beams", "grid", "shards"], 0),
  war: look(150, 0.7, ["ridges", "arches", "stripes"], 0.1),
  western: look(155, 0.9, ["ridges", "stripes", "orbit"], 0.3),
  crime: look(0, 0.35, ["stripes", "shards", "skyline"], 0),
  documentary: look(0, 0.3, ["halftone", "skyline", "waves"], 0.5),
  family: look(-75, 1, ["tiles", "ridges", "waves"], 0.7),
  strategy: look(140, 0.9, ["tiles", "arches", "ridges"], 0.3),
  racing: look(-10, 1.1, ["grid", "stripes", "beams"], 0.2),
  shooter: look(70, 1.15, ["grid", "orbit", "shards"], 0),
};

/** Other names under which catalogues file the same genres. */
const ALIASES: Readonly<Record<string, string>> = {
  "sci-fi": "science fiction",
  scifi: "science fiction",
  "science-fiction": "science fiction",
  "sci-fi & fantasy": "science fiction",
  mystery: "thriller",
  "film noir": "crime",
  noir: "crime",
  "action & adventure": "adventure",
  kids: "family",
  "real-time strategy": "strategy",
  "turn-based strategy": "strategy",
  "role-playing": "fantasy",
};

/** The look of the first genre we know of; a title of unknown genre counts as drama. */
export function lookOf(genres: readonly string[]): GenreLook {
  for (const genre of genres) {
    const name = genre.trim().toLowerCase();
    const found = LOOKS[ALIASES[name] ?? name];
    if (found) return found;
  }
  return DRAMA;
}

export interface Palette {
  bg0: string;
  bg1: string;
  mid: string;
  hi: string;
  ink: string;
  deep: string;
  spark: string;
  /** A colour on the way from the near ridge (0) to the far one (1). */
  step: (share: number) => string;
}

export interface Hues {
  main: number;
  second: number;
  side: number;
  /** Where on the arc the first draw fell, 0 to 1. */
  onArc: number;
}

export function dayPalette(hues: Hues, chroma: number): Palette {
  const colour = (l: number, c: number, hue: number) => oklch(l, c * chroma, hue);
  return {
    bg0: colour(0.9, 0.05, hues.second),
    bg1: colour(0.8, 0.1, hues.main),
    mid: colour(0.62, 0.17, hues.main),
    hi: colour(0.5, 0.19, hues.second),
    ink: colour(0.22, 0.06, hues.main),
    deep: colour(0.25, 0.08, hues.main),
    spark: SPARK,
    step: (q) => colour(0.76 - q * 0.46, 0.07 + q * 0.07, hues.main + q * 30),
  };
}

export function nightPalette(hues: Hues, chroma: number): Palette {
  const colour = (l: number, c: number, hue: number) => oklch(l, c * chroma, hue);
  return {
    bg0: colour(0.17, 0.05, hues.main),
    bg1: colour(0.36, 0.12, hues.second),
    mid: colour(0.5, 0.16, hues.main),
    hi: colour(0.82, 0.12, hues.second),
    ink: colour(0.97, 0.02, hues.main),
    deep: colour(0.11, 0.03, hues.main),
    spark: hues.onArc < 0.5 ? SPARK : oklch(0.58, 0.21, 300),
    step: (q) => colour(0.5 - q * 0.37, 0.13 - q * 0.08, hues.second - hues.side * q),
  };
}
