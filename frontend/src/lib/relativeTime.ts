const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["week", 7 * 86_400],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** "just now", "5 minutes ago", "yesterday", "4 months ago". */
export function longAgo(at: string, now = Date.now()): string {
  const seconds = Math.max(0, (now - Date.parse(at)) / 1000);
  const step = STEPS.find(([, size]) => seconds >= size);
  if (!step) return "just now";
  const format = new Intl.RelativeTimeFormat("en-GB", { numeric: "auto" });
  return format.format(-Math.floor(seconds / step[1]), step[0]);
}
