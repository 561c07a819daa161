import { createEffect, createSignal, For, on, Show } from "solid-js";
import { logSession } from "../../api/games";
import type { MediaCard } from "../../api/types";
import { formatMinutes } from "../../lib/format";
import { localDay } from "../../lib/localDay";
import { Button } from "../../ui/Button";
import { Chip } from "../../ui/Chip";
import { NumberField } from "../../ui/NumberField";
import { Sheet } from "../../ui/Sheet";
import { TextField } from "../../ui/TextField";
import { changeGame } from "./gameChanges";

const CHOICES_MIN = [30, 60, 90, 120, 180];
const MAX_MIN = 24 * 60;

interface LogGameTimeSheetProps {
  /** The game to log time of; undefined closes the sheet. */
  media: MediaCard | undefined;
  /** A playthrough of it; without one it is the open one. */
  playthroughId?: number;
  onClose: () => void;
}

/** Adds a session: how long, on which day, and a note. */
export function LogGameTimeSheet(props: LogGameTimeSheetProps) {
  const [minutes, setMinutes] = createSignal(60);
  const [day, setDay] = createSignal("");
  const [note, setNote] = createSignal("");

  createEffect(
    on(
      () => props.media,
      (media) => {
        if (!media) return;
        setMinutes(60);
        setDay(localDay(new Date()));
        setNote("");
      },
    ),
  );
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    const media = props.media;
    if (!media) return;
    const isToday = day() === localDay(new Date());
    props.onClose();
    void changeGame(
      media,
      `${formatMinutes(minutes())} of ${media.title} logged`,
      logSession(media.id, {
        minutes: minutes(),
        playedAt: isToday ? undefined : new Date(`${day()}T20:00`).toISOString(),
        playthroughId: props.playthroughId,
        note: note(),
      }),
    );
  };

  return (
    <Sheet
      open={props.media !== undefined}
      onClose={() => props.onClose()}
      title="How long did you play?"
      eyebrow={props.media?.title ?? ""}
      actions={
        <Button type="submit" form="log-time" tone="primary">
          Log {formatMinutes(minutes())}
        </Button>
      }
    >
      <form id="log-time" class="grid gap-6" onSubmit={onSubmit}>
        <div class="flex flex-wrap gap-2" role="group" aria-label="Time played">
          <For each={CHOICES_MIN}>
            {(choice) => (
              <Chip on={minutes() === choice} onClick={() => setMinutes(choice)}>
                {formatMinutes(choice)}
              </Chip>
            )}
          </For>
        </div>
        <Show when={props.media}>
          <NumberField
            label="Minutes"
            unit="min"
            min={1}
            max={MAX_MIN}
            value={minutes()}
            onChange={(value) => setMinutes(Math.round(value ?? 60))}
          />
        </Show>
        <TextField
          label="Day"
          type="date"
          required
          max={localDay(new Date())}
          value={day()}
          onInput={(event) => setDay(event.currentTarget.value)}
        />
        <TextField
          label="Note"
          maxlength={500}
          value={note()}
          placeholder="Where you are in it"
          onInput={(event) => setNote(event.currentTarget.value)}
        />
      </form>
    </Sheet>
  );
}
