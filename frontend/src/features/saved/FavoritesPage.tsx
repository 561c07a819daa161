import { listFavorites } from "../../api/tracking";
import { pluralize } from "../../lib/format";
import { withUserMarks } from "../../shared/titles/userMarks";
import { SavedTitlesPage } from "./SavedTitlesPage";

const POSTERS = ["/art/general-poster.svg", "/art/moon-poster.svg", "/art/caligari-poster.svg"];

export default function FavoritesPage() {
  return (
    <SavedTitlesPage
      title="Favorites"
      cacheKey="favorites"
      load={listFavorites}
      isListed={(media) => withUserMarks(media).favorite}
      lead={(count) => `${pluralize(count, "title")} you like best`}
      emptyText="Press the heart on a title to keep it here."
      emptyPosters={POSTERS}
    />
  );
}
