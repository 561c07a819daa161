import { Show } from "solid-js";
import type { Strength, TasteTrait } from "../../api/types";
import { traitName } from "../../shared/recommendations/traitText";
import { SegmentedControl } from "../../ui/RadioGroup";

type Choice = Strength | "auto";

const CHOICES: readonly { value: Choice; label: string }[] = [
  { value: "more", label: "More" },
  { value: "auto", label: "Auto" },
  { value: "less", label: "Less" },
  { value: "never", label: "Never" },
];

interface TraitRowProps {
  trait: TasteTrait;
  onChange: (strength: Strength | null) => void;
}

/** How much a person likes something, what says so, and how much of it they want. */
export function TraitRow(props: TraitRowProps) {
  const name = () => traitName(props.trait);
  const isNever = () => props.trait.strength === "never";
  return (
    <li class="flex flex-wrap items-center justify-between gap-x-6 gap-y-2.5 py-3">
      <div class="min-w-0 flex-1 basis-40">
        <p class="text-15 font-strong" classList={{ "line-through text-muted": isNever() }}>
          {name()}
        </p>
        <span
          class="mt-2 block h-1 overflow-hidden rounded-pill bg-fill"
          role="img"
          aria-label={props.trait.liking < 0 ? "You avoid it" : "You like it"}
        >
          <span
            class="block h-full rounded-pill"
            classList={{
              "bg-accent": props.trait.liking >= 0,
              "bg-bad": props.trait.liking < 0,
            }}
            style={{ width: `${Math.max(3, Math.abs(props.trait.liking) * 100)}%` }}
          />
        </span>
        <Show when={props.trait.titles.length > 0}>
          <p class="mt-1.5 truncate text-13 text-muted">{props.trait.titles.join(", ")}</p>
        </Show>
      </div>
      <SegmentedControl
        label={`How much ${name()}`}
        options={CHOICES}
        value={props.trait.strength ?? "auto"}
        onChange={(value) => props.onChange(value === "auto" ? null : value)}
      />
    </li>
  );
}
