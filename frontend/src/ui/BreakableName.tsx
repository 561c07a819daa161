import { For } from "solid-js";

/** A file's name or path: it breaks after dots, underscores and slashes, elsewhere only if it must. */
export function BreakableName(props: { text: string }) {
  return (
    <For each={props.text.split(/(?<=[._/])(?=.)/)}>
      {(part) => (
        <>
          {part}
          <wbr />
        </>
      )}
    </For>
  );
}
