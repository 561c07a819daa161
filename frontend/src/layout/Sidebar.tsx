import { A, useLocation } from "@solidjs/router";
import PanelLeftClose from "lucide-solid/icons/panel-left-close";
import PanelLeftOpen from "lucide-solid/icons/panel-left-open";
import { For, Show } from "solid-js";
import { Dynamic } from "solid-js/web";
import type { Counts } from "../api/types";
import { Brand } from "../ui/Brand";
import { ActivityDot } from "./ActivityDot";
import { countOf, isHere, isLive, SIDEBAR, type Place } from "./navigation";
import { folded, setFolded } from "./sidebarState";

const LINE =
  "flex h-10 w-full items-center gap-3.5 rounded-control px-3 text-14 font-book text-muted transition-colors hover:bg-fill hover:text-ink aria-[current=page]:font-strong aria-[current=page]:text-ink aria-[current=page]:[&>svg]:text-accent-text [&>svg]:size-5 [&>svg]:flex-none";

export function Sidebar(props: { counts: Counts | undefined }) {
  return (
    <nav
      aria-label="Main"
      class="fixed inset-y-0 left-0 z-30 flex w-(--side) flex-col gap-0.5 overflow-x-hidden overflow-y-auto px-3.5 pt-[22px] pb-[18px] [scrollbar-width:none] phone:hidden"
    >
      <A
        href="/app/dashboard"
        aria-label="/seen/, home"
        class="mb-6 flex h-[30px] items-center rounded-chip"
        classList={{ "px-3": !folded(), "justify-center": folded() }}
      >
        <Brand folded={folded()} />
      </A>
      <For each={SIDEBAR}>
        {(group) => (
          <div class="mb-5 flex flex-none flex-col gap-0.5 last-of-type:mt-auto last-of-type:mb-0">
            <For each={group}>{(place) => <NavLine place={place} counts={props.counts} />}</For>
          </div>
        )}
      </For>
      <button
        type="button"
        class={LINE}
        classList={{ "justify-center": folded() }}
        aria-expanded={!folded()}
        aria-label={folded() ? "Expand the sidebar" : "Collapse the sidebar"}
        title={folded() ? "Expand" : undefined}
        onClick={() => setFolded(!folded())}
      >
        <Show when={folded()} fallback={<PanelLeftClose aria-hidden="true" />}>
          <PanelLeftOpen aria-hidden="true" />
        </Show>
        <Show when={!folded()}>Collapse</Show>
      </button>
    </nav>
  );
}

function NavLine(props: { place: Place; counts: Counts | undefined }) {
  const location = useLocation();

  return (
    <A
      href={props.place.href}
      class={LINE}
      classList={{ "justify-center": folded() }}
      aria-current={isHere(props.place, location.pathname) ? "page" : undefined}
      aria-label={folded() ? props.place.label : undefined}
      title={folded() ? props.place.label : undefined}
    >
      <Dynamic component={props.place.icon} aria-hidden="true" />
      <Show when={!folded()}>
        {props.place.label}
        <Show when={countOf(props.place, props.counts)}>
          {(number) => <span class="ml-auto text-12 text-muted tabular-nums">{number()}</span>}
        </Show>
        <Show when={isLive(props.place, props.counts)}>
          <ActivityDot class="mr-1 ml-auto size-1.5" />
        </Show>
      </Show>
    </A>
  );
}
