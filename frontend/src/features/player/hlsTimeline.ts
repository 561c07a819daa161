/** Corrects where hls.js places the segments of a film. No I/O. */

export interface PlacedSegment {
  /** Seconds from the start of the film. */
  start: number;
  setDuration: (seconds: number) => void;
}

/**
 * Make the first segment end where the second one begins.
 *
 * Its picture begins a little after zero, by which hls.js (1.7) shortens it whenever a later segment
 * has come. What is buffered then ends in no segment: after a seek back to the end of the first one
 * hls.js does not find the segment that follows, and loads nothing.
 */
export function joinFirstSegments(segments: readonly PlacedSegment[]): void {
  const [first, second] = segments;
  if (first && second) first.setDuration(second.start - first.start);
}
