/** The parts that Home usually has below its first view: loaded after the first paint. */
import { lazyPart } from "../../ui/lazyPart";
import { RailSkeleton } from "../../ui/Skeleton";

const stills = () => <RailSkeleton kind="still" />;

export const GameRail = lazyPart(
  async () => {
    const { GameRail: part } = await import("./belowTheFold");
    return { default: part };
  },
  {
    skeleton: stills,
  },
);
export const RecentlyWatchedRail = lazyPart(
  async () => {
    const { RecentlyWatchedRail: part } = await import("./belowTheFold");
    return { default: part };
  },
  { skeleton: () => <RailSkeleton /> },
);
export const TitleTotals = lazyPart(async () => {
  const { TitleTotals: part } = await import("./belowTheFold");
  return { default: part };
});
export const Upcoming = lazyPart(
  async () => {
    const { Upcoming: part } = await import("./belowTheFold");
    return { default: part };
  },
  {
    skeleton: stills,
  },
);
