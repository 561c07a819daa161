import ChevronUp from "lucide-solid/icons/chevron-up";
import X from "lucide-solid/icons/x";
import { createMemo, createUniqueId, For, Show } from "solid-js";
import { languageName } from "../../lib/format";
import { IconButton } from "../../ui/IconButton";
import { SelectField } from "../../ui/SelectField";
import { LANGUAGES } from "../../shared/languages";

interface LanguageListProps {
  /** The accessible name, such as "Audio languages". */
  label: string;
  /** What holds while there is none. */
  empty: string;
  languages: readonly string[];
  onChange: (languages: string[]) => void;
}

/** Languages in order: the first one that a file has is taken. */
export function LanguageList(props: LanguageListProps) {
  const id = createUniqueId();
  const choices = createMemo(() => [
    { value: "", label: "Add a language" },
    ...LANGUAGES.filter((code) => !props.languages.includes(code))
      .map((value) => ({ value, label: languageName(value) }))
      .toSorted((a, b) => a.label.localeCompare(b.label)),
  ]);
  const moveUp = (index: number) => {
    const moved = [...props.languages];
    moved.splice(index - 1, 0, ...moved.splice(index, 1));
    props.onChange(moved);
  };
  return (
    <div class="py-4">
      <p id={id} class="text-15 font-medium tracking-[-.01em]">
        {props.label}
      </p>
      <Show
        when={props.languages.length > 0}
        fallback={<p class="mt-0.5 text-13 text-muted">{props.empty}</p>}
      >
        <ol aria-labelledby={id} class="mt-2 grid gap-1">
          <For each={props.languages}>
            {(code, index) => (
              <li class="flex min-h-11 items-center gap-3 rounded-control bg-fill pr-1 pl-4 text-15">
                <span class="w-4 flex-none text-13 text-muted tabular-nums">{index() + 1}</span>
                <span class="min-w-0 flex-1 truncate">{languageName(code)}</span>
                <Show when={index() > 0}>
                  <IconButton
                    label={`Move ${languageName(code)} up`}
                    tone="bare"
                    size="small"
                    onClick={() => moveUp(index())}
                  >
                    <ChevronUp />
                  </IconButton>
                </Show>
                <IconButton
                  label={`Remove ${languageName(code)}`}
                  tone="bare"
                  size="small"
                  onClick={() => props.onChange(props.languages.filter((one) => one !== code))}
                >
                  <X />
                </IconButton>
              </li>
            )}
          </For>
        </ol>
      </Show>
      <Show when={props.languages.length < 10}>
        <SelectField
          label={`Add to ${props.label.toLowerCase()}`}
          isLabelHidden
          class="mt-3 w-56 phone:w-full"
          value=""
          options={choices()}
          onChange={(code) => code && props.onChange([...props.languages, code])}
        />
      </Show>
    </div>
  );
}
