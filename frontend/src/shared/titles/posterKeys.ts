/** The keys of a title besides those that play it, save it and mark it as seen. */
import type { MediaCard } from "../../api/types";
import { chooseCollections } from "./collectionChooserState";
import { rate, toggleFavorite, toggleFollow, toggleWanted } from "./titleActions";

const MAX_STARS = 5;
const POINTS_PER_STAR = 2;

type Keys = Readonly<Record<string, () => void>>;

/** `1` to `5` are stars, `0` removes the rating. */
function ratingKeys(media: () => MediaCard): Keys {
  const stars = Array.from({ length: MAX_STARS }, (_, index) => index + 1);
  return Object.fromEntries([
    ["0", () => void rate(media(), null)],
    ...stars.map((each) => [String(each), () => void rate(media(), each * POINTS_PER_STAR)]),
  ]) as Keys;
}

/** Favorite, follow, want and collect; and the stars, but not where digits name shelves. */
export function posterKeys(media: () => MediaCard, isOnShelf = false): Keys {
  const kind = media().mediaType;
  return {
    f: () => void toggleFavorite(media()),
    c: () => chooseCollections(media()),
    ...(kind === "show" ? { e: () => void toggleFollow(media()) } : {}),
    ...(kind === "game" ? {} : { n: () => void toggleWanted(media()) }),
    ...(isOnShelf ? {} : ratingKeys(media)),
  };
}
