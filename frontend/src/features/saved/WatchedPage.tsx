import { useSearchParams } from "@solidjs/router";
import { Show } from "solid-js";
import { listWatched } from "../../api/tracking";
import { pluralize } from "../../lib/format";
import { pageTitle } from "../../lib/pageTitle";
import { withUserMarks } from "../../shared/titles/userMarks";
import { PageHeader } from "../../ui/PageHeader";
import { SegmentedControl } from "../../ui/SegmentedControl";
import { DiaryView } from "./DiaryView";
import { SavedTitlesPage } from "./SavedTitlesPage";

const POSTERS = ["/art/caligari-poster.svg", "/art/sintel-poster.svg", "/art/general-poster.svg"];
const VIEWS = [
  { value: "titles", label: "Titles" },
  { value: "diary", label: "Diary" },
] as const;

export default function WatchedPage() {
  const [search, setSearch] = useSearchParams<{ view?: string }>();
  const isDiary = () => search.view === "diary";
  const views = () => (
    <SegmentedControl
      label="View"
      options={VIEWS}
      value={isDiary() ? "diary" : "titles"}
      onChange={(view) => setSearch({ view: view === "diary" ? view : undefined })}
    />
  );
  return (
    <Show
      when={isDiary()}
      fallback={
        <SavedTitlesPage
          title="Seen"
          cacheKey="watched"
          load={listWatched}
          isListed={(media) => withUserMarks(media).watched}
          lead={(count) => `${pluralize(count, "title")}, the newest first`}
          emptyText="Titles you finish or mark as seen appear here."
          emptyPosters={POSTERS}
          end={views()}
        />
      }
    >
      <Diary end={views()} />
    </Show>
  );
}

function Diary(props: { end: ReturnType<typeof SegmentedControl> }) {
  pageTitle(() => "Diary");
  return (
    <div class="page page-top">
      <PageHeader title="Seen" lead="Every viewing, the newest first" end={props.end} />
      <DiaryView />
    </div>
  );
}
