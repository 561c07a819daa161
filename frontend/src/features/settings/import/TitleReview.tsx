import { createResource, createSignal, For, Show } from "solid-js";
import { reviewTitles } from "../../../api/historyImports";
import type { HistoryImport, MediaCard, ReviewedTitle } from "../../../api/types";
import { pluralize } from "../../../lib/format";
import { isPlain, isTyping } from "../../../lib/keyboard";
import { SettingsCard } from "../../../shared/settings/SettingsCard";
import { TitleSearchField } from "../../../shared/TitleSearchField";
import { Button } from "../../../ui/Button";
import { KeyboardKey } from "../../../ui/KeyboardKey";
import { TitleThumbnail } from "../../../ui/poster/TitleThumbnail";
import type { Imports } from "./imports";

interface TitleReviewProps {
  import: HistoryImport;
  imports: Imports;
  match: "uncertain" | "none";
}

const TEXTS = {
  uncertain: {
    title: "Which one do you mean?",
    text: "These names fit more than one title, or none exactly. Skipped ones are not imported.",
  },
  none: {
    title: "Not found here",
    text: "Titles that the catalogue does not have, or has under another name.",
  },
};
const MEDIA_TYPES = { movie: "Film", show: "Show", game: "Game" };
const PAGE_SIZE = 1;

/** Titles of the file that wait for a decision, one after the other. */
export function TitleReview(props: TitleReviewProps) {
  const [place, setPlace] = createSignal(1);
  const [isBusy, setBusy] = createSignal(false);
  const count = () =>
    props.match === "uncertain" ? props.import.uncertainTitles : props.import.missingTitles;
  // A title that was decided leaves the list: the count is a reason to load again.
  const [page] = createResource(
    () => ({ id: props.import.id, place: Math.min(place(), count()), match: props.match }),
    (at) => reviewTitles(at.id, at.match, at.place, PAGE_SIZE).catch(() => null),
  );

  const choose = async (title: ReviewedTitle, mediaId: number | null) => {
    if (isBusy()) return;
    setBusy(true);
    await props.imports.choose(props.import.id, title.number, mediaId);
    setBusy(false);
  };
  return (
    <SettingsCard title={TEXTS[props.match].title} text={TEXTS[props.match].text}>
      <Show when={page.latest?.items[0]} keyed>
        {(title) => (
          <Question
            title={title}
            place={Math.min(place(), count())}
            count={count()}
            isBusy={isBusy()}
            onChoose={(mediaId) => void choose(title, mediaId)}
            onStep={(by) => setPlace((at) => Math.min(Math.max(at + by, 1), count()))}
          />
        )}
      </Show>
    </SettingsCard>
  );
}

interface QuestionProps {
  title: ReviewedTitle;
  place: number;
  count: number;
  isBusy: boolean;
  onChoose: (mediaId: number | null) => void;
  onStep: (by: number) => void;
}

/** One title: 1 to 9 choose a candidate, S skips, the arrows leave it for later. */
function Question(props: QuestionProps) {
  const [found, setFound] = createSignal<readonly MediaCard[] | null>(null);
  const shown = () => found() ?? props.title.candidates;
  const onKey = (event: KeyboardEvent) => {
    if (!isPlain(event) || isTyping(event)) return;
    const candidate = /^[1-9]$/.test(event.key) ? shown()[Number(event.key) - 1] : undefined;
    if (candidate) props.onChoose(candidate.id);
    else if (event.key === "s") props.onChoose(null);
    else if (event.key === "ArrowRight") props.onStep(1);
    else if (event.key === "ArrowLeft") props.onStep(-1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="grid gap-4 py-5" onKeyDown={onKey}>
      <div class="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <p class="min-w-0 text-17 font-strong tracking-[-.015em] [overflow-wrap:anywhere]">
          {props.title.title}
          <Show when={props.title.year}>
            {(year) => <span class="ml-2 text-muted">{year()}</span>}
          </Show>
        </p>
        <p class="text-13 text-muted [overflow-wrap:anywhere]">
          {pluralize(props.title.rows, "entry", "entries")} · {props.title.example}
        </p>
      </div>
      <ul class="grid gap-2" aria-label={`Titles that ${props.title.title} may be`}>
        <For each={shown()}>
          {(media, at) => (
            <li>
              <button
                type="button"
                class="flex w-full items-center gap-3.5 rounded-control bg-fill p-2.5 text-left transition-colors hover:bg-fill-2 disabled:opacity-50"
                disabled={props.isBusy}
                onClick={() => props.onChoose(media.id)}
              >
                <span class="h-[54px] w-9 flex-none overflow-hidden rounded-[6px]">
                  <TitleThumbnail title={media.title} src={media.posterUrl} />
                </span>
                <span class="min-w-0 flex-1">
                  <span class="block truncate text-15 font-medium">{media.title}</span>
                  <span class="block text-13 text-muted">
                    {MEDIA_TYPES[media.mediaType]}
                    {media.year ? ` · ${media.year}` : ""}
                  </span>
                </span>
                <KeyboardKey class="phone:hidden">{at() + 1}</KeyboardKey>
              </button>
            </li>
          )}
        </For>
      </ul>
      <TitleSearchField
        placeholder="Search for another title"
        onFound={setFound}
        onAccept={() => {
          const first = shown()[0];
          if (first) props.onChoose(first.id);
        }}
      />
      <div class="flex flex-wrap items-center gap-2">
        <Button size="small" disabled={props.isBusy} onClick={() => props.onChoose(null)}>
          Skip
          <KeyboardKey class="phone:hidden">S</KeyboardKey>
        </Button>
        <Show when={props.count > 1}>
          <Button
            size="small"
            tone="ghost"
            disabled={props.place === 1}
            onClick={() => props.onStep(-1)}
          >
            Previous
          </Button>
          <Button
            size="small"
            tone="ghost"
            disabled={props.place === props.count}
            onClick={() => props.onStep(1)}
          >
            Next
          </Button>
        </Show>
        <p class="ml-auto text-13 text-muted tabular-nums" aria-live="polite">
          {props.place.toLocaleString("en-GB")} of {props.count.toLocaleString("en-GB")}
        </p>
      </div>
    </div>
  );
}
