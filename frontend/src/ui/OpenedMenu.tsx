import { Menu as Ark, useMenuContext } from "@ark-ui/solid/menu";
import Check from "lucide-solid/icons/check";
import { Index, onMount, Show, type JSX } from "solid-js";
import { Portal } from "solid-js/web";
import { opensPalette } from "../lib/paletteShortcut";
import { closeOnScroll } from "./closeOnScroll";
import type { MenuPoint } from "./contextMenu";
import { triggerClass, type MenuGroup, type MenuItem, type MenuProps } from "./Menu";
import { MenuStars, moveAmongStars } from "./MenuStars";
import { DismissOnOutsidePress } from "./DismissOnOutsidePress";

const itemOf = (groups: readonly MenuGroup[], value: string) =>
  groups.flatMap((group) => group.items).find((item) => item.value === value);

/** The button with its menu, which opens at once: the first press has loaded it. */
export default function OpenedMenu(props: MenuProps) {
  let trigger!: HTMLButtonElement;
  // The pressed button is gone: a dialog around it would take the focus, which closes the menu.
  onMount(() => trigger.focus({ preventScroll: true }));
  return (
    <Ark.Root
      defaultOpen
      positioning={{ placement: "bottom-end", gutter: 8 }}
      onSelect={(details) => itemOf(props.groups, details.value)?.onSelect()}
      lazyMount
      unmountOnExit
    >
      <Ark.Trigger
        ref={(element) => (trigger = element)}
        aria-label={props.label}
        title={props.label}
        class={triggerClass(props.triggerClass)}
      >
        {props.trigger}
      </Ark.Trigger>
      <Panel header={props.header} groups={props.groups} />
    </Ark.Root>
  );
}

interface ContextMenuProps {
  /** The accessible name. */
  label: string;
  at: MenuPoint;
  groups: readonly MenuGroup[];
  header?: JSX.Element;
  onClose: () => void;
}

/** A menu at a point of the window; open as long as it is rendered. */
export function ContextMenu(props: ContextMenuProps) {
  // eslint-disable-next-line solid/reactivity -- another point is another menu
  closeOnScroll(props.at, () => props.onClose());
  // One for all calls: a menu is placed anew for another anchor.
  const anchor = { getBoundingClientRect: () => new DOMRect(props.at.x, props.at.y, 0, 0) };
  return (
    <Ark.Root
      open
      aria-label={props.label}
      positioning={{
        strategy: "fixed", // the point is one of the window
        placement: "right-start", // beside the point, moved up where there is no room below
        overlap: true,
        gutter: 4,
        getAnchorElement: () => anchor,
      }}
      onSelect={(details) => itemOf(props.groups, details.value)?.onSelect()}
      onOpenChange={(details) => {
        if (!details.open) props.onClose();
      }}
    >
      <Panel header={props.header} groups={props.groups} />
    </Ark.Root>
  );
}

function Panel(props: Pick<MenuProps, "header" | "groups">) {
  const menu = useMenuContext();
  let content: HTMLElement | undefined;
  // Before the menu's own keys, which know lines only.
  const onKeyDown = (event: KeyboardEvent) => {
    // A menu is drawn above every dialog.
    if (opensPalette(event)) menu().setOpen(false);
    const next = moveAmongStars(props.groups, menu().highlightedValue, event.key);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    menu().setHighlightedValue(next);
  };
  const trigger = () => document.querySelector(`[aria-controls="${content?.id}"]`);
  return (
    <Portal>
      <Ark.Positioner class="z-60!">
        <Ark.Content
          ref={(element) => {
            content = element;
            element.addEventListener("keydown", onKeyDown, { capture: true });
          }}
          class="max-h-[min(100dvh-24px,var(--available-height,100dvh))] min-w-[232px] overflow-y-auto overscroll-contain [scrollbar-width:thin] rounded-[16px] bg-surface-2/88 p-2 outline-none backdrop-blur-[30px] backdrop-saturate-150 float opened:enter-pop closing:leave-fade"
        >
          <DismissOnOutsidePress
            of={() => [content, trigger()]}
            onPress={() => menu().setOpen(false)}
          />
          {props.header}
          {/* By position: a refreshed list behind an open menu must not replace the line being pressed. */}
          <Index each={props.groups}>
            {(group, index) => (
              <Ark.ItemGroup
                class={index > 0 || props.header ? "mt-1 border-t border-line pt-1" : ""}
              >
                <Show when={group().title}>
                  <Ark.ItemGroupLabel class="px-3 pt-2.5 pb-1.5 text-12 text-muted">
                    {group().title}
                  </Ark.ItemGroupLabel>
                </Show>
                <Show
                  when={group().filledStars !== undefined}
                  fallback={
                    <Index each={group().items}>
                      {(item) => <MenuLine item={item()} isMultiple={group().isMultiple} />}
                    </Index>
                  }
                >
                  <MenuStars items={group().items} filled={group().filledStars ?? 0} />
                </Show>
              </Ark.ItemGroup>
            )}
          </Index>
        </Ark.Content>
      </Ark.Positioner>
    </Portal>
  );
}

function MenuLine(props: { item: MenuItem; isMultiple: boolean | undefined }) {
  const role = () => {
    if (props.item.chosen === undefined) return "menuitem";
    return props.isMultiple ? "menuitemcheckbox" : "menuitemradio";
  };
  return (
    <Ark.Item
      value={props.item.value}
      role={role()}
      aria-checked={props.item.chosen}
      class="flex min-h-10 cursor-pointer items-center gap-3 rounded-[9px] px-3 py-1.5 text-14 pointer-fine:min-h-9 data-highlighted:bg-fill [&_svg]:size-[18px]"
      classList={{ "text-bad": props.item.tone === "bad" }}
    >
      <Show when={props.item.icon}>
        <span class={props.item.tone === "bad" ? "" : "text-muted"}>{props.item.icon}</span>
      </Show>
      {props.item.label}
      <span class="ml-auto text-12 text-muted">
        <Show when={props.item.chosen} fallback={props.item.note}>
          <Check aria-hidden="true" />
        </Show>
      </span>
    </Ark.Item>
  );
}
