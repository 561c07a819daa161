import { useSearchParams } from "@solidjs/router";
import { Show, type JSX } from "solid-js";
import { listWatched } from "../../api/tracking";
import { pluralize } from "../../lib/format";
import { pageTitle } from "../../lib/pageTitle";
import { withUserMarks } from "../../shared/titles/userMarks";
import { PageHeader } from "../../ui/PageHeader";
import { SegmentedControl } from "../../ui/RadioGroup";
import { DiaryView } from "./DiaryView";
import { SavedTitlesPage } from "./SavedTitlesPage";

const POSTERS = ["/art/caligari-poster.svg", "/art/sintel-poster.svg", "/art/general-poster.svg"];
const VIEWS = [
  { value: "titles", label: "Titles" },
  { value: "diary", label: "Diary" },
  { value: "month", label: "Month" },
] as const;

export default function WatchedPage() {
  const [search, setSearch] = useSearchParams<{ view?: string }>();
  const view = () => VIEWS.find((each) => each.value === search.view)?.value ?? "titles";
  const views = () => (
    <SegmentedControl
      label="View"
      options={VIEWS}
      value={view()}
      onChange={(next) => setSearch({ view: next === "titles" ? undefined : next })}
    />
  );
  return (
    <Show
      when={view() !== "titles"}
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
      <Diary end={views()} isMonth={view() === "month"} />
    </Show>
  );
}

function Diary(props: { end: JSX.Element; isMonth: boolean }) {
  pageTitle(() => "Diary");
  return (
    <div class="page page-top">
      <PageHeader title="Seen" lead="Every viewing, the newest first" end={props.end} />
      <DiaryView isMonth={props.isMonth} />
    </div>
  );
}
