import { Show } from "solid-js";
import { may } from "../../api/signedInUser";
import type { FreeSource, MediaCard } from "../../api/types";
import { Sheet } from "../../ui/Sheet";
import { AddDownloadField } from "./AddDownloadField";
import { FreeSourceList } from "./FreeSourceList";
import { isDownloadable } from "./bestFreeSource";
import type { GetAndWatch } from "./getAndWatch";

interface AddDownloadSheetProps {
  open: boolean;
  onClose: () => void;
  media: MediaCard;
  /** The free sources of the title. */
  sources: readonly FreeSource[];
  flow: GetAndWatch;
}

/** Gets a title: from one of its free sources, or from a link or file that the user provides. */
export default function AddDownloadSheet(props: AddDownloadSheetProps) {
  const sources = () =>
    props.sources.filter((source) => may("download") || !isDownloadable(source));
  const hasSources = () => sources().length > 0;
  const take = async (source: FreeSource) => {
    await props.flow.start(source.id);
    if (props.flow.error() === null) props.onClose();
  };
  return (
    <Sheet
      open={props.open}
      onClose={() => props.onClose()}
      eyebrow="Get"
      title={props.media.title}
    >
      <Show when={hasSources()}>
        <FreeSourceList
          sources={sources()}
          isBusy={props.flow.isBusy()}
          onGet={(source) => void take(source)}
        />
        <Show when={props.flow.error()}>
          <p class="mt-2 px-1 text-13 text-bad" role="alert">
            {props.flow.error()}
          </p>
        </Show>
        <h3 class="mt-8 mb-2 text-17">Or from elsewhere</h3>
      </Show>
      <p class="mb-5 text-muted">
        Paste a magnet link or an address, or choose a torrent file. The file appears on this page
        once it is downloaded.
      </p>
      <AddDownloadField
        autofocus={!hasSources()}
        mediaId={() => props.media.id}
        title={() => props.media.title}
        onAdded={() => props.onClose()}
      />
    </Sheet>
  );
}
