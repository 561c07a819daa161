/** Library rescan. One at a time; it continues while other pages are open. */
import { createSignal } from "solid-js";
import { getScan, listScansInProgress, rescanLibrary, rescanTitle } from "../../api/library";
import { user } from "../../api/signedInUser";
import type { Scan } from "../../api/types";
import { pluralize } from "../../lib/format";
import { toast, errorText } from "../../ui/toast";
import { libraryChanged } from "./libraryQueries";

const POLL_INTERVAL_MS = 1_000;
/** Failed polls in a row before giving up. */
const MAX_FAILURES = 5;
/** How long the question about missing files is shown. */
const QUESTION_MS = 30_000;

const [scan, setScan] = createSignal<Scan | null>(null);
const [asking, setAsking] = createSignal(false);

export function isScanning(): boolean {
  return asking() || scan()?.status === "queued" || scan()?.status === "running";
}

/** The scan that was requested on this page, or found running, while it runs. */
export function currentScan(): Scan | null {
  return scan();
}

/** Shows the result or the error as a toast. `goneFrom`: folders whose missing files are gone. */
export function startRescan(goneFrom: string[] = []): Promise<void> {
  return runScan(() => rescanLibrary(goneFrom.length > 0, goneFrom));
}

/** As `startRescan`, of the folders that have the files of a title. */
export function startTitleRescan(mediaId: number): Promise<void> {
  return runScan(() => rescanTitle(mediaId));
}

async function runScan(request: () => Promise<string>): Promise<void> {
  if (isScanning()) return;
  setAsking(true);
  try {
    await toastScanResult(await pollScan(await request()));
  } catch (error) {
    toast({ tone: "bad", text: errorText(error) });
  } finally {
    setAsking(false);
    setScan(null);
  }
}

/** Follows the scan that runs, which a person or the server itself has started. */
export async function followScan(): Promise<void> {
  if (isScanning()) return;
  const [running] = await listScansInProgress().catch(() => []);
  if (!running || isScanning()) return;
  setScan(running);
  try {
    await pollScan(running.id);
    await libraryChanged();
  } catch {
    // The library is as it was loaded; a request of a person would say more.
  } finally {
    setScan(null);
  }
}

/** Returns the scan once it has ended. */
async function pollScan(id: string): Promise<Scan> {
  let failures = 0;
  for (;;) {
    try {
      const now = await getScan(id);
      failures = 0;
      setScan(now);
      if (now.status === "completed" || now.status === "failed") return now;
    } catch (error) {
      failures += 1;
      if (failures >= MAX_FAILURES) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
  }
}

async function toastScanResult(done: Scan): Promise<void> {
  if (done.status === "failed") {
    toast({ tone: "bad", text: done.message || "The folders could not be read." });
    return;
  }
  if (done.filesMissing > 0) {
    toast({
      tone: "bad",
      text: done.message,
      ms: QUESTION_MS,
      ...(user()?.role === "admin" && done.missingIn.length > 0
        ? { action: { label: "They are gone", run: () => void startRescan(done.missingIn) } }
        : {}),
    });
  } else {
    toast({ text: [scanResultText(done), done.message].filter(Boolean).join(". ") });
  }
  await libraryChanged();
}

/** `22 files, 2 new, 1 changed`. */
export function scanResultText(done: Scan): string {
  const news = [
    done.filesAdded > 0 ? `${done.filesAdded} new` : "",
    done.filesUpdated > 0 ? `${done.filesUpdated} changed` : "",
    done.filesMoved > 0 ? `${done.filesMoved} moved` : "",
    done.filesUnmatched > 0 ? `${done.filesUnmatched} to review` : "",
  ].filter((part) => part !== "");
  return [
    pluralize(done.filesFound, "file"),
    news.length > 0 ? news.join(", ") : "nothing new",
  ].join(", ");
}
