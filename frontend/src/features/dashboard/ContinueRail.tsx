import { createSignal, For, Show } from "solid-js";
import type { ContinueItem } from "../../api/types";
import { playPath, titlePath } from "../../lib/pagePaths";
import { absenceText } from "../../shared/library/absenceText";
import { ContinueCard } from "../../ui/ContinueCard";
import type { MenuPoint } from "../../ui/contextMenu";
import { lazyOverlay } from "../../ui/lazyOverlay";
import { Rail } from "../../ui/Rail";
import { isHidden } from "./hiddenContinueItems";

// Menus are a chunk of their own, loaded with the first one.
const ContinueMenu = lazyOverlay(() => import("./ContinueMenu"));

interface OpenMenu {
  item: ContinueItem;
  at: MenuPoint;
  from: HTMLElement;
}

export function ContinueRail(props: { items: readonly ContinueItem[] }) {
  const shown = () => props.items.filter((item) => !isHidden(item));
  const [menu, setMenu] = createSignal<OpenMenu>();

  /** The card keeps the focus, unless something else has taken it. */
  const close = () => {
    const from = menu()?.from;
    setMenu(undefined);
    queueMicrotask(() => {
      if (document.activeElement === document.body) from?.focus({ preventScroll: true });
    });
  };

  return (
    <Show when={shown().length > 0}>
      <Rail title="Continue watching" kind="still">
        <For each={shown()}>
          {(item, index) => (
            <ContinueCard
              item={item}
              href={item.libraryItemId ? playPath(item.libraryItemId) : titlePath(item.media)}
              trouble={item.absence ? absenceText(item.absence) : undefined}
              onMenu={(at, from) => setMenu({ item, at, from })}
              eager={index() < 5}
            />
          )}
        </For>
      </Rail>
      <Show when={menu()} keyed>
        {(open) => <ContinueMenu item={open.item} at={open.at} onClose={close} />}
      </Show>
    </Show>
  );
}
