/** What a title's page shows below its first view, in one script: loaded after the first paint. */
import { lazyPart } from "../../ui/lazyPart";

export const TitleRest = lazyPart(async () => {
  const { TitleRest: part } = await import("./belowTheFold");
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
