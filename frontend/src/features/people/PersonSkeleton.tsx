import { For } from "solid-js";
import { RailSkeleton, Skeleton } from "../../ui/Skeleton";

/** The skeleton of a person's page. */
export function PersonSkeleton() {
  return (
    <div
      role="status"
      aria-label="Loading"
      class="page page-top grid grid-cols-[240px_minmax(0,1fr)] gap-x-14 max-lg:grid-cols-[168px_minmax(0,1fr)] max-lg:gap-x-9 phone:grid-cols-1 wide:grid-cols-[280px_minmax(0,1fr)]"
    >
      <Skeleton class="aspect-2/3 w-full rounded-card phone:mb-7 phone:w-28" />
      <div class="min-w-0 overflow-hidden pt-2">
        <Skeleton class="h-4 w-24" />
        <Skeleton class="mt-4 h-14 w-[420px] max-w-full" />
        <div class="mt-8 grid gap-3">
          <For each={["w-[66ch]", "w-[62ch]", "w-[64ch]", "w-[40ch]"]}>
            {(width) => <Skeleton class={`h-4 max-w-full ${width}`} />}
          </For>
        </div>
        <RailSkeleton />
      </div>
    </div>
  );
}
