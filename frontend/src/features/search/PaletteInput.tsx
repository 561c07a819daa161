import Search from "lucide-solid/icons/search";
import { Show } from "solid-js";
import { KeyboardKey } from "../../ui/KeyboardKey";
import type { Scope } from "./paletteState";

interface PaletteInputProps {
  ref: (input: HTMLInputElement) => void;
  value: string;
  /** The rest of the best completion. */
  ghost: string;
  scope: Scope;
  chosenId: string | undefined;
  onInput: (text: string) => void;
  onKeyDown: (event: KeyboardEvent) => void;
  onClose: () => void;
}

const SCOPE_NAMES: Record<Scope, string> = {
  all: "",
  titles: "Titles only",
  people: "People only",
  places: "Pages and actions only",
};

export function PaletteInput(props: PaletteInputProps) {
  return (
    <div class="flex h-[68px] flex-none items-center gap-3.5 border-b border-line px-[22px]">
      <Search class="size-[22px] flex-none text-muted" aria-hidden="true" />
      <div class="relative min-w-0 flex-1 text-22 tracking-[-.02em]">
        <Show when={props.ghost}>
          <div
            class="pointer-events-none absolute inset-0 flex items-center overflow-hidden whitespace-pre text-muted"
            aria-hidden="true"
          >
            <span class="invisible">{props.value}</span>
            {props.ghost}
          </div>
        </Show>
        <input
          ref={(element) => props.ref(element)}
          role="combobox"
          aria-label="Titles, people, pages, actions"
          aria-expanded="true"
          aria-controls="palette-lines"
          aria-autocomplete="list"
          aria-activedescendant={props.chosenId}
          placeholder="Titles, people, pages, actions"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          maxLength={200}
          value={props.value}
          class="relative h-10 w-full bg-transparent tracking-[inherit] outline-none placeholder:text-muted caret-accent"
          onInput={(event) => props.onInput(event.currentTarget.value)}
          onKeyDown={(event) => props.onKeyDown(event)}
        />
      </div>
      <Show when={SCOPE_NAMES[props.scope]}>
        {(name) => <span class="text-13 whitespace-nowrap text-muted">{name()}</span>}
      </Show>
      <button
        type="button"
        class="rounded-chip"
        aria-label="Esc, close"
        tabindex="-1"
        onClick={() => props.onClose()}
      >
        <KeyboardKey>Esc</KeyboardKey>
      </button>
    </div>
  );
}
