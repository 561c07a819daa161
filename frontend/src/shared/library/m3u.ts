/** Playlists for other players. No I/O. */

export interface PlaylistEntry {
  name: string;
  url: string;
  /** 0: not known. */
  seconds: number;
}

/** An extended M3U playlist in UTF-8; a line break in a name would begin another entry. */
export function m3uText(entries: readonly PlaylistEntry[]): string {
  const lines = entries.flatMap(({ name, url, seconds }) => [
    `#EXTINF:${seconds > 0 ? Math.round(seconds) : -1},${name.replace(/[\r\n]+/g, " ")}`,
    url,
  ]);
  return ["#EXTM3U", ...lines, ""].join("\n");
}
