import { createAsync } from "@solidjs/router";
import Trash from "lucide-solid/icons/trash";
import { createSignal, Show, Suspense } from "solid-js";
import type { NoteChoice, Play, TitleNotes } from "../../api/types";
import { notesQuery } from "../../shared/titles/noteActions";
import { Button } from "../../ui/Button";
import { Sheet } from "../../ui/Sheet";
import { StarRating } from "../../ui/StarRating";
import { Switch } from "../../ui/Switch";
import { TextArea } from "../../ui/TextArea";
import { PlayDateFields } from "./PlayDateFields";
import { createPlayDate } from "./playDate";
import type { PlayEdit } from "./playChanges";

/** The server's limit, in characters. */
const MAX_REVIEW = 10_000;

interface PlayEditSheetProps {
  play: Play;
  onClose: () => void;
  /** False after a failure: the sheet stays open. */
  onSave: (play: Play, edit: PlayEdit) => Promise<boolean>;
  onRemove: (play: Play) => void;
}

/** A viewing in detail: its day, the rating, and the review of the title. */
export function PlayEditSheet(props: PlayEditSheetProps) {
  // eslint-disable-next-line solid/reactivity -- the sheet is made anew for another viewing
  const play = props.play;
  const date = createPlayDate(() => play);
  const notes = createAsync(() => notesQuery(play.media.id));
  const [rating, setRating] = createSignal(play.rating);
  const [written, setWritten] = createSignal<NoteChoice>({});
  const [isBusy, setBusy] = createSignal(false);
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    const isSaved = await props.onSave(play, {
      ...(date.isChanged() ? { when: date.value() } : {}),
      ...(rating() === play.rating ? {} : { rating: rating() }),
      ...(Object.keys(written()).length === 0 ? {} : { notes: written() }),
    });
    setBusy(false);
    if (isSaved) props.onClose();
  };

  return (
    <Sheet
      open
      onClose={() => props.onClose()}
      title={play.media.title}
      eyebrow={[play.episodeLabel, play.episodeTitle].filter(Boolean).join(" ") || "In your diary"}
      actions={
        <>
          <Button type="submit" form="play" tone="primary" disabled={isBusy()}>
            Save
          </Button>
          <Button tone="danger" onClick={() => props.onRemove(play)}>
            <Trash class="size-[18px]" aria-hidden="true" />
            Delete
          </Button>
        </>
      }
    >
      <form id="play" class="grid gap-7" onSubmit={(event) => void save(event)}>
        <PlayDateFields date={date} />
        <div>
          <p class="mb-1 text-13 text-muted">
            {play.episodeLabel ? "Rating of the episode" : "Rating"}
          </p>
          <StarRating label="Your rating" value={rating()} onChange={setRating} />
        </div>
        <Suspense>
          <Show when={notes()}>
            {(known) => (
              <ReviewFields
                notes={known()}
                ofShow={play.episodeLabel !== null}
                onChange={setWritten}
              />
            )}
          </Show>
        </Suspense>
      </form>
    </Sheet>
  );
}

interface ReviewFieldsProps {
  notes: TitleNotes;
  ofShow: boolean;
  /** What differs from what was written before. */
  onChange: (choice: NoteChoice) => void;
}

function ReviewFields(props: ReviewFieldsProps) {
  // eslint-disable-next-line solid/reactivity -- the fields begin with what was written
  const before = props.notes;
  const [review, setReview] = createSignal(before.review);
  const [spoils, setSpoils] = createSignal(before.reviewHasSpoilers);
  const changed = () =>
    props.onChange({
      ...(review().trim() === before.review ? {} : { review: review() }),
      ...(spoils() === before.reviewHasSpoilers ? {} : { reviewHasSpoilers: spoils() }),
    });
  return (
    <div class="grid gap-3">
      <TextArea
        label="Review"
        hint={props.ofShow ? "Of the whole show." : undefined}
        rows={5}
        maxLength={MAX_REVIEW}
        value={review()}
        onInput={(event) => {
          setReview(event.currentTarget.value);
          changed();
        }}
      />
      <Switch
        label="It gives something away"
        text="Covered until you ask for it"
        checked={spoils()}
        disabled={review().trim() === ""}
        onChange={(is) => {
          setSpoils(is);
          changed();
        }}
      />
    </div>
  );
}
