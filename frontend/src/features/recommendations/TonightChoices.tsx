import { For, Show, type JSX } from "solid-js";
import type { PossibleCompanion } from "../../api/types";
import { Chip } from "../../ui/Chip";
import { SegmentedControl } from "../../ui/RadioGroup";
import { GenreMenu } from "./GenreMenu";
import { TonightViewers, type SofaFace } from "./TonightViewers";
import {
  LENGTHS,
  MOODS,
  NOW,
  startsOf,
  USUAL_LENGTH,
  type Choices,
  type ChoiceParams,
} from "./tonightOptions";

interface TonightChoicesProps {
  you: SofaFace;
  others: readonly PossibleCompanion[];
  genres: readonly { slug: string; name: string }[];
  /** Ids of the others on the sofa. */
  sofa: readonly string[];
  onSofa: (ids: string[]) => void;
  choices: Choices;
  onChange: (params: ChoiceParams) => void;
}

const KINDS = [
  { value: "screen", label: "Watch" },
  { value: "game", label: "Play" },
] as const;

/** Who, what, how long, from when and in which mood. */
export function TonightChoices(props: TonightChoicesProps) {
  const hours = startsOf(new Date());
  // One that is over by now, from an older address, can still be seen and changed.
  const starts = () =>
    [...new Set([NOW, ...hours, props.choices.at])].map((value) => ({
      value,
      label: value === NOW ? "Now" : value,
    }));
  return (
    <div class="flex flex-wrap gap-x-9 gap-y-5">
      <Question label="On the sofa">
        <TonightViewers
          you={props.you}
          others={props.others}
          chosen={props.sofa}
          onChange={props.onSofa}
        />
      </Question>
      <Question label="What">
        <SegmentedControl
          label="What"
          options={KINDS}
          value={props.choices.kind}
          onChange={(value) => props.onChange({ what: value === "game" ? value : undefined })}
        />
      </Question>
      <Show when={props.choices.kind === "screen"}>
        <Question label="How long">
          <SegmentedControl
            label="How long"
            options={LENGTHS}
            value={props.choices.length.value}
            onChange={(value) =>
              props.onChange({ time: value === USUAL_LENGTH.value ? undefined : value })
            }
          />
        </Question>
        <Question label="Start">
          <SegmentedControl
            label="Start"
            options={starts()}
            value={props.choices.at}
            onChange={(value) => props.onChange({ at: value === NOW ? undefined : value })}
          />
        </Question>
      </Show>
      <Question label="Mood">
        <div class="flex flex-wrap gap-2" role="group" aria-label="Mood">
          <For each={MOODS}>
            {(each) => (
              <Chip
                on={props.choices.mood === each.value}
                onClick={() =>
                  props.onChange({
                    mood: props.choices.mood === each.value ? undefined : each.value,
                  })
                }
              >
                {each.label}
              </Chip>
            )}
          </For>
          <GenreMenu
            genres={props.genres}
            chosen={props.choices.genre?.slug}
            onChange={(genre) => props.onChange({ genre })}
          />
        </div>
      </Question>
    </div>
  );
}

function Question(props: { label: string; children: JSX.Element }) {
  return (
    <div class="min-w-0">
      <p class="mb-2.5 text-13 text-muted" aria-hidden="true">
        {props.label}
      </p>
      {props.children}
    </div>
  );
}
