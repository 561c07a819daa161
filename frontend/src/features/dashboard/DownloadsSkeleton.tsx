import { For, Show } from "solid-js";
import { Skeleton } from "../../ui/Skeleton";
import { SectionHeading } from "../../ui/Rail";

/** The downloads page shows the rest. */
export const MAX_SHOWN = 3;

/** As high as the downloads it stands in for; nothing without any. */
export function DownloadsSkeleton(props: { count: number }) {
  return (
    <Show when={props.count > 0}>
      <section class="section" aria-hidden="true">
        <SectionHeading title="Downloading" />
        <div class="grid grid-cols-3 gap-6 max-lg:grid-cols-1">
          <For each={Array.from({ length: Math.min(props.count, MAX_SHOWN) })}>
            {() => <Skeleton class="h-[84px] rounded-control" />}
          </For>
        </div>
      </section>
    </Show>
  );
}
