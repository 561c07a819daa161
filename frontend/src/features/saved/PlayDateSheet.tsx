import { createEffect, createSignal, on, Show } from "solid-js";
import type { Play, PlayTime } from "../../api/types";
import { Button, buttonClass } from "../../ui/Button";
import { titlePath } from "../../lib/paths";
import { SegmentedControl } from "../../ui/SegmentedControl";
import { Sheet } from "../../ui/Sheet";
import { TextField } from "../../ui/TextField";
import { dayOf, timeOf } from "./days";

type Known = "date" | "release" | "unknown";

const CHOICES: { value: Known; label: string }[] = [
  { value: "date", label: "On a day" },
  { value: "release", label: "On release" },
  { value: "unknown", label: "Unknown" },
];

interface PlayDateSheetProps {
  /** The viewing to date; undefined closes the sheet. */
  play: Play | undefined;
  onClose: () => void;
  onSave: (play: Play, when: PlayTime) => void;
}

/** Corrects when a title was watched. */
export function PlayDateSheet(props: PlayDateSheetProps) {
  const [known, setKnown] = createSignal<Known>("date");
  const [day, setDay] = createSignal("");
  const [time, setTime] = createSignal("");

  createEffect(
    on(
      () => props.play,
      (play) => {
        if (!play) return;
        const isFree = play.precision === "moment" || play.precision === "day";
        setKnown(isFree ? "date" : (play.precision as Known));
        setDay(dayOf(play));
        setTime(timeOf(play));
      },
    ),
  );
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    const play = props.play;
    if (play) props.onSave(play, playTime(known(), day(), time()));
  };

  return (
    <Sheet
      open={props.play !== undefined}
      onClose={() => props.onClose()}
      title="When did you watch it?"
      eyebrow={props.play?.media.title ?? ""}
      actions={
        <>
          <Button type="submit" form="play-date" tone="primary">
            Save
          </Button>
          <Show when={props.play}>
            {(play) => (
              <a class={buttonClass({})} href={`${titlePath(play().media)}?notes=1`}>
                Write a review
              </a>
            )}
          </Show>
        </>
      }
    >
      <form id="play-date" class="grid gap-6" onSubmit={onSubmit}>
        <SegmentedControl
          class="justify-self-start"
          label="What is known of the date"
          options={CHOICES}
          value={known()}
          onChange={setKnown}
        />
        <Show when={known() === "date"}>
          <div class="grid grid-cols-2 gap-3">
            <TextField
              label="Day"
              type="date"
              required
              value={day()}
              onInput={(event) => setDay(event.currentTarget.value)}
            />
            <TextField
              label="Time, if you know it"
              type="time"
              value={time()}
              onInput={(event) => setTime(event.currentTarget.value)}
            />
          </div>
        </Show>
        <Show when={known() === "release"}>
          <p class="text-14 text-muted">The day the film was released or the episode aired.</p>
        </Show>
      </form>
    </Sheet>
  );
}

/** A day counts as written; a moment is one in the local time zone. */
function playTime(known: Known, day: string, time: string): PlayTime {
  if (known !== "date") return { precision: known };
  if (time === "") return { precision: "day", watchedAt: `${day}T12:00:00Z` };
  return { precision: "moment", watchedAt: new Date(`${day}T${time}`).toISOString() };
}
