import { SHEET_HEIGHT, SHEET_WIDTH, tenth, type TitleEnd } from "./draw";
import { MOTIFS, type MotifName } from "./motifs";
import { ARC, dayPalette, lookOf, nightPalette, type Palette } from "./palette";
import { hash, stream } from "./seed";
import { setTitle, type SetTitle } from "./setTitle";

/**
 * The sheet a title gets when it has no artwork. Pure: the same title, year and genre give the
 * same picture on every machine, always. A new random draw goes after all the others, or every
 * sheet anybody has ever seen would change.
 */
export interface SheetSubject {
  title: string;
  year: number | null;
  genres: readonly string[];
}

export type SheetKind = "poster" | "backdrop" | "still";

/** Everything decided about a sheet before a line of it is drawn. */
export interface SheetPlan {
  seed: number;
  motif: MotifName;
  titleAt: TitleEnd;
  isDay: boolean;
  palette: Palette;
  type: SetTitle;
  /** The stream after the plan's own draws: the motif goes on from here. */
  next: () => number;
}

const MARGIN = 28;
/** Backdrops and stills are 16:9 at the poster's height. */
const WIDE_WIDTH = (SHEET_HEIGHT * 16) / 9;

export function seedOf(subject: SheetSubject): number {
  return hash(`${subject.title.toLowerCase().trim()}|${subject.year ?? ""}`);
}

export function planSheet(subject: SheetSubject): SheetPlan {
  const seed = seedOf(subject);
  const next = stream(seed);
  const look = lookOf(subject.genres);
  const onArc = next();
  const main = (ARC.from + (ARC.to - ARC.from) * onArc + look.turn + 360) % 360;
  const side = next() < 0.5 ? -34 : 34;
  const hues = { main, second: (main + side + 360) % 360, side, onArc };
  const isDay = next() < look.day;
  const motif = look.motifs[Math.floor(next() * look.motifs.length)] ?? look.motifs[0];
  const alwaysFoot = motif === "grid" || motif === "arches";
  return {
    seed,
    motif,
    titleAt: alwaysFoot || next() < 0.68 ? "foot" : "head",
    isDay,
    palette: (isDay ? dayPalette : nightPalette)(hues, look.chroma),
    type: setTitle(subject.title),
    next,
  };
}

/** The sheet's two colours alone, for the moment before a picture is there. Cheap. */
export function groundOf(subject: SheetSubject): string {
  const { palette, titleAt } = planSheet(subject);
  const [from, to] = titleAt === "foot" ? [palette.bg1, palette.bg0] : [palette.bg0, palette.bg1];
  return `linear-gradient(165deg, ${from}, ${to})`;
}

/** Where the type of a poster stands, in sheet units. */
export interface PosterType {
  lines: { text: string; x: number; y: number }[];
  size: number;
  tracking: number;
  latin: boolean;
  ink: string;
  year: string;
  margin: number;
}

export function posterType(subject: SheetSubject): PosterType {
  const plan = planSheet(subject);
  const { lines, size, latin } = plan.type;
  const top = firstBaseline(plan);
  const x = MARGIN - size * 0.05;
  return {
    lines: lines.map((text, i) => ({ text, x: tenth(x), y: tenth(top + i * leading(size)) })),
    size: tenth(size),
    tracking: tenth(-size * 0.035),
    latin,
    ink: plan.palette.ink,
    year: subject.year === null ? "" : String(subject.year),
    margin: MARGIN,
  };
}

/** The picture without its type, as one SVG document. */
export function sheetPicture(subject: SheetSubject, kind: SheetKind): string {
  const plan = planSheet(subject);
  return kind === "poster" ? posterPicture(plan) : widePicture(plan, kind);
}

function posterPicture(plan: SheetPlan): string {
  const motif = draw(plan, plan.titleAt, SHEET_WIDTH, (x) => x);
  return sheet(plan, plan.titleAt, SHEET_WIDTH, motif + scrimOver(plan));
}

/** A backdrop keeps its motif to the right, where the page leaves the picture clear. */
function widePicture(plan: SheetPlan, kind: "backdrop" | "still"): string {
  const shift = (WIDE_WIDTH - SHEET_WIDTH) * (kind === "backdrop" ? 0.74 : 0.5);
  const motif = draw(plan, "foot", WIDE_WIDTH, (x) => x + shift);
  return sheet(plan, "foot", WIDE_WIDTH, motif);
}

function draw(
  plan: SheetPlan,
  titleAt: TitleEnd,
  width: number,
  at: (x: number) => number,
): string {
  const between = (low: number, high: number) => low + (high - low) * plan.next();
  const { palette, seed } = plan;
  return MOTIFS[plan.motif]({ between, palette, titleAt, seed, width, at });
}

function sheet(plan: SheetPlan, titleAt: TitleEnd, width: number, drawn: string): string {
  const { palette, seed, isDay } = plan;
  const [from, to] = titleAt === "foot" ? [palette.bg1, palette.bg0] : [palette.bg0, palette.bg1];
  const all = `width="${tenth(width)}" height="${SHEET_HEIGHT}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${tenth(width)} ${SHEET_HEIGHT}" ${all} data-motif="${plan.motif}"><defs>
<linearGradient id="bg" x1="0" y1="0" x2=".3" y2="1"><stop stop-color="${from}"/><stop offset="1" stop-color="${to}"/></linearGradient>
<linearGradient id="disc" x1="0" y1="0" x2=".4" y2="1"><stop stop-color="${isDay ? palette.bg0 : palette.ink}"/><stop offset="1" stop-color="${palette.hi}"/></linearGradient>
<filter id="grain" x="0" y="0" width="1" height="1"><feTurbulence type="fractalNoise" baseFrequency=".85" numOctaves="2" seed="${seed % 97}"/><feColorMatrix values="0 0 0 0 .5 0 0 0 0 .5 0 0 0 0 .5 1.5 0 0 0 -.5"/></filter></defs>
<rect ${all} fill="url(#bg)"/>${drawn}
<rect ${all} filter="url(#grain)" opacity=".22" style="mix-blend-mode:soft-light"/></svg>`;
}

/** A scrim under the title only, so that its ink keeps its contrast on any motif. */
function scrimOver(plan: SheetPlan): string {
  const { palette, isDay, titleAt } = plan;
  const { lines, size } = plan.type;
  const top = firstBaseline(plan);
  const last = top + (lines.length - 1) * leading(size);
  const [from, to] =
    titleAt === "foot"
      ? [top - size * 2, top - size * 0.7]
      : [last + size * 1.1, last + size * 0.2];
  const night = titleAt === "foot" ? palette.deep : palette.bg0;
  const colour = isDay ? palette.bg1 : night;
  return `<linearGradient id="scrim" gradientUnits="userSpaceOnUse" x1="0" x2="0" y1="${tenth(from)}" y2="${tenth(to)}"><stop stop-color="${colour}" stop-opacity="0"/><stop offset="1" stop-color="${colour}" stop-opacity=".93"/></linearGradient><rect width="${SHEET_WIDTH}" height="${SHEET_HEIGHT}" fill="url(#scrim)"/>`;
}

function leading(size: number): number {
  return size * 0.95;
}

function firstBaseline(plan: SheetPlan): number {
  const { lines, size } = plan.type;
  if (plan.titleAt === "head") return MARGIN + size * 0.78;
  return SHEET_HEIGHT - 62 - (lines.length - 1) * leading(size);
}
