import { listWatched } from "../../api/tracking";
import { pluralize } from "../../lib/format";
import { withUserMarks } from "../../shared/titles/userMarks";
import { SavedTitlesPage } from "./SavedTitlesPage";

const POSTERS = ["/art/caligari-poster.svg", "/art/sintel-poster.svg", "/art/general-poster.svg"];

export default function WatchedPage() {
  return (
    <SavedTitlesPage
      title="Seen"
      cacheKey="watched"
      load={listWatched}
      isListed={(media) => withUserMarks(media).watched}
      lead={(count) => `${pluralize(count, "title")}, the newest first`}
      emptyText="Titles you finish or mark as seen appear here."
      emptyPosters={POSTERS}
    />
  );
}
