import Download from "lucide-solid/icons/download";
import ExternalLink from "lucide-solid/icons/external-link";
import Layers from "lucide-solid/icons/layers-2";
import { Show } from "solid-js";
import { playItem } from "../../api/playback";
import type { PlayTicket } from "../../api/types";
import { openInPlayer, saveDownload } from "../../shared/library/signedFileAddress";
import { createPlaybackPreview } from "../../shared/library/playbackPreview";
import { Button } from "../../ui/Button";
import { toastOnError } from "../../ui/toast";

interface OtherWaysToPlayProps {
  /** The file that does not play here. */
  libraryItemId: string;
  /** Undefined while it is not known. */
  fileName: string | undefined;
  onVersion: (libraryItemId: string) => void;
}

/** How to watch a film of which one file does not play: another file, or another player. */
export function OtherWaysToPlay(props: OtherWaysToPlayProps) {
  const versions = createPlaybackPreview(() => props.libraryItemId);
  const other = () =>
    versions().find((one) => one.kind !== null && one.libraryItemId !== props.libraryItemId);

  const withFile = async (use: (ticket: PlayTicket) => void) => {
    const asked = playItem(props.libraryItemId, { isForOtherPlayer: true });
    const ticket = await toastOnError(asked);
    if (ticket) use(ticket);
  };

  return (
    <>
      <Show when={other()}>
        {(version) => (
          <Button
            title={version().summary}
            onClick={() => props.onVersion(version().libraryItemId)}
          >
            <Layers class="size-4" aria-hidden="true" />
            Play another version
          </Button>
        )}
      </Show>
      <Button
        onClick={() => void withFile((ticket) => openInPlayer(ticket, ticket.title || "Video"))}
      >
        <ExternalLink class="size-4" aria-hidden="true" />
        Open in another player
      </Button>
      <Show when={props.fileName}>
        {(name) => (
          <Button onClick={() => void withFile((ticket) => saveDownload(ticket, name()))}>
            <Download class="size-4" aria-hidden="true" />
            Download
          </Button>
        )}
      </Show>
    </>
  );
}
