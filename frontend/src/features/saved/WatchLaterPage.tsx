import { listWatchLater } from "../../api/tracking";
import { pluralize } from "../../lib/format";
import { withUserMarks } from "../../shared/titles/userMarks";
import { SavedTitlesPage } from "./SavedTitlesPage";

const POSTERS = ["/art/tears-poster.svg", "/art/moon-poster.svg", "/art/charade-poster.svg"];

export default function WatchLaterPage() {
  return (
    <SavedTitlesPage
      title="Watch later"
      cacheKey="watch-later"
      load={listWatchLater}
      isListed={(media) => withUserMarks(media).watchLater}
      lead={(count) => `${pluralize(count, "title")} for another evening`}
      emptyText="Nothing saved for later yet."
      emptyPosters={POSTERS}
    />
  );
}
