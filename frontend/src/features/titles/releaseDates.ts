/** Release dates of a title. No I/O. */
import type { Release } from "../../api/types";
import { countryName } from "../../lib/format";
import { formatDate, formatMonth } from "../../lib/formatDates";

export interface ReleaseLine {
  name: string;
  value: string;
}

/** Release types of a film in chronological order. The premiere date is shown elsewhere. */
const KINDS: readonly [kind: string, name: string][] = [
  ["premiere", "Premiere"],
  ["cinema", "In cinemas"],
  ["digital", "To stream"],
  ["physical", "On disc"],
  ["tv", "On television"],
];

/** `3 March 2027`, `March 2027`, `Q3 2027`, `2027`, `To be announced`. */
function whenText({ releasedOn, precision }: Release): string {
  if (releasedOn === null) return "To be announced";
  const [year, month] = releasedOn.split("-").map(Number) as [number, number];
  if (precision === "year") return String(year);
  if (precision === "quarter") return `Q${Math.ceil(month / 3)} ${year}`;
  if (precision === "month") return formatMonth(year, month);
  return formatDate(releasedOn);
}

function whereOf(release: Release): string {
  return release.region ? `, ${countryName(release.region)}` : "";
}

/**
 * The first of each type; for a game, the first of each platform. The server lists the releases of
 * the user's country first, then by day.
 */
export function releaseLines(releases: readonly Release[]): ReleaseLine[] {
  const kinds = KINDS.flatMap(([kind, name]) => {
    const first = releases.find((release) => release.kind === kind);
    return first ? [{ name, value: `${whenText(first)}${whereOf(first)}` }] : [];
  });
  const platforms = new Map<string, ReleaseLine>();
  for (const release of releases) {
    if (release.kind !== "game" || !release.platform || platforms.has(release.platform)) continue;
    platforms.set(release.platform, {
      name: release.platform,
      value: whenText(release),
    });
  }
  return [...kinds, ...[...platforms.values()].slice(0, 6)];
}
