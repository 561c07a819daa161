/** Subtitle tracks the server offers with a play address. */

export interface SubtitleTrack {
  url: string;
  label: string;
  /** A language code, for the element's `srclang`. */
  language: string;
}

/** Those entries that can be shown: they have an address. */
export function subtitleTracks(offered: readonly unknown[]): SubtitleTrack[] {
  return offered.flatMap((entry) => {
    if (typeof entry !== "object" || entry === null) return [];
    const { url, label, language } = entry as Record<string, unknown>;
    if (typeof url !== "string") return [];
    const code = typeof language === "string" ? language : "";
    return [{ url, label: typeof label === "string" ? label : code, language: code }];
  });
}
