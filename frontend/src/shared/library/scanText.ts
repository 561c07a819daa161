/** How far a scan of the library is, in words. No I/O. */
import type { Scan } from "../../api/types";
import { formatLeft, pluralize } from "../../lib/format";

const LONG_ENOUGH_S = 5;

/** `Adding 1,200 of 5,000 files · 2 min left`. */
export function scanProgressText(scan: Scan | null): string {
  if (scan === null) return "Scanning";
  if (!scan.hasWorker) return "No worker is running, so nothing is scanned";
  if (scan.status === "queued") return waitingText(scan);
  if (scan.phase === "looking") {
    return scan.filesFound > 0 ? `Looking, ${pluralize(scan.filesFound, "file")}` : "Looking";
  }
  if (scan.phase === "settling") return "Waiting until new files are complete";
  const verb = { adding: "Adding", matching: "Matching", probing: "Reading" }[scan.phase];
  const left = scan.secondsLeft ?? 0;
  const files = `${scan.filesDone.toLocaleString("en")} of ${pluralize(scan.filesTotal, "file")}`;
  return [
    scan.filesTotal > 0 ? `${verb} ${files}` : verb,
    left >= LONG_ENOUGH_S ? formatLeft(left) : "",
  ]
    .filter(Boolean)
    .join(" · ");
}

/** What a queued scan waits for. */
function waitingText(scan: Scan): string {
  const [first = "", ...more] = scan.waitsFor?.paths ?? [];
  if (!first) return "Waiting to start";
  return more.length > 0
    ? `Waiting for the scan of ${pluralize(more.length + 1, "folder")}`
    : `Waiting for the scan of ${first}`;
}
