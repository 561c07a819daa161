import { For } from "solid-js";
import { collectionGradient, CoverPoster } from "./CollectionCover";

const PLACES = [0, 1, 2, 3, 4];
/** Of the width, by place: each poster covers most of the next one. */
const LEFT = [0, 16.5, 32, 47.5, 61.5];
/** Of the width: 2/3 of the height. */
const POSTER = 38.5;

interface PosterStripProps {
  name: string;
  /** The first titles' posters; null where one has none. */
  posters: readonly (string | null)[];
}

/** Five posters in a row, each under the one before. Decorative: hidden from screen readers. */
export function PosterStrip(props: PosterStripProps) {
  const shown = () => PLACES.filter((place) => place < props.posters.length);
  /** Fewer than five stand in the middle. */
  const margin = () => (100 - POSTER - (LEFT[shown().length - 1] ?? 0)) / 2;
  return (
    <span
      class="relative block aspect-[344/198] overflow-hidden rounded-card bg-surface-2 art-edge"
      style={{ background: collectionGradient(props.name) }}
      aria-hidden="true"
    >
      <For each={shown()}>
        {(place) => (
          <span
            class="absolute inset-y-0 aspect-2/3 overflow-hidden rounded-control shadow-raised"
            style={{ left: `${margin() + (LEFT[place] ?? 0)}%`, "z-index": PLACES.length - place }}
          >
            <CoverPoster
              src={props.posters[place] ?? null}
              fallbackTitle={`${props.name} ${place}`}
              at={place}
            />
          </span>
        )}
      </For>
    </span>
  );
}
