/** Time ranges as shares of the duration. No I/O. */

export interface BufferedRange {
  /** 0 to 1. */
  from: number;
  to: number;
}

/** The buffered ranges as shares of the duration. */
export function bufferedRanges(ranges: TimeRanges, durationSeconds: number): BufferedRange[] {
  if (!(durationSeconds > 0)) return [];
  return Array.from({ length: ranges.length }, (_, index) => ({
    from: fractionOf(ranges.start(index), durationSeconds),
    to: fractionOf(ranges.end(index), durationSeconds),
  }));
}

/** A position as a share of the duration, 0 to 1; 0 while the duration is unknown. */
export function fractionOf(seconds: number, durationSeconds: number): number {
  if (!(durationSeconds > 0)) return 0;
  return Math.min(1, Math.max(0, seconds / durationSeconds));
}

/** Clamp a position to the duration. */
export function clampPosition(seconds: number, durationSeconds: number): number {
  const end = Number.isFinite(durationSeconds) ? durationSeconds : seconds;
  return Math.min(end, Math.max(0, seconds));
}

/**
 * How long a film is. What a container claims is not believed when it is far more than the file's
 * picture lasts: Matroska counts a subtitle without an end as 1193 hours.
 */
export function filmLength(claimedSeconds: number, knownSeconds: number): number {
  return knownSeconds > 0 && claimedSeconds > 2 * knownSeconds ? knownSeconds : claimedSeconds;
}
