import type { MediaCard } from "../../api/types";
import { PosterImage } from "./PosterImage";

/** The poster at the start of a row. */
export function SmallPoster(props: { media: MediaCard }) {
  return (
    <span class="relative block aspect-2/3 w-12 flex-none overflow-hidden rounded-chip bg-surface-2 art-edge">
      <PosterImage media={props.media} sizes="48px" />
    </span>
  );
}
