/** Which posters a new person is shown. */
import type { MediaCard } from "../../api/types";

const decadeOf = (media: MediaCard) => Math.floor((media.year ?? 0) / 10);

/**
 * Some of the titles, of every kind and decade as many in turn: the best of a list may all be
 * films of one time. Those that stay keep their order.
 */
export function firstTitles(titles: readonly MediaCard[], count: number): MediaCard[] {
  const turns = new Map<string, number>();
  const byTurn = titles.map((media, place) => {
    const group = `${media.mediaType} ${decadeOf(media)}`;
    const turn = turns.get(group) ?? 0;
    turns.set(group, turn + 1);
    return { media, place, turn };
  });
  return byTurn
    .sort((one, other) => one.turn - other.turn || one.place - other.place)
    .slice(0, count)
    .sort((one, other) => one.place - other.place)
    .map(({ media }) => media);
}
