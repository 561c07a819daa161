/** Texts about copies that are prepared for all users. No I/O. */
import type { PreparationPreview } from "../../api/types";
import { formatBytes, pluralize } from "../../lib/format";

/** What would be made, how much it takes and how much room there is; or why nothing can be. */
export function preparationText(preview: PreparationPreview): string {
  if (preview.whyNot === "no_store") {
    return "No object store is set up, and copies are kept in one.";
  }
  if (preview.whyNot === "off") return "The server's environment lets it keep no converted copies.";
  const room = Math.max(0, preview.quotaBytes - preview.usedBytes);
  const parts = [
    preview.files > 0
      ? `For ${pluralize(preview.files, "file")} that not every browser plays, up to ${formatBytes(preview.maxBytes)}.`
      : "Every browser plays the other files of this folder.",
    preview.readyFiles > 0
      ? `${preview.readyFiles.toString()} ${preview.readyFiles === 1 ? "is" : "are"} ready.`
      : "",
    `Made one by one while the server is idle. There is room for ${formatBytes(room)} of ${formatBytes(preview.quotaBytes)}.`,
  ];
  return parts.filter(Boolean).join(" ");
}
