/** Finds the nearest element in the direction of an arrow key. No I/O. */

export type Arrow = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

const ARROWS: readonly string[] = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];

export function isArrow(key: string): key is Arrow {
  return ARROWS.includes(key);
}

const middle = (box: Box) => ({ x: box.left + box.width / 2, y: box.top + box.height / 2 });

/** Distance of `to` along the arrow's direction and across it; null when it is not in that direction. */
function offset(from: Box, to: Box, arrow: Arrow): { ahead: number; beside: number } | null {
  const a = middle(from);
  const b = middle(to);
  const flat = arrow === "ArrowLeft" || arrow === "ArrowRight";
  const forward = arrow === "ArrowRight" || arrow === "ArrowDown" ? 1 : -1;
  const ahead = (flat ? b.x - a.x : b.y - a.y) * forward;
  const beside = Math.abs(flat ? b.y - a.y : b.x - a.x);
  // A neighbour starts at least half an element further on; anything nearer is in the same row or column.
  const enough = (flat ? from.width : from.height) / 2;
  return ahead > enough ? { ahead, beside } : null;
}

/** The index of the nearest box in the direction of the arrow, or null at the edge. */
export function nearest(boxes: readonly Box[], from: Box, arrow: Arrow): number | null {
  let best: { index: number; cost: number } | null = null;
  for (const [index, box] of boxes.entries()) {
    const found = offset(from, box, arrow);
    if (found === null) continue;
    const flat = arrow === "ArrowLeft" || arrow === "ArrowRight";
    // Left and right stay in the row; up and down may move to the closest column.
    if (flat && found.beside > from.height / 2) continue;
    const cost = found.ahead + found.beside * 2;
    if (best === null || cost < best.cost) best = { index, cost };
  }
  return best?.index ?? null;
}
