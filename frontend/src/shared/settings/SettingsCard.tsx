import { Show, type JSX } from "solid-js";
import { createHashTarget } from "./hashTarget";

interface SettingsCardProps {
  /** Its URL fragment, if any. */
  id?: string;
  title?: string;
  /** One muted line: beside a short title, or instead of one. */
  text?: string;
  class?: string;
  children: JSX.Element;
}

/** A heading and a card of rows. */
export function SettingsCard(props: SettingsCardProps) {
  const target = createHashTarget(() => props.id);
  return (
    <section ref={target} id={props.id} class={`min-w-0 scroll-mt-24 ${props.class ?? ""}`}>
      <Show when={props.title}>
        <div class="mb-3">
          <h2 class="text-15 font-strong tracking-[-.01em]">{props.title}</h2>
          <Show when={props.text}>
            <p class="mt-0.5 max-w-[64ch] text-13 text-muted">{props.text}</p>
          </Show>
        </div>
      </Show>
      <div class="rounded-card bg-surface-1 px-5 hairline [&>*+*]:border-t [&>*+*]:border-line">
        {props.children}
      </div>
    </section>
  );
}

interface SettingsRowProps {
  label: string;
  text?: JSX.Element;
  /** A small picture before the words. */
  icon?: JSX.Element;
  /** The control, at the end of the line; below the words on phones when `stacks`. */
  children?: JSX.Element;
  stacks?: boolean;
}

/** A row: the label on the left, the control on the right. */
export function SettingsRow(props: SettingsRowProps) {
  return (
    <div
      class="flex min-h-[72px] items-center gap-x-5 gap-y-3 py-3.5"
      classList={{ "phone:flex-wrap": props.stacks }}
    >
      <Show when={props.icon}>
        <span class="grid size-10 flex-none place-items-center rounded-control bg-fill text-muted [&>svg]:size-[18px]">
          {props.icon}
        </span>
      </Show>
      <div class="min-w-0 flex-1">
        <p class="text-15 font-medium tracking-[-.01em]">{props.label}</p>
        <Show when={props.text}>
          <p class="mt-0.5 text-13 text-pretty text-muted">{props.text}</p>
        </Show>
      </div>
      <div
        class="flex min-w-0 flex-none items-center gap-2"
        classList={{ "phone:w-full": props.stacks }}
      >
        {props.children}
      </div>
    </div>
  );
}
