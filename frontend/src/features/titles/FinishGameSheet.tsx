import { createEffect, createSignal, on } from "solid-js";
import { setGameStatus } from "../../api/games";
import type { MediaCard } from "../../api/types";
import { localDay } from "../../lib/localDay";
import { changeGame } from "../../shared/titles/gameChanges";
import { Button } from "../../ui/Button";
import { SegmentedControl } from "../../ui/RadioGroup";
import { Sheet } from "../../ui/Sheet";
import { TextField } from "../../ui/TextField";

const KINDS = [
  { value: "story", label: "The story" },
  { value: "everything", label: "Everything" },
] as const;

interface FinishGameSheetProps {
  /** The game to finish; undefined closes the sheet. */
  media: MediaCard | undefined;
  onClose: () => void;
}

/** Completes a game: what was finished, and on which day. */
export function FinishGameSheet(props: FinishGameSheetProps) {
  const [completion, setCompletion] = createSignal<"story" | "everything">("story");
  const [day, setDay] = createSignal("");

  createEffect(
    on(
      () => props.media,
      (media) => {
        if (!media) return;
        setCompletion("story");
        setDay(localDay(new Date()));
      },
    ),
  );
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    const media = props.media;
    if (!media) return;
    props.onClose();
    void changeGame(
      media,
      `${media.title} is completed`,
      setGameStatus(media.id, {
        status: "completed",
        completion: completion(),
        finishedOn: day() || undefined,
      }),
    );
  };

  return (
    <Sheet
      open={props.media !== undefined}
      onClose={() => props.onClose()}
      title="What did you finish?"
      eyebrow={props.media?.title ?? ""}
      actions={
        <Button type="submit" form="finish-game" tone="primary">
          Finish
        </Button>
      }
    >
      <form id="finish-game" class="grid gap-6" onSubmit={onSubmit}>
        <SegmentedControl
          class="justify-self-start"
          label="What you finished"
          options={KINDS}
          value={completion()}
          onChange={setCompletion}
        />
        <TextField
          label="Day"
          type="date"
          max={localDay(new Date())}
          value={day()}
          onInput={(event) => setDay(event.currentTarget.value)}
        />
      </form>
    </Sheet>
  );
}
