import { Menu as Ark, useMenuContext } from "@ark-ui/solid/menu";
import { For, Show } from "solid-js";
import type { MenuGroup, MenuItem } from "./Menu";
import { Star } from "./StarRating";

/** Items of a menu in one row: a star for each with `chosen`, the icon of others. */
export function MenuStars(props: { items: readonly MenuItem[]; filled: number }) {
  const menu = useMenuContext();
  const stars = () => props.items.filter((item) => item.chosen !== undefined);
  /** Up to the star that is pointed at; else up to the rating. */
  const filled = () => {
    const at = props.items.findIndex((item) => item.value === menu().highlightedValue);
    if (at < 0) return props.filled;
    return at < stars().length ? at + 1 : 0;
  };
  return (
    <div class="flex px-1">
      <For each={props.items}>
        {(item, index) => (
          <Ark.Item
            value={item.value}
            aria-label={item.label}
            title={item.label}
            class="grid h-11 w-10 flex-none cursor-pointer place-items-center rounded-[9px] data-highlighted:bg-fill"
          >
            <Show
              when={index() < stars().length}
              fallback={<span class="text-muted [&_svg]:size-[18px]">{item.icon}</span>}
            >
              <Star fill={Math.min(1, Math.max(0, filled() - index()))} />
            </Show>
          </Ark.Item>
        )}
      </For>
    </div>
  );
}

/** The item that an arrow key leads to from a row of stars; undefined when the menu decides. */
export function moveAmongStars(
  groups: readonly MenuGroup[],
  highlighted: string | null,
  key: string,
): string | undefined {
  const row = groups.find(
    (group) =>
      group.filledStars !== undefined && group.items.some(({ value }) => value === highlighted),
  );
  if (!row) return undefined;
  const all = groups.flatMap((group) => group.items);
  const at = all.findIndex(({ value }) => value === highlighted);
  const first = all.findIndex(({ value }) => value === row.items[0]?.value);
  const last = first + row.items.length - 1;
  switch (key) {
    case "ArrowRight":
      return all[Math.min(last, at + 1)]?.value;
    case "ArrowLeft":
      return all[Math.max(first, at - 1)]?.value;
    case "ArrowDown":
      return all[last + 1]?.value;
    case "ArrowUp":
      return all[first - 1]?.value;
    default:
      return undefined;
  }
}
