import type { MediaCard } from "../src/api/types";

let lastId = 0;

/** A title with boring defaults and an id of its own. */
export function makeMedia(changes: Partial<MediaCard> = {}): MediaCard {
  lastId += 1;
  return {
    id: lastId,
    mediaType: "movie",
    title: `Title ${lastId}`,
    titleLanguage: null,
    year: 1927,
    overview: "",
    overviewLanguage: null,
    runtimeMinutes: 90,
    genres: ["Drama"],
    posterUrl: null,
    posterPlaceholder: null,
    backdropUrl: null,
    backdropPlaceholder: null,
    logoUrl: null,
    rating: 7,
    inLibrary: false,
    atHand: false,
    progressPercent: null,
    watched: false,
    watchLater: false,
    favorite: false,
    ownRating: null,
    watchStatus: null,
    gameStatus: null,
    followed: false,
    wanted: false,
    ...changes,
  };
}
