/** Converted copies in words. No I/O. */
import type { ConvertedCopies, ConvertedCopy } from "../../api/types";
import { formatBytes } from "../../lib/format";

const FAILURES: Record<ConvertedCopy["reason"], string> = {
  "": "",
  no_file: "The file was not there. Connect its disk, then ask again.",
  cannot_convert: "This file cannot be converted.",
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

/** The second line of a copy: what it is waiting for, takes, or lacks. */
export function copyStateText(copy: ConvertedCopy): string {
  if (copy.state === "ready") return `Ready · ${formatBytes(copy.sizeBytes)}`;
  if (copy.state === "failed") return FAILURES[copy.reason];
  if (copy.state === "waiting") return "Waits for its turn";
  return `Being converted · ${copy.progress} %`;
}

/** Why no copy can be asked for, if so. */
export const refusalText = (copies: ConvertedCopies): string => REFUSALS[copies.whyNot];

/** `Copies take 3.2 GB of 100 GB.` */
export const usedText = ({ usedBytes, quotaBytes }: ConvertedCopies): string =>
  `Copies of all films take ${formatBytes(usedBytes)} of ${formatBytes(quotaBytes)}.`;

/** A quality in the list: what it is, and how much it can take. */
export const choiceText = (choice: ConvertedCopies["choices"][number]): string =>
  `${choice.label} · up to ${formatBytes(choice.maxBytes)}`;
