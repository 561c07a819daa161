/** The title whose collections are being chosen. */
import { createSignal } from "solid-js";
import type { MediaCard } from "../../api/types";

const [chosenFor, setChosenFor] = createSignal<MediaCard | null>(null);
export { chosenFor };

export function chooseCollections(media: MediaCard): void {
  setChosenFor(media);
}

export function closeCollectionChooser(): void {
  setChosenFor(null);
}
