import { createEffect, createSignal, For, on } from "solid-js";
import type { Dashboard, HomePart } from "../../api/types";
import { Button } from "../../ui/Button";
import { Sheet } from "../../ui/Sheet";
import { createSortable } from "../../ui/sortable";
import { SortHandle } from "../../ui/SortHandle";
import { Switch } from "../../ui/Switch";
import { toastUndo } from "../../ui/toast";
import { arrangeHome, PART_NAMES } from "./homeLayout";
import { moved } from "./moveHomePart";

interface HomeEditorProps {
  open: boolean;
  onClose: () => void;
  parts: Dashboard["parts"];
}

/** Orders and hides the parts of the home page; each change applies at once. */
export default function HomeEditor(props: HomeEditorProps) {
  let list!: HTMLUListElement;
  const [order, setOrder] = createSignal<readonly HomePart[]>([]);
  const [hidden, setHidden] = createSignal<readonly HomePart[]>([]);
  // The sheet is ahead of the server while changes are on their way.
  createEffect(
    on(
      () => props.open,
      (isOpen) => {
        if (!isOpen) return;
        setOrder(props.parts.map((each) => each.part));
        setHidden(props.parts.filter((each) => each.isHidden).map((each) => each.part));
      },
    ),
  );

  const save = (homeParts: readonly HomePart[], hiddenHomeParts: readonly HomePart[]) => {
    setOrder(homeParts);
    setHidden(hiddenHomeParts);
    void arrangeHome({ homeParts: [...homeParts], hiddenHomeParts: [...hiddenHomeParts] });
  };
  const reset = () => {
    const before = [order(), hidden()] as const;
    setHidden([]);
    setOrder(Object.keys(PART_NAMES) as HomePart[]);
    void arrangeHome({ homeParts: [], hiddenHomeParts: [] });
    toastUndo("Home is as it was at first", () => save(...before));
  };
  const sortable = createSortable({
    list: () => list,
    count: () => order().length,
    nameOf: (index) => PART_NAMES[order()[index] ?? "totals"],
    onMove: (from, to) => save(moved(order(), from, to), hidden()),
  });

  return (
    <Sheet
      open={props.open}
      onClose={() => props.onClose()}
      title="Edit home"
      actions={
        <>
          <Button tone="primary" size="medium" onClick={() => props.onClose()}>
            Done
          </Button>
          <Button size="medium" onClick={reset}>
            Reset
          </Button>
        </>
      }
    >
      <p class="mb-4 text-14 text-muted">Drag to order, switch off what you do not need.</p>
      <ul ref={list} class="grid gap-1">
        <For each={order()}>
          {(part, index) => (
            <li
              class="flex items-center gap-2 rounded-control bg-surface-2 py-1 pr-2"
              classList={{
                "relative z-2 bg-surface-3 shadow-raised": sortable.dragged() === index(),
              }}
              style={sortable.styleOf(index())}
              data-sort-index={index()}
            >
              <SortHandle
                sortable={sortable}
                index={index()}
                name={PART_NAMES[part]}
                size="medium"
              />
              <Switch
                class="flex-1"
                label={PART_NAMES[part]}
                checked={!hidden().includes(part)}
                onChange={(isShown) =>
                  save(
                    order(),
                    isShown ? hidden().filter((each) => each !== part) : [...hidden(), part],
                  )
                }
              />
            </li>
          )}
        </For>
      </ul>
      <p class="sr-only" role="status">
        {sortable.announcement()}
      </p>
    </Sheet>
  );
}
