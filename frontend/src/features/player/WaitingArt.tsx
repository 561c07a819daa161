import type { MediaCard } from "../../api/types";
import { Artwork } from "../../ui/poster/Artwork";

/** The picture of the title, faint, until the video has one. */
export function WaitingArt(props: { media: MediaCard }) {
  return (
    <div
      class="pointer-events-none absolute inset-0 opacity-40 blur-[2px] enter-fade"
      aria-hidden="true"
    >
      <Artwork
        title={props.media.title}
        year={props.media.year}
        genres={props.media.genres}
        src={props.media.backdropUrl}
        placeholder={props.media.backdropPlaceholder}
        kind="backdrop"
        alt=""
        eager
      />
    </div>
  );
}
