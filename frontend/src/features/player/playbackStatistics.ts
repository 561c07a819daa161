/** Figures of a running playback. No I/O. */

/** Seconds of video that are loaded after the position, without a gap. */
export function bufferAhead(ranges: TimeRanges, position: number): number {
  for (let index = 0; index < ranges.length; index += 1) {
    if (ranges.start(index) <= position && position <= ranges.end(index)) {
      return ranges.end(index) - position;
    }
  }
  return 0;
}

/** The name of the rendition in the address of a manifest. */
export function renditionOf(url: string): string | undefined {
  return /\/hls\/([^/]+)\/index\.m3u8/.exec(url)?.[1];
}
