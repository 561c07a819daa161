import { Show } from "solid-js";
import { SegmentedControl } from "../../ui/RadioGroup";
import { TextField } from "../../ui/TextField";
import type { Known, PlayDate } from "./playDate";

const CHOICES: { value: Known; label: string }[] = [
  { value: "date", label: "On a day" },
  { value: "release", label: "On release" },
  { value: "unknown", label: "Unknown" },
];

/** When something was watched: a day, perhaps with a time, the release, or not known. */
export function PlayDateFields(props: { date: PlayDate }) {
  return (
    <div class="grid gap-4">
      <SegmentedControl
        class="justify-self-start"
        label="What is known of the date"
        options={CHOICES}
        value={props.date.known()}
        onChange={props.date.setKnown}
      />
      <Show when={props.date.known() === "date"}>
        <div class="grid grid-cols-2 gap-3">
          <TextField
            label="Day"
            type="date"
            required
            value={props.date.day()}
            onInput={(event) => props.date.setDay(event.currentTarget.value)}
          />
          <TextField
            label="Time, if you know it"
            type="time"
            value={props.date.time()}
            onInput={(event) => props.date.setTime(event.currentTarget.value)}
          />
        </div>
      </Show>
      <Show when={props.date.known() === "release"}>
        <p class="text-14 text-muted">The day the film was released or the episode aired.</p>
      </Show>
    </div>
  );
}
