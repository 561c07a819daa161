import { For } from "solid-js";
import { Skeleton } from "../../ui/Skeleton";

/** The skeleton of the page: header, field, three jobs. */
export function DownloadsSkeleton() {
  return (
    <div class="page page-top" role="status" aria-label="Loading your downloads">
      <Skeleton class="h-11 w-72 rounded-control" />
      <Skeleton class="mt-4 h-5 w-96 max-w-full" />
      <Skeleton class="mt-8 h-14 w-full rounded-card" />
      <Rows class="mt-[68px]" />
    </div>
  );
}

/** The skeleton of the list, while another filter loads. */
export function ListSkeleton() {
  return (
    <div role="status" aria-label="Loading your downloads">
      <Rows class="mt-[60px]" />
    </div>
  );
}

function Rows(props: { class: string }) {
  return (
    <div class={`grid gap-2.5 ${props.class}`}>
      <For each={[1, 2, 3]}>{() => <Skeleton class="h-[140px] w-full rounded-sheet" />}</For>
    </div>
  );
}
