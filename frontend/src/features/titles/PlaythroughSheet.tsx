import { createEffect, createSignal, on, Show } from "solid-js";
import { addPlaythrough, editPlaythrough } from "../../api/games";
import type { MediaDetail, Playthrough, PlaythroughRequest } from "../../api/types";
import { localDay } from "../../lib/localDay";
import { changeGame } from "../../shared/titles/gameChanges";
import { Button } from "../../ui/Button";
import { NumberField } from "../../ui/NumberField";
import { SegmentedControl } from "../../ui/RadioGroup";
import { SelectField } from "../../ui/SelectField";
import { Sheet } from "../../ui/Sheet";
import { TextField } from "../../ui/TextField";

const STATES = [
  { value: "open", label: "Not finished" },
  { value: "story", label: "The story" },
  { value: "everything", label: "Everything" },
] as const;
type State = (typeof STATES)[number]["value"];

interface PlaythroughSheetProps {
  title: MediaDetail;
  /** The playthrough to edit, "new" to add one; undefined closes the sheet. */
  run: Playthrough | "new" | undefined;
  onClose: () => void;
}

/** The days, the platform, the hours and a note of one time through a game. */
export function PlaythroughSheet(props: PlaythroughSheetProps) {
  const [state, setState] = createSignal<State>("open");
  const [started, setStarted] = createSignal("");
  const [finished, setFinished] = createSignal("");
  const [hours, setHours] = createSignal<number | null>(null);
  const [platform, setPlatform] = createSignal("");
  const [note, setNote] = createSignal("");

  createEffect(
    on(
      () => props.run,
      (run) => {
        if (run === undefined) return;
        const known = run === "new" ? undefined : run;
        setState(known?.completion ?? "open");
        setStarted(known ? (known.startedOn ?? "") : localDay(new Date()));
        setFinished(known?.finishedOn ?? "");
        setHours(known ? Math.round(known.minutesPlayed / 6) / 10 : null);
        setPlatform(known?.platform ?? "");
        setNote(known?.note ?? "");
      },
    ),
  );
  const platforms = () => [
    { value: "", label: "Not said" },
    ...[...new Set([...props.title.platforms, platform()])]
      .filter((name) => name !== "")
      .map((name) => ({ value: name, label: name })),
  ];
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    const run = props.run;
    if (run === undefined) return;
    const before = run === "new" ? undefined : Math.round(run.minutesPlayed / 6) / 10;
    const completion = state();
    const body: PlaythroughRequest = {
      startedOn: started() || null,
      completion: completion === "open" ? null : completion,
      finishedOn: completion === "open" ? null : finished() || null,
      platform: platform() || null,
      note: note(),
    };
    // Hours are rounded: those that were not touched stay as they are.
    const typed = hours();
    if (typed !== null && typed !== before) body.minutesPlayed = Math.round(typed * 60);
    props.onClose();
    void save(props.title, run, body);
  };

  return (
    <Sheet
      open={props.run !== undefined}
      onClose={() => props.onClose()}
      title={props.run === "new" ? "New playthrough" : "Playthrough"}
      eyebrow={props.title.title}
      actions={
        <Button type="submit" form="playthrough" tone="primary">
          Save
        </Button>
      }
    >
      <form id="playthrough" class="grid gap-6" onSubmit={onSubmit}>
        <SegmentedControl
          class="justify-self-start"
          label="What you finished"
          options={STATES}
          value={state()}
          onChange={setState}
        />
        <div class="grid grid-cols-2 gap-3">
          <TextField
            label="Started"
            type="date"
            max={localDay(new Date())}
            value={started()}
            onInput={(event) => setStarted(event.currentTarget.value)}
          />
          <Show when={state() !== "open"}>
            <TextField
              label="Finished"
              type="date"
              min={started()}
              max={localDay(new Date())}
              value={finished()}
              onInput={(event) => setFinished(event.currentTarget.value)}
            />
          </Show>
        </div>
        <NumberField
          label="Time played"
          unit="hours"
          none="0"
          min={0}
          max={100_000}
          value={hours()}
          onChange={setHours}
        />
        <SelectField
          label="Platform"
          options={platforms()}
          value={platform()}
          onChange={setPlatform}
        />
        <TextField
          label="Note"
          maxlength={500}
          value={note()}
          placeholder="The campaign, the difficulty"
          onInput={(event) => setNote(event.currentTarget.value)}
        />
      </form>
    </Sheet>
  );
}

function save(
  title: MediaDetail,
  run: Playthrough | "new",
  body: PlaythroughRequest,
): Promise<boolean> {
  return run === "new"
    ? changeGame(title, `A playthrough of ${title.title} is added`, addPlaythrough(title.id, body))
    : changeGame(
        title,
        `The playthrough of ${title.title} is changed`,
        editPlaythrough(title.id, run.id, body),
      );
}
