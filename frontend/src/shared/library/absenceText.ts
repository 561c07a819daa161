/** Why a file or a title cannot be played now, as text. */
import type { Absence } from "../../api/types";
import { joinList } from "../../lib/format";

export const absenceText = (absence: Absence) =>
  absence.reason === "away" ? `Away, on ${absence.away}` : "Missing";

/** `12 files, 2 missing`: those that scans did not find are not among the files. */
export const withMissing = (files: string, missing: number) =>
  missing > 0 ? `${files}, ${missing.toLocaleString("en-GB")} missing` : files;

/** `Part 2 is missing`, `Parts 2 and 4 are missing`; empty for a film that is complete. */
export function missingPartsText(numbers: readonly number[]): string {
  if (numbers.length === 0) return "";
  const list = joinList(numbers.map(String));
  return numbers.length === 1 ? `Part ${list} is missing` : `Parts ${list} are missing`;
}

/** Of a file that the probe could not read. */
export const DAMAGED = "Damaged or not a video";

/** The same, and what to do. */
export const absenceAdvice = (absence: Absence) =>
  absence.reason === "away"
    ? `Away: the file is on ${absence.away}. Connect it to play the file`
    : "Missing: the file was not found. Put it back or connect its disk, then rescan the library";
