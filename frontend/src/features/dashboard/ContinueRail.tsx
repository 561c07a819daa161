import { For, Show } from "solid-js";
import type { ContinueItem } from "../../api/types";
import { playPath, titlePath } from "../../lib/paths";
import { ContinueCard } from "../../ui/ContinueCard";
import { Rail } from "../../ui/Rail";
import { focusItem, neighbourOf } from "../../ui/roving";
import { hide, isHidden } from "./dashboard";

export function ContinueRail(props: { items: readonly ContinueItem[] }) {
  const shown = () => props.items.filter((item) => !isHidden(item));
  const putAside = (item: ContinueItem, card: HTMLElement) => {
    const next = card === document.activeElement ? neighbourOf(card) : null;
    hide(item);
    if (next) focusItem(next);
  };

  return (
    <Show when={shown().length > 0}>
      <Rail title="Continue watching">
        <For each={shown()}>
          {(item, index) => (
            <ContinueCard
              item={item}
              href={item.libraryItemId ? playPath(item.libraryItemId) : titlePath(item.media)}
              onHide={(card) => putAside(item, card)}
              eager={index() < 5}
            />
          )}
        </For>
      </Rail>
    </Show>
  );
}
