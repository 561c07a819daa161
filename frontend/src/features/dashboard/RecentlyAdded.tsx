import { createMemo } from "solid-js";
import type { LibraryItem, MediaCard } from "../../api/types";
import { MediaRail } from "../../shared/titles/MediaRail";

/** Recently added files, grouped by title. A show with five new episodes is one card. */
export function RecentlyAdded(props: { items: readonly LibraryItem[] }) {
  const titles = createMemo(() => {
    const byId = new Map<number, MediaCard>();
    for (const { media } of props.items) if (media) byId.set(media.id, media);
    return [...byId.values()];
  });
  return <MediaRail title="New in your library" href="/app/library" items={titles()} />;
}
