import { createUniqueId, Index, type JSX } from "solid-js";

export interface Tab<T extends string> {
  value: T;
  label: string;
}

interface TabListProps<T extends string> {
  label: string;
  tabs: readonly Tab<T>[];
  value: T;
  onChange: (value: T) => void;
  children: JSX.Element;
}

/** A tab list: one tab stop, arrow keys select. */
export function TabList<T extends string>(props: TabListProps<T>) {
  const id = createUniqueId();
  let list!: HTMLDivElement;
  const step = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const at = props.tabs.findIndex((tab) => tab.value === props.value);
    const next = (at + by + props.tabs.length) % props.tabs.length;
    const tab = props.tabs[next];
    if (!tab) return;
    props.onChange(tab.value);
    list.querySelectorAll<HTMLElement>("[role=tab]")[next]?.focus();
  };
  return (
    <>
      <div
        ref={list}
        role="tablist"
        aria-label={props.label}
        class="flex gap-0.5 rounded-pill bg-fill p-[3px]"
        onKeyDown={step}
      >
        {/* By place: a new label, such as a number of peers, keeps the focus where it is. */}
        <Index each={props.tabs}>
          {(tab) => (
            <button
              type="button"
              role="tab"
              id={`${id}-${tab().value}`}
              aria-selected={props.value === tab().value}
              aria-controls={`${id}-panel`}
              tabindex={props.value === tab().value ? 0 : -1}
              class="h-8 min-w-0 pointer-coarse:h-11 flex-1 truncate rounded-pill px-1.5 text-13 text-muted tabular-nums transition-[background-color,color] hover:text-ink aria-selected:bg-seg aria-selected:font-strong aria-selected:text-ink aria-selected:shadow-small"
              onClick={() => props.onChange(tab().value)}
            >
              {tab().label}
            </button>
          )}
        </Index>
      </div>
      <div
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${props.value}`}
        class="grid gap-[18px]"
      >
        {props.children}
      </div>
    </>
  );
}
