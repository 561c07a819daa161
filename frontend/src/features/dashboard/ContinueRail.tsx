import { For, Show } from "solid-js";
import type { ContinueItem } from "../../api/types";
import { playPath, titlePath } from "../../lib/paths";
import { ContinueCard } from "../../ui/ContinueCard";
import { Rail } from "../../ui/Rail";
import { hideFromRow, isHidden } from "./continueWatching";

export function ContinueRail(props: { items: readonly ContinueItem[] }) {
  const shown = () => props.items.filter((item) => !isHidden(item));

  return (
    <Show when={shown().length > 0}>
      <Rail title="Continue watching" kind="still">
        <For each={shown()}>
          {(item, index) => (
            <ContinueCard
              item={item}
              href={item.libraryItemId ? playPath(item.libraryItemId) : titlePath(item.media)}
              onHide={() => hideFromRow(item)}
              eager={index() < 5}
            />
          )}
        </For>
      </Rail>
    </Show>
  );
}
