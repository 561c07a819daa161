import CircleAlert from "lucide-solid/icons/circle-alert";
import Info from "lucide-solid/icons/info";
import { createEffect, createSignal, For, onCleanup, onMount, Show } from "solid-js";
import { Portal } from "solid-js/web";
import { isTyping } from "../lib/keyboard";
import { KeyboardKey } from "./KeyboardKey";
import { runToastAction, dismiss, TOASTS, toasts, type Toast } from "./toast";

const LOOK =
  "pointer-events-none fixed inset-x-0 bottom-[calc(28px+var(--tabbar))] z-70 flex flex-col items-center gap-2 px-4 phone:bottom-[calc(16px+var(--tabbar))] desk:[body:has([data-aside])_&]:items-start desk:[body:has([data-aside])_&]:pl-7 desk:[body:has([data-aside])_&]:pr-[calc(min(540px,100vw-320px)+28px)] [body:has([data-bulk])_&]:bottom-[calc(100px+var(--tabbar))] phone:[body:has([data-aside])_&]:top-4 phone:[body:has([data-aside])_&]:bottom-auto phone:[body:has([data-handover])_&]:bottom-[calc(92px+var(--tabbar))] [body:has([data-player])_&]:top-24 [body:has([data-player])_&]:bottom-auto";

/**
 * The toast region; rendered once, in the layout. Z runs the newest toast's action.
 *
 * A live region of its own beside the page, so that an open dialog hides it from no screen reader.
 */
export function Toasts() {
  onMount(() => {
    const onKey = (event: KeyboardEvent) => {
      const newest = toasts.at(-1);
      if (event.key !== "z" || event.metaKey || event.ctrlKey || isTyping(event)) return;
      if (newest?.action) runToastAction(newest.id);
    };
    document.addEventListener("keydown", onKey);
    onCleanup(() => document.removeEventListener("keydown", onKey));
  });

  return (
    <Portal
      ref={(region) => {
        region.id = TOASTS;
        region.role = "status";
        region.ariaLive = "polite";
        region.className = LOOK;
      }}
    >
      <For each={toasts}>
        {(toast) => <ToastNote toast={toast} newest={toast === toasts.at(-1)} />}
      </For>
    </Portal>
  );
}

function ToastNote(props: { toast: Toast; newest: boolean }) {
  const [paused, setPaused] = createSignal(false);

  // Hover and focus pause the timeout.
  createEffect(() => {
    if (paused()) return;
    const id = props.toast.id;
    const timer = setTimeout(() => dismiss(id), props.toast.ms);
    onCleanup(() => clearTimeout(timer));
  });

  return (
    <div
      class="pointer-events-auto flex min-h-[52px] max-w-full items-center gap-3.5 rounded-[26px] bg-surface-3 py-2 pr-2.5 pl-[18px] text-14 float enter-rise phone:text-13"
      onMouseEnter={() => setPaused(true)}
      onMouseLeave={() => setPaused(false)}
      onFocusIn={() => setPaused(true)}
      onFocusOut={() => setPaused(false)}
    >
      <Show
        when={props.toast.tone === "bad"}
        fallback={<Info class="size-5 flex-none text-muted" aria-hidden="true" />}
      >
        <CircleAlert class="size-5 flex-none text-bad" aria-hidden="true" />
      </Show>
      <span class="line-clamp-2 max-w-[52ch] min-w-0 pr-2 [overflow-wrap:anywhere]">
        {props.toast.text}
      </span>
      <Show when={props.toast.action}>
        {(action) => (
          <button
            type="button"
            class="reach inline-flex h-[34px] flex-none items-center gap-2 rounded-pill bg-accent/14 px-3.5 font-strong text-accent-text transition-transform press"
            onClick={() => runToastAction(props.toast.id)}
          >
            {action().label}
            <Show when={props.newest}>
              <KeyboardKey class="phone:hidden">Z</KeyboardKey>
            </Show>
          </button>
        )}
      </Show>
    </div>
  );
}
