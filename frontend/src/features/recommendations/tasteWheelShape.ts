/** The shape of the picture of a taste: a petal for each liking, kind by kind around a circle. */
import type { TasteTrait } from "../../api/types";

export type TraitKind = TasteTrait["kind"];

export interface Petal {
  trait: TasteTrait;
  /** An SVG path in a square of `SIZE`. */
  path: string;
}

export const SIZE = 240;
/** The ring that is empty; a liking of 1 reaches the edge. */
const INNER = 34;
const MAX_OF_KIND = 8;
/** Room between two kinds, in petals. */
const GAP = 0.8;
/** Room between two petals, in petals. */
const SLIT = 0.18;

/** The strongest likings of each kind; what is avoided is not in the picture. */
export function likedOf(traits: readonly TasteTrait[], kind: TraitKind): TasteTrait[] {
  return traits
    .filter((each) => each.kind === kind && each.liking > 0 && each.strength !== "never")
    .sort((one, other) => other.liking - one.liking)
    .slice(0, MAX_OF_KIND);
}

export function petalsOf(traits: readonly TasteTrait[], kinds: readonly TraitKind[]): Petal[] {
  const groups = kinds.map((kind) => likedOf(traits, kind)).filter((group) => group.length > 0);
  const slots = groups.reduce((sum, group) => sum + group.length + GAP, 0);
  const petals: Petal[] = [];
  let at = 0;
  for (const group of groups) {
    for (const trait of group) {
      petals.push({ trait, path: petal(at / slots, (at + 1 - SLIT) / slots, trait.liking) });
      at += 1;
    }
    at += GAP;
  }
  return petals;
}

/** A part of a ring, from and to in turns, clockwise from the top. */
function petal(from: number, to: number, liking: number): string {
  const outer = INNER + (SIZE / 2 - INNER) * Math.min(1, Math.max(0.12, liking));
  const point = (radius: number, turn: number) => {
    const angle = (turn - 0.25) * 2 * Math.PI;
    const x = SIZE / 2 + radius * Math.cos(angle);
    const y = SIZE / 2 + radius * Math.sin(angle);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  };
  const isLong = to - from > 0.5 ? 1 : 0;
  return (
    `M${point(INNER, from)}L${point(outer, from)}` +
    `A${outer.toFixed(1)} ${outer.toFixed(1)} 0 ${isLong} 1 ${point(outer, to)}` +
    `L${point(INNER, to)}A${INNER} ${INNER} 0 ${isLong} 0 ${point(INNER, from)}Z`
  );
}
