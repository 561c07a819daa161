import { createMemo, For, Show } from "solid-js";
import type { TasteTrait } from "../../api/types";
import { likedOf, petalsOf, SIZE, type TraitKind } from "./tasteWheelShape";
import { traitName } from "../../shared/recommendations/traitText";

const COLORS: Record<TraitKind, string> = {
  genre: "var(--accent)",
  keyword: "color-mix(in oklab, var(--accent) 55%, var(--text))",
  // The second accent alone is too dark on the dark ground.
  person: "color-mix(in oklab, var(--accent-2) 65%, var(--text))",
  decade: "var(--ok)",
  language: "var(--warn)",
  country: "color-mix(in oklab, var(--warn) 55%, var(--text))",
  platform: "color-mix(in oklab, var(--ok) 55%, var(--text))",
  age: "var(--text-muted)",
};
const KINDS = Object.keys(COLORS) as TraitKind[];
const MAX_NAMES = 3;
/** Fewer would be no picture. */
const MIN_PETALS = 3;

interface TasteWheelProps {
  traits: readonly TasteTrait[];
  kinds: readonly { kind: TraitKind; title: string }[];
}

/** What a person likes most as a picture, and in words beside it. */
export function TasteWheel(props: TasteWheelProps) {
  const petals = createMemo(() => petalsOf(props.traits, KINDS));
  const namesOf = (kind: TraitKind) =>
    likedOf(props.traits, kind).slice(0, MAX_NAMES).map(traitName).join(", ");

  return (
    <Show when={petals().length >= MIN_PETALS}>
      <section
        aria-label="What you like most"
        class="mb-12 flex items-center gap-[clamp(28px,5vw,64px)] phone:flex-col phone:items-stretch"
      >
        {/* The list beside it says the same. */}
        <svg
          viewBox={`0 0 ${SIZE} ${SIZE}`}
          class="w-[240px] flex-none phone:mx-auto"
          aria-hidden="true"
        >
          <For each={petals()}>
            {(petal) => (
              <path d={petal.path} fill={COLORS[petal.trait.kind]}>
                <title>{traitName(petal.trait)}</title>
              </path>
            )}
          </For>
        </svg>
        <dl class="grid gap-4">
          <For each={props.kinds}>
            {({ kind, title }) => (
              <Show when={namesOf(kind)}>
                <div>
                  <dt class="flex items-center gap-2 text-13 text-muted">
                    <span
                      class="size-2.5 rounded-full"
                      style={{ background: COLORS[kind] }}
                      aria-hidden="true"
                    />
                    {title}
                  </dt>
                  <dd class="mt-0.5 text-17 font-strong [overflow-wrap:anywhere]">
                    {namesOf(kind)}
                  </dd>
                </div>
              </Show>
            )}
          </For>
        </dl>
      </section>
    </Show>
  );
}
