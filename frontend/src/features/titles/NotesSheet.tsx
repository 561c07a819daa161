import { createSignal } from "solid-js";
import type { MediaDetail, NoteChoice, TitleNotes } from "../../api/types";
import { saveNotes } from "../../shared/titles/noteActions";
import { Button } from "../../ui/Button";
import { Sheet } from "../../ui/Sheet";
import { Switch } from "../../ui/Switch";
import { TextArea } from "../../ui/TextArea";
import { TagField } from "./TagField";
import { tagEdit } from "./tagNames";

/** The server's limits, in characters. */
const MAX_NOTE = 4_000;
const MAX_REVIEW = 10_000;

interface NotesSheetProps {
  title: MediaDetail;
  notes: TitleNotes;
  onClose: () => void;
}

/** Tags, a note and a review of a title, saved together. */
export default function NotesSheet(props: NotesSheetProps) {
  // eslint-disable-next-line solid/reactivity -- the form begins with what was written
  const before = props.notes;
  const [tags, setTags] = createSignal<readonly string[]>(before.tags);
  const [note, setNote] = createSignal(before.note);
  const [review, setReview] = createSignal(before.review);
  const [spoils, setSpoils] = createSignal(before.reviewHasSpoilers);
  const [isBusy, setBusy] = createSignal(false);

  const changed = (): NoteChoice => ({
    ...(note().trim() === before.note ? {} : { note: note() }),
    ...(review().trim() === before.review ? {} : { review: review() }),
    ...(spoils() === before.reviewHasSpoilers ? {} : { reviewHasSpoilers: spoils() }),
  });
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    const isSaved = await saveNotes(props.title, changed(), tagEdit(before.tags, tags()));
    setBusy(false);
    if (isSaved) props.onClose();
  };

  return (
    <Sheet
      open
      onClose={() => props.onClose()}
      title="Notes and tags"
      eyebrow={props.title.title}
      actions={
        <Button type="submit" form="title-notes" tone="primary" disabled={isBusy()}>
          Save
        </Button>
      }
    >
      <form id="title-notes" class="grid gap-6" onSubmit={(event) => void save(event)}>
        <TagField tags={tags()} onChange={setTags} />
        <TextArea
          label="Note"
          hint="Only you read it."
          rows={4}
          maxLength={MAX_NOTE}
          value={note()}
          onInput={(event) => setNote(event.currentTarget.value)}
        />
        <div class="grid gap-3">
          <TextArea
            label="Review"
            rows={7}
            maxLength={MAX_REVIEW}
            value={review()}
            onInput={(event) => setReview(event.currentTarget.value)}
          />
          <Switch
            label="It gives something away"
            text="Covered until you ask for it"
            checked={spoils()}
            disabled={review().trim() === ""}
            onChange={setSpoils}
          />
        </div>
      </form>
    </Sheet>
  );
}
