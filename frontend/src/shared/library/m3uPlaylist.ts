/** Playlists for other players. No I/O. */

export interface PlaylistEntry {
  name: string;
  url: string;
  /** 0: not known. */
  seconds: number;
  /** Where it begins. */
  startSeconds?: number;
}

/**
 * An extended M3U playlist in UTF-8; a line break in a name would begin another entry. The place to
 * begin at is for VLC; other players take its line for a comment.
 */
export function m3uText(entries: readonly PlaylistEntry[]): string {
  const lines = entries.flatMap(({ name, url, seconds, startSeconds }) => [
    `#EXTINF:${seconds > 0 ? Math.round(seconds) : -1},${name.replace(/[\r\n]+/g, " ")}`,
    ...(startSeconds ? [`#EXTVLCOPT:start-time=${startSeconds}`] : []),
    url,
  ]);
  return ["#EXTM3U", ...lines, ""].join("\n");
}
