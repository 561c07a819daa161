import { useSearchParams } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import type { Play } from "../../api/types";
import { thisMonth } from "./diaryDays";
import { createDiary, createMonth, type DiaryFilter } from "./diaryQueries";
import { DiaryList } from "./DiaryList";
import { DiaryMonth } from "./DiaryMonth";
import { DiaryYear } from "./DiaryYear";
import { createPlayChanges, type PlayChanges } from "./playChanges";
import { PlayEditSheet } from "./PlayEditSheet";

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

/** What was watched below the picture of a year: as a list, or a month as a calendar. */
export function DiaryView(props: { isMonth: boolean }) {
  return (
    <Show when={props.isMonth} fallback={<AsList />}>
      <AsMonth />
    </Show>
  );
}

function AsList() {
  const [filter, setFilter] = createSignal<DiaryFilter>({});
  const diary = createDiary(filter);
  const changes = createPlayChanges(diary.reload);
  const [edited, setEdited] = createSignal<Play>();
  return (
    <>
      <DiaryYear
        day={filter().day}
        month={filter().day?.slice(0, 7)}
        mediaType={filter().mediaType}
        onDay={(day) => setFilter({ ...filter(), day })}
        onMediaType={(mediaType) => setFilter({ ...filter(), mediaType })}
      />
      <DiaryList diary={diary} changes={changes} onEdit={setEdited} />
      <Edited play={edited()} changes={changes} onClose={() => setEdited(undefined)} />
    </>
  );
}

/** `?month=2026-11` says which one. */
function AsMonth() {
  const [search, setSearch] = useSearchParams<{ month?: string }>();
  const month = () => (search.month && MONTH.test(search.month) ? search.month : thisMonth());
  const show = (next: string) => setSearch({ month: next }, { replace: true });
  const [mediaType, setMediaType] = createSignal<DiaryFilter["mediaType"]>();
  const plays = createMonth(month, mediaType);
  const changes = createPlayChanges(plays.reload);
  const [edited, setEdited] = createSignal<Play>();
  return (
    <>
      <DiaryYear
        day={undefined}
        month={month()}
        mediaType={mediaType()}
        onDay={(day) => day && show(day.slice(0, 7))}
        onMediaType={setMediaType}
      />
      <DiaryMonth
        month={month()}
        plays={plays}
        changes={changes}
        onMonth={show}
        onEdit={setEdited}
      />
      <Edited play={edited()} changes={changes} onClose={() => setEdited(undefined)} />
    </>
  );
}

interface EditedProps {
  play: Play | undefined;
  changes: PlayChanges;
  onClose: () => void;
}

function Edited(props: EditedProps) {
  return (
    <Show when={props.play} keyed>
      {(play) => (
        <PlayEditSheet
          play={play}
          onClose={() => props.onClose()}
          onSave={props.changes.save}
          onRemove={(gone) => {
            props.onClose();
            void props.changes.remove([gone]);
          }}
        />
      )}
    </Show>
  );
}
