/** Stretches of a running time, as shares of it. Pure. */

export interface BufferedRange {
  /** 0 to 1. */
  from: number;
  to: number;
}

/** What has been loaded, as stretches of the whole. */
export function bufferedRanges(ranges: TimeRanges, durationSeconds: number): BufferedRange[] {
  if (!(durationSeconds > 0)) return [];
  return Array.from({ length: ranges.length }, (_, index) => ({
    from: fractionOf(ranges.start(index), durationSeconds),
    to: fractionOf(ranges.end(index), durationSeconds),
  }));
}

/** A moment as a share of the running time, 0 to 1; 0 while that is not known. */
export function fractionOf(seconds: number, durationSeconds: number): number {
  if (!(durationSeconds > 0)) return 0;
  return Math.min(1, Math.max(0, seconds / durationSeconds));
}

/** A position that exists: never before the beginning, never past the end. */
export function clampPosition(seconds: number, durationSeconds: number): number {
  const end = Number.isFinite(durationSeconds) ? durationSeconds : seconds;
  return Math.min(end, Math.max(0, seconds));
}
