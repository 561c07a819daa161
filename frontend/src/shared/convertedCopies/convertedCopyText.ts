/** Converted copies in words. No I/O. */
import type { ConvertedCopies, ConvertedCopy } from "../../api/types";
import { formatBytes } from "../../lib/format";

const FAILURES: Record<ConvertedCopy["reason"], string> = {
  "": "",
  no_file: "The file was not there. Connect its disk, then ask again.",
  cannot_convert: "This file cannot be converted.",
  ended_early: "Its conversion ended before the film did. Check the file, then ask again.",
  no_converter: "This server has no ffmpeg, so it cannot convert.",
  quota: "There is no room for it within the limit for copies. Remove another one first.",
  disk_full: "The object store is full.",
  store: "The object store did not take it. Ask again.",
  lost: "It was lost from the object store. Ask again.",
  broken: "Something broke on the server. Ask again.",
};

const REFUSALS: Record<ConvertedCopies["whyNot"], string> = {
  "": "",
  no_store: "This server copies nothing to an object store, where converted copies are kept.",
  off: "An administrator lets this server keep no converted copies.",
  being_read: "This file has just arrived and is being read. Come back in a moment.",
  not_allowed:
    "Your account may not ask for copies. An administrator of this server can change it.",
};

const WAITS: Record<ConvertedCopy["waitsFor"], string> = {
  "": "Being converted",
  viewers: "Paused while films are converted for viewers",
  downloads: "Paused while downloads are running",
  requests: "Paused for copies that people asked for",
  file: "Paused until the object store, which has the film, responds again",
};

/** The second line of a copy: what it is waiting for, takes, or lacks. */
export function copyStateText(copy: ConvertedCopy): string {
  if (copy.state === "ready") return `Ready · ${formatBytes(copy.sizeBytes)}`;
  if (copy.state === "failed") return FAILURES[copy.reason];
  if (copy.state === "waiting") return "Waits for its turn";
  return `${WAITS[copy.waitsFor]} · ${copy.progress} %`;
}

/** Why no copy can be asked for, if so. */
export const refusalText = (copies: ConvertedCopies): string => REFUSALS[copies.whyNot];

/** `Copies take 3.2 GB of 100 GB.` */
export const usedText = ({ usedBytes, quotaBytes }: ConvertedCopies): string =>
  `Copies of all films take ${formatBytes(usedBytes)} of ${formatBytes(quotaBytes)}.`;

/** What became of a copy that the user removed; `after` are the copies that there are then. */
export const removedText = ({ id, label }: ConvertedCopy, after: ConvertedCopies): string =>
  after.items.some((copy) => copy.id === id)
    ? `The copy in ${label} is not kept for you any more. It stays for others.`
    : `The copy in ${label} was removed.`;

/** The copy in this quality and sound, if there is one. */
export function copyOf(
  copies: ConvertedCopies,
  height: number | null,
  audioIndex: number | null,
): ConvertedCopy | undefined {
  return copies.items.find((copy) => copy.height === height && copy.audioIndex === audioIndex);
}

const CHOICE_STATES: Record<ConvertedCopy["state"], string> = {
  ready: "kept",
  running: "being made",
  waiting: "being made",
  failed: "failed",
};

/** A quality in the list: what it is, and how far its copy is, or how much it can take. */
export const choiceText = (
  choice: ConvertedCopies["choices"][number],
  copy: ConvertedCopy | undefined,
): string =>
  `${choice.label} · ${copy ? CHOICE_STATES[copy.state] : `up to ${formatBytes(choice.maxBytes)}`}`;

/** The button that asks for a copy; nothing can be asked for while there is one. */
export function askText(copy: ConvertedCopy | undefined): { label: string; isOffered: boolean } {
  if (!copy) return { label: "Keep a copy", isOffered: true };
  if (copy.state === "failed") return { label: "Try again", isOffered: true };
  return { label: copy.state === "ready" ? "Kept" : "Being made", isOffered: false };
}

/** What can be done about the copy in the chosen quality. */
export function nextText(copy: ConvertedCopy | undefined): string {
  if (!copy || copy.state === "failed") return "";
  if (copy.state === "ready") {
    return copy.canRemove
      ? "This copy is ready. Choose another quality, or remove it above."
      : "This copy is ready. Choose another quality.";
  }
  return copy.canRemove
    ? "This copy is being made. Remove it above to stop."
    : "This copy is being made.";
}

/** What opens the copies of a file while none is known. */
export const KEEP_TEXT = "Keep a converted copy";

/** What opens the copies of a file: the state of those there are. */
export function summaryText(items: readonly ConvertedCopy[]): string {
  const has = (...states: ConvertedCopy["state"][]) =>
    items.find(({ state }) => states.includes(state));
  const making = has("running") ?? has("waiting");
  if (making) {
    if (making.state === "waiting") return "A converted copy waits for its turn";
    const what = making.waitsFor === "" ? "Making a converted copy" : "A converted copy is paused";
    return `${what} · ${making.progress} %`;
  }
  const ready = items.filter(({ state }) => state === "ready");
  if (ready.length > 0)
    return `Converted copy kept · ${ready.map(({ label }) => label).join(", ")}`;
  return has("failed") ? "The converted copy failed" : KEEP_TEXT;
}
