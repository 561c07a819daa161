/** What a title's page shows after its first paint: most of it is in one script. */
import { lazyPart } from "../../ui/lazyPart";

export const StarRating = lazyPart(
  async () => {
    const { StarRating: part } = await import("../../ui/StarRating");
    return { default: part };
  },
  {
    skeleton: () => <div class="h-10 w-[140px]" />,
  },
);

/** How a title plays is known later than the title. */
export const PlayabilityLine = lazyPart(
  async () => {
    const { PlayabilityLine: part } = await import("./PlayabilityLine");
    return { default: part };
  },
  {
    skeleton: () => <div class="mt-[22px] min-h-5" />,
  },
);
export const TitleBelowTheFold = lazyPart(async () => {
  const { TitleBelowTheFold: part } = await import("./belowTheFold");
  return { default: part };
});
export const FactsList = lazyPart(
  async () => {
    const { FactsList: part } = await import("./belowTheFold");
    return { default: part };
  },
  {
    skeleton: () => <div class="min-h-60" />,
  },
);
export const WhereToWatch = lazyPart(async () => {
  const { WhereToWatch: part } = await import("./belowTheFold");
  return { default: part };
});
