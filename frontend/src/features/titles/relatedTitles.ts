/** Related titles, each in the first rail that contains it. No I/O. */
import type { MediaCard, MediaDetail } from "../../api/types";

export interface LinkRail {
  title: string;
  items: MediaCard[];
}

export function unrepeated(title: Pick<MediaDetail, "id" | "links" | "similar">): LinkRail[] {
  const { links, similar } = title;
  const shown = new Set([title.id]);
  const rails: [string, readonly MediaCard[]][] = [
    ["Belongs to", links.base],
    ["Expansions", links.expansions],
    ["Downloadable content", links.dlc],
    ["In the same series", links.franchise],
    ["Recommended after this", links.recommended],
    ["More like this", similar],
  ];
  return rails.flatMap(([name, all]) => {
    const items = all.filter((media) => !shown.has(media.id));
    for (const media of items) shown.add(media.id);
    return items.length > 0 ? [{ title: name, items }] : [];
  });
}
