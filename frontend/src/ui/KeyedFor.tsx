import { createMemo, For, type Accessor, type JSX } from "solid-js";

interface KeyedForProps<T> {
  each: readonly T[];
  /** The key of an item, unique in the list. */
  by: (item: T) => string;
  fallback?: JSX.Element;
  children: (item: Accessor<T>) => JSX.Element;
}

/**
 * A list whose elements stay while their items are read again: the same key is the same element,
 * so that a click or a focus on it is not lost.
 */
export function KeyedFor<T>(props: KeyedForProps<T>) {
  const byKey = createMemo(() => new Map(props.each.map((item) => [props.by(item), item])));
  const known = (key: string) => byKey().get(key);
  return (
    <For each={[...byKey().keys()]} fallback={props.fallback}>
      {(key) => {
        // The last one while the element of an item that is gone is being removed.
        const item = createMemo<T>((last) => known(key) ?? last, known(key) as T);
        // eslint-disable-next-line solid/reactivity -- an accessor: the child reads it where it shows it
        return props.children(item);
      }}
    </For>
  );
}
