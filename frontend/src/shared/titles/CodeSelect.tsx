import { For, Show } from "solid-js";

interface CodeSelectProps {
  title: string;
  any: string;
  codes: readonly { code: string; count: number }[];
  name: (code: string) => string;
  value: string | null;
  onChange: (code: string | null) => void;
}

/** A native select for a long list of codes. */
export function CodeSelect(props: CodeSelectProps) {
  const named = () =>
    props.codes
      .map(({ code, count }) => ({ code, count, name: props.name(code) }))
      .filter(({ code, name }) => name !== code)
      .toSorted((a, b) => a.name.localeCompare(b.name));
  return (
    <Show when={named().length > 0}>
      <label class="grid gap-3 text-13 font-medium text-muted">
        {props.title}
        <select
          class="h-11 w-full rounded-control bg-surface-3 px-3.5 text-15 font-normal text-ink hairline"
          onChange={(event) => props.onChange(event.currentTarget.value || null)}
        >
          <option value="" selected={props.value === null}>
            {props.any}
          </option>
          <For each={named()}>
            {(each) => (
              <option value={each.code} selected={each.code === props.value}>
                {each.name} ({each.count.toLocaleString("en-GB")})
              </option>
            )}
          </For>
        </select>
      </label>
    </Show>
  );
}
