/** What the discover page shows below its billboard or with filters: loaded after the first paint. */
import { lazyPart } from "../../ui/lazyPart";
import { GridSkeleton, RailSkeleton, Skeleton } from "../../ui/Skeleton";

export const FilterBar = lazyPart(
  async () => {
    const { FilterBar: part } = await import("../../shared/titles/FilterBar");
    return { default: part };
  },
  {
    skeleton: () => (
      <div class="flex min-h-[52px] items-center gap-2 overflow-hidden">
        <Skeleton class="h-9 w-28 flex-none rounded-pill" />
        <Skeleton class="h-9 w-32 flex-none rounded-pill" />
        <Skeleton class="h-9 w-24 flex-none rounded-pill" />
      </div>
    ),
  },
);

export const DiscoverCollections = lazyPart(
  async () => {
    const { DiscoverCollections: part } = await import("./belowTheFold");
    return { default: part };
  },
  {
    skeleton: () => <RailSkeleton kind="still" />,
  },
);
export const AllTitlesGrid = lazyPart(
  async () => {
    const { AllTitlesGrid: part } = await import("./belowTheFold");
    return { default: part };
  },
  {
    skeleton: () => <div class="min-h-[60vh]" />,
  },
);
export const FilteredDiscover = lazyPart(
  async () => {
    const { FilteredDiscover: part } = await import("./belowTheFold");
    return { default: part };
  },
  { skeleton: () => <GridSkeleton /> },
);
