/** Texts about subtitles that are looked for without being asked. No I/O. */
import type { AutomaticSearch } from "../../api/types";

/** What the switch does, and what keeps it from doing so. */
export function automaticSearchText(setting: AutomaticSearch): string {
  const parts = [
    "The best one in the languages of those who follow the title. Each counts against the day's downloads of the key.",
    setting.hasKey ? "" : "It needs a key for OpenSubtitles.",
    setting.source === "environment"
      ? "Set by the server's environment, which wins over this page."
      : "",
  ];
  return parts.filter(Boolean).join(" ");
}
