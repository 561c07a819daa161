import { For, Match, Switch } from "solid-js";
import type { MediaType } from "../../api/types";
import { BillboardSkeleton, RailSkeleton, Skeleton } from "../../ui/Skeleton";

/** The skeleton of a title's page: billboard, then text or episodes. */
export function TitleSkeleton(props: { type: MediaType }) {
  return (
    <div role="status" aria-label="Loading">
      <BillboardSkeleton />
      <div class="page overflow-hidden">
        <Switch fallback={<TextSkeleton />}>
          <Match when={props.type === "show"}>
            <EpisodesSkeleton />
          </Match>
        </Switch>
        <RailSkeleton />
      </div>
    </div>
  );
}

function TextSkeleton() {
  return (
    <div class="mt-8 grid gap-3" aria-hidden="true">
      <For each={["w-[62ch]", "w-[58ch]", "w-[44ch]"]}>
        {(width) => <Skeleton class={`h-4 max-w-full ${width}`} />}
      </For>
    </div>
  );
}

export function EpisodesSkeleton() {
  return (
    <div class="mt-8 grid gap-5" aria-hidden="true">
      <Skeleton class="h-9 w-28 rounded-pill" />
      <For each={[1, 2, 3]}>
        {() => (
          <div class="grid grid-cols-[256px_1fr] items-center gap-7 phone:grid-cols-[136px_1fr] phone:gap-3.5">
            <Skeleton class="aspect-video rounded-card" />
            <div class="grid gap-3">
              <Skeleton class="h-5 w-52 max-w-full" />
              <Skeleton class="h-4 w-[60ch] max-w-full" />
            </div>
          </div>
        )}
      </For>
    </div>
  );
}
