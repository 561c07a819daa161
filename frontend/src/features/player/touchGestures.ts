/** Touches on the picture: taps, drags and pinches. No I/O. */

/** Two taps within this time are a double tap. */
export const DOUBLE_TAP_MS = 300;
/** A finger that moves less is a tap. */
const TAP_SLOP_PX = 12;
/** Fingers that part or close by this share are a pinch. */
const PINCH_SHARE = 0.15;

export type Side = "left" | "middle" | "right";

/** The third of the picture that a touch is in. */
export function sideOf(x: number, width: number): Side {
  if (x < width / 3) return "left";
  return x > (width * 2) / 3 ? "right" : "middle";
}

export function isTap(dx: number, dy: number): boolean {
  return Math.hypot(dx, dy) < TAP_SLOP_PX;
}

/** A drag up or down, rather than along a line of the page. */
export function isVertical(dx: number, dy: number): boolean {
  return Math.abs(dy) > TAP_SLOP_PX && Math.abs(dy) > 2 * Math.abs(dx);
}

/** `value` (0 to 1) after a finger has moved `dy` pixels of a picture `height` pixels high. */
export function dragged(value: number, dy: number, height: number): number {
  return Math.min(1, Math.max(0, value - dy / (height * 0.7)));
}

/** Whether two fingers mean to fill the screen, to show the whole picture, or nothing. */
export function pinchMeans(before: number, now: number): "fill" | "fit" | null {
  if (now > before * (1 + PINCH_SHARE)) return "fill";
  return now < before * (1 - PINCH_SHARE) ? "fit" : null;
}
