import type { MediaCard } from "../../api/types";
import { Sheet } from "../../ui/Sheet";
import { AddDownloadField } from "./AddDownloadField";

interface AddDownloadSheetProps {
  open: boolean;
  onClose: () => void;
  media: MediaCard;
}

/** Where a title's file comes from: the person says it, nothing is searched for. */
export function AddDownloadSheet(props: AddDownloadSheetProps) {
  return (
    <Sheet
      open={props.open}
      onClose={() => props.onClose()}
      eyebrow="Get"
      title={props.media.title}
    >
      <p class="mb-5 text-muted">
        Give a magnet link, an address or a torrent file. It is downloaded to your disk and stands
        on this page as soon as it is here.
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
