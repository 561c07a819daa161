/** Why a file or a title cannot be played now, as text. */
import type { Absence } from "../../api/types";

export const absenceText = (absence: Absence) =>
  absence.reason === "away" ? `Away, on ${absence.away}` : "Missing";

/** `12 files, 2 missing`: those that scans did not find are not among the files. */
export const withMissing = (files: string, missing: number) =>
  missing > 0 ? `${files}, ${missing.toLocaleString("en-GB")} missing` : files;

/** Of a file that the probe could not read. */
export const DAMAGED = "Damaged or not a video";

/** The same, and what to do. */
export const absenceAdvice = (absence: Absence) =>
  absence.reason === "away"
    ? `Away: the file is on ${absence.away}. Connect it to play the file`
    : "Missing: the file was not found. Put it back or connect its disk, then rescan the library";
