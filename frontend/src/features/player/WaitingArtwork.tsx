import type { MediaCard } from "../../api/types";
import { Backdrop } from "../../ui/poster/Backdrop";

/** The picture of the title, faint, until the video has one. */
export function WaitingArtwork(props: { media: MediaCard }) {
  return (
    <div
      class="pointer-events-none absolute inset-0 opacity-40 blur-[2px] enter-fade"
      aria-hidden="true"
    >
      <Backdrop media={props.media} eager />
    </div>
  );
}
