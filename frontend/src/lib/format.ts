/** Format numbers and durations for display. Fixed locale. */

const LANGUAGE = "en-GB";
const NUMBER_WORDS = [
  "No",
  "One",
  "Two",
  "Three",
  "Four",
  "Five",
  "Six",
  "Seven",
  "Eight",
  "Nine",
  "Ten",
  "Eleven",
  "Twelve",
] as const;

/** `34 min`, `1 h 05 min`, `2 h`. Less than a minute is rounded up to one. */
export function formatMinutes(minutes: number): string {
  const whole = Math.max(1, Math.round(minutes));
  const hours = Math.floor(whole / 60);
  const rest = whole % 60;
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${String(rest).padStart(2, "0")} min`;
}

/** A duration given in seconds: `40 s`, and from a minute on rounded to minutes. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  return whole < 60 ? `${whole} s` : formatMinutes(seconds / 60);
}

/** `18 min left`, `40 s left`, `1 h 05 min left`. */
export function formatLeft(seconds: number): string {
  return `${formatDuration(seconds)} left`;
}

const UNITS = ["B", "kB", "MB", "GB", "TB", "PB"] as const;

/** Decimal units, as disks and network speeds use: `410 MB`, `8.1 GB`. */
export function formatBytes(bytes: number): string {
  const [value, unit] = scaled(bytes, unitOf(bytes));
  return `${value} ${unit}`;
}

/** `5.8 of 8.1 GB`: one unit for both when they share it. */
export function formatShare(done: number, total: number): string {
  const unit = unitOf(total);
  if (unitOf(done) !== unit) return `${formatBytes(done)} of ${formatBytes(total)}`;
  return `${scaled(done, unit)[0]} of ${formatBytes(total)}`;
}

function unitOf(bytes: number): number {
  let unit = 0;
  while (unit < UNITS.length - 1 && Number((bytes / 1000 ** unit).toPrecision(3)) >= 1000) unit++;
  return unit;
}

/** One decimal below a hundred from megabytes up, none elsewhere. */
function scaled(bytes: number, unit: number): [string, string] {
  const value = bytes / 1000 ** unit;
  const decimals = unit >= 2 && value < 100 && Math.round(value * 10) % 10 !== 0 ? 1 : 0;
  return [value.toFixed(decimals), UNITS[unit] ?? "B"];
}

/** `1 file`, `3 files`, `2 episodes`. */
export function pluralize(count: number, noun: string, plural = `${noun}s`): string {
  return `${count.toLocaleString(LANGUAGE)} ${count === 1 ? noun : plural}`;
}

/** `Three`, `Twelve`, `14`: small counts are spelled out in headings. */
export function numberWord(count: number): string {
  return NUMBER_WORDS[count] ?? count.toLocaleString(LANGUAGE);
}

/** `1.2 million`, `34 thousand`, `980`: a rounded count. */
export function formatLarge(count: number): string {
  if (count < 10_000) return count.toLocaleString(LANGUAGE);
  if (count < 1_000_000) return `${Math.round(count / 1000)} thousand`;
  const millions = count / 1_000_000;
  return `${millions.toFixed(millions < 10 ? 1 : 0)} million`;
}

/** Codes that `Intl.DisplayNames` does not know: silent films and two of TMDB's own. */
const OTHER_LANGUAGES: Partial<Record<string, string>> = {
  zxx: "No spoken words",
  xx: "No spoken words",
  mul: "Several languages",
  cn: "Cantonese",
};

/** `English` for `en` or `eng`; the code itself when it is unknown. */
export function languageName(code: string): string {
  return OTHER_LANGUAGES[code] ?? displayName(code, "language");
}

/** `Deutsch` for `de`: a language as those who speak it call it. */
export function ownLanguageName(tag: string): string {
  const name = displayName(tag, "language", tag);
  if (tag === "ka") return name; // its capitals are for headings alone
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
}

/** `Germany` for `DE`; anything that is not a code is returned unchanged. */
export function countryName(code: string): string {
  return displayName(code, "region");
}

function displayName(code: string, type: "language" | "region", shownIn = LANGUAGE): string {
  try {
    return new Intl.DisplayNames([shownIn], { type }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** `Fritz Lang`, `A and B`, `A, B and C`. */
export function joinList(names: readonly string[]): string {
  return new Intl.ListFormat(LANGUAGE, { type: "conjunction" }).format(names);
}
