/** Looking through the folders again. One look at a time, and it goes on while other pages are open. */
import { createSignal } from "solid-js";
import { getScan, rescanLibrary } from "../../api/library";
import type { Scan } from "../../api/types";
import { counted } from "../../lib/format";
import { toast, wordsFor } from "../../ui/toast";
import { libraryChanged } from "./library";

const LOOK_EVERY_MS = 1_000;
/** So many unanswered questions in a row mean that nobody is there. */
const MAX_FAILURES = 5;

const [scan, setScan] = createSignal<Scan | null>(null);
const [asking, setAsking] = createSignal(false);

export function isScanning(): boolean {
  return asking() || scan()?.status === "queued" || scan()?.status === "running";
}

/** `Looking, 120 files`, while it looks. */
export function scanWords(): string {
  const found = scan()?.filesFound ?? 0;
  return found > 0 ? `Looking, ${counted(found, "file")}` : "Looking";
}

/** Ends with a toast that says what was found, or why nothing was. */
export async function lookAgain(): Promise<void> {
  if (isScanning()) return;
  setAsking(true);
  try {
    await follow(await rescanLibrary());
  } catch (error) {
    toast({ tone: "bad", text: wordsFor(error) });
  } finally {
    setAsking(false);
    setScan(null);
  }
}

async function follow(id: string): Promise<void> {
  let failures = 0;
  for (;;) {
    try {
      const now = await getScan(id);
      failures = 0;
      setScan(now);
      if (now.status === "completed" || now.status === "failed") {
        await tell(now);
        return;
      }
    } catch (error) {
      failures += 1;
      if (failures >= MAX_FAILURES) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

async function tell(done: Scan): Promise<void> {
  if (done.status === "failed") {
    toast({ tone: "bad", text: done.message || "The folders could not be read." });
    return;
  }
  toast({ text: foundWords(done) });
  await libraryChanged();
}

/** `22 files, 2 new, 1 changed`. */
export function foundWords(done: Scan): string {
  const news = [
    done.filesAdded > 0 ? `${done.filesAdded} new` : "",
    done.filesUpdated > 0 ? `${done.filesUpdated} changed` : "",
  ].filter((part) => part !== "");
  return [counted(done.filesFound, "file"), news.length > 0 ? news.join(", ") : "nothing new"].join(
    ", ",
  );
}
