/** Playback rates. No I/O. */

export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2] as const;

/** The next rate up or down, clamped to the slowest and fastest. */
export function stepSpeed(speed: number, steps: 1 | -1): number {
  const faster = SPEEDS.find((each) => each > speed);
  const slower = SPEEDS.findLast((each) => each < speed);
  return (steps > 0 ? faster : slower) ?? speed;
}

/** `1×`, `1.25×`. */
export function speedLabel(speed: number): string {
  return `${speed}×`;
}
