import { For } from "solid-js";
import type { PossibleCompanion } from "../../api/types";
import { Avatar } from "../../ui/Avatar";

export interface SofaFace {
  name: string;
  picture?: string | null;
}

interface TonightViewersProps {
  you: SofaFace;
  others: readonly PossibleCompanion[];
  /** Ids of those on the sofa. */
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

const FACE = "grid w-16 justify-items-center gap-1.5 rounded-control text-13";
const RING = "rounded-full p-[3px] transition-shadow";
const ON = "shadow-[inset_0_0_0_2px_var(--accent)]";

/** Who watches: the person who asks, and the people who are tapped. */
export function TonightViewers(props: TonightViewersProps) {
  const isOn = (id: string) => props.chosen.includes(id);
  const toggle = (id: string) =>
    props.onChange(isOn(id) ? props.chosen.filter((each) => each !== id) : [...props.chosen, id]);
  return (
    <div class="flex flex-wrap gap-2" role="group" aria-label="On the sofa">
      <span class={`${FACE} font-strong`}>
        <span class={`${RING} ${ON}`}>
          <Avatar name={props.you.name} picture={props.you.picture} class="size-13 text-15" />
        </span>
        You
      </span>
      <For each={props.others}>
        {(person) => (
          <button
            type="button"
            role="checkbox"
            aria-checked={isOn(person.id)}
            class={`${FACE} press`}
            classList={{ "font-strong": isOn(person.id), "text-muted": !isOn(person.id) }}
            onClick={() => toggle(person.id)}
          >
            <span
              class={RING}
              classList={{ [ON]: isOn(person.id), "opacity-55": !isOn(person.id) }}
            >
              <Avatar name={person.name} class="size-13 text-15" />
            </span>
            <span class="w-full truncate text-center">{person.name}</span>
          </button>
        )}
      </For>
    </div>
  );
}
