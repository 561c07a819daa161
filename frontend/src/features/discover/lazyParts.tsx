/** What the discover page shows below its first view or with filters: loaded after the first paint. */
import { lazyPart } from "../../ui/lazyPart";
import { GridSkeleton, RailSkeleton } from "../../ui/Skeleton";

export const DiscoverCollections = lazyPart(
  async () => {
    const { DiscoverCollections: part } = await import("./belowTheFold");
    return { default: part };
  },
  {
    skeleton: () => <RailSkeleton kind="still" />,
  },
);
export const AllTitles = lazyPart(
  async () => {
    const { AllTitles: part } = await import("./belowTheFold");
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
