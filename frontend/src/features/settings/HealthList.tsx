import Check from "lucide-solid/icons/check";
import Minus from "lucide-solid/icons/minus";
import TriangleAlert from "lucide-solid/icons/triangle-alert";
import { For, Match, Show, Switch } from "solid-js";
import type { HealthPart } from "./healthText";

/** Each dependency with a status icon, a sentence, and advice for failures, which come first. */
export function HealthList(props: { parts: readonly HealthPart[] }) {
  const ordered = () =>
    props.parts.toSorted((a, b) => Number(b.state === "bad") - Number(a.state === "bad"));
  return (
    <ul class="overflow-hidden rounded-card bg-surface-1 hairline [&>li+li]:border-t [&>li+li]:border-line">
      <For each={ordered()}>
        {(part) => (
          <li
            class="grid min-h-[52px] grid-cols-[20px_minmax(110px,168px)_minmax(0,1fr)] items-baseline gap-x-3 px-5 py-3.5 text-14 phone:grid-cols-[20px_minmax(0,1fr)]"
            classList={{ "bg-warn/6": part.state === "bad" }}
          >
            <span class="self-center [&>svg]:size-[18px]">
              <Switch>
                <Match when={part.state === "good"}>
                  <Check class="text-ok" aria-label="Well" />
                </Match>
                <Match when={part.state === "off"}>
                  <Minus class="text-faint" aria-label="Not in use" />
                </Match>
                <Match when={part.state === "bad"}>
                  <TriangleAlert class="text-warn" aria-label="Not well" />
                </Match>
              </Switch>
            </span>
            <b class="font-strong">{part.name}</b>
            <span class="min-w-0 [overflow-wrap:anywhere] phone:col-start-2">
              <span class={part.state === "bad" ? "" : "text-muted"}>{part.text}</span>
              <Show when={part.advice}>
                <span class="mt-0.5 block text-13 text-pretty text-muted">{part.advice}</span>
              </Show>
            </span>
          </li>
        )}
      </For>
    </ul>
  );
}
