import { A, useLocation } from "@solidjs/router";
import { For, Show } from "solid-js";
import { Dynamic } from "solid-js/web";
import type { Counts } from "../api/types";
import { Sheet } from "../ui/Sheet";
import { ActivityDot } from "./ActivityDot";
import { countOf, isHere, isLive, MORE } from "./navigation";

interface MorePagesSheetProps {
  counts: Counts | undefined;
  onClose: () => void;
}

/** On phones: the destinations that are not in the tab bar. */
export default function MorePagesSheet(props: MorePagesSheetProps) {
  const location = useLocation();
  return (
    <Sheet open title="More" onClose={() => props.onClose()}>
      <nav aria-label="More">
        <For each={MORE}>
          {(group, index) => (
            <div classList={{ "mt-2 border-t border-line pt-2": index() > 0 }}>
              <For each={group}>
                {(place) => (
                  <A
                    href={place.href}
                    class="-mx-3 flex h-12 items-center gap-4 rounded-control px-3 text-17 aria-[current=page]:font-strong aria-[current=page]:[&>svg]:text-accent-text [&>svg]:size-[22px] [&>svg]:text-muted"
                    aria-current={isHere(place, location.pathname) ? "page" : undefined}
                    onClick={() => props.onClose()}
                  >
                    <Dynamic component={place.icon} aria-hidden="true" />
                    {place.label}
                    <Show when={countOf(place, props.counts)}>
                      {(count) => (
                        <span class="ml-auto text-14 text-muted tabular-nums">{count()}</span>
                      )}
                    </Show>
                    <Show when={isLive(place, props.counts)}>
                      <ActivityDot class="mr-1 ml-auto size-2" />
                    </Show>
                  </A>
                )}
              </For>
            </div>
          )}
        </For>
      </nav>
    </Sheet>
  );
}
