import { For } from "solid-js";

const many = (count: number) => Array.from({ length: count }, (_, index) => index);

/** A shimmering block; classes set its size and radius. */
export function Skeleton(props: { class: string }) {
  return <div class={`skeleton ${props.class}`} aria-hidden="true" />;
}

export function PosterSkeleton(props: { caption?: boolean; class?: string }) {
  return (
    <div class={props.class}>
      <Skeleton class="aspect-2/3 w-full rounded-card" />
      {props.caption ? (
        // As high as the two lines it stands in for, to avoid a layout shift.
        <div class="mt-3 h-[40.5px] pt-1">
          <Skeleton class="h-3 w-[74%] rounded-chip" />
          <Skeleton class="mt-2.5 h-2.5 w-[42%] rounded-chip" />
        </div>
      ) : null}
    </div>
  );
}

/** The skeleton of a rail: heading and a row of posters or stills. */
export function RailSkeleton(props: { kind?: "poster" | "still" }) {
  return (
    <section class="section overflow-hidden" aria-hidden="true">
      <Skeleton class="mb-[18px] h-6 w-44" />
      <div class="flex gap-(--poster-gap)">
        <For each={many(props.kind === "still" ? 6 : 10)}>
          {() =>
            props.kind === "still" ? (
              <Skeleton class="aspect-video w-(--still) flex-none rounded-card" />
            ) : (
              <PosterSkeleton class="w-(--poster) flex-none" />
            )
          }
        </For>
      </div>
    </section>
  );
}

/** Approximately one screen of posters. */
export function GridSkeleton(props: { count?: number }) {
  return (
    <div class="poster-grid" aria-hidden="true">
      <For each={many(props.count ?? 18)}>{() => <PosterSkeleton caption />}</For>
    </div>
  );
}

export function BillboardSkeleton() {
  return (
    <div
      class="flex min-h-[568px] flex-col justify-end px-(--gutter) pb-10 phone:min-h-[640px] phone:pb-4 wide:min-h-[700px]"
      aria-hidden="true"
    >
      <Skeleton class="h-4 w-64" />
      <Skeleton class="mt-5 h-[92px] w-[440px] max-w-full" />
      <Skeleton class="mt-6 h-4 w-72" />
      <Skeleton class="mt-5 h-12 w-[520px] max-w-full" />
      <Skeleton class="mt-6 h-12 w-44 rounded-pill" />
    </div>
  );
}
