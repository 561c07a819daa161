import type { MediaCard } from "../../api/types";
import { Sheet } from "../../ui/Sheet";
import { AddDownloadField } from "./AddDownloadField";

interface AddDownloadSheetProps {
  open: boolean;
  onClose: () => void;
  media: MediaCard;
}

/** Adds a download for a title from a link or file that the user provides. */
export function AddDownloadSheet(props: AddDownloadSheetProps) {
  return (
    <Sheet
      open={props.open}
      onClose={() => props.onClose()}
      eyebrow="Get"
      title={props.media.title}
    >
      <p class="mb-5 text-muted">
        Paste a magnet link or an address, or choose a torrent file. The file appears on this page
        once it is downloaded.
      </p>
      <AddDownloadField
        autofocus
        mediaId={() => props.media.id}
        title={() => props.media.title}
        onAdded={() => props.onClose()}
      />
    </Sheet>
  );
}
