/** Texts about copies in the object store. No I/O. */
import type { StorePolicy, StorePreview } from "../../api/types";
import { formatBytes, pluralize } from "../../lib/format";

type StoreAction = NonNullable<StorePolicy["action"]>;

export const STORE_ACTIONS: readonly { value: StoreAction; label: string }[] = [
  { value: "default", label: "As the server does: finished downloads" },
  { value: "keep", label: "None: keep files on the disk" },
  { value: "push", label: "Copy files to the store" },
  { value: "free", label: "Copy, then free the disk" },
];

export const STORE_KINDS: readonly { value: string; label: string }[] = [
  { value: "", label: "Films and shows" },
  { value: "movie", label: "Films" },
  { value: "show", label: "Shows" },
];

/** `42 files, 310 GB would be copied. 12 files, 90 GB would leave the disk, once verified.` */
export function storePreviewText(preview: StorePreview, action: StoreAction): string {
  if (!preview.isOn) return "No object store is set up, so nothing is copied.";
  const parts = [
    preview.pushFiles > 0
      ? `${counted(preview.pushFiles, preview.pushBytes)} would be copied.`
      : "Nothing would be copied now.",
    preview.freeFiles > 0
      ? `${counted(preview.freeFiles, preview.freeBytes)} would leave the disk, each once its copy is verified.`
      : "",
    preview.storedFiles > 0
      ? `${counted(preview.storedFiles, preview.storedBytes)} ${preview.storedFiles === 1 ? "is" : "are"} in the store already.`
      : "",
    action === "free" ? "Files that still seed stay." : "",
  ];
  return parts.filter(Boolean).join(" ");
}

function counted(files: number, bytes: number): string {
  return `${pluralize(files, "file")}, ${formatBytes(bytes)}`;
}
