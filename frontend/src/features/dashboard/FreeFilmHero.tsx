import { revalidate } from "@solidjs/router";
import type { DownloadJob, FreeSource, Hero } from "../../api/types";
import { dashboardQuery } from "../../shared/dashboardQuery";
import { createGetAndWatch } from "../../shared/downloads/getAndWatch";
import { FreeSourceLine, GetAndWatchButton } from "../../shared/downloads/GetAndWatchButton";
import { HeroBillboard } from "./HeroBillboard";

interface FreeFilmHeroProps {
  hero: Hero;
  source: FreeSource;
  /** Downloads that run, perhaps of the title. */
  jobs: readonly DownloadJob[];
  /** Nothing was played or saved here yet. */
  isFirst: boolean;
}

/** The suggested title, which can be downloaded from a free source and watched. */
export function FreeFilmHero(props: FreeFilmHeroProps) {
  const flow = createGetAndWatch({
    mediaId: () => props.hero.media.id,
    openJob: () => props.jobs.find((job) => job.mediaId === props.hero.media.id),
    onReady: () => void revalidate(dashboardQuery.key),
  });
  return (
    <HeroBillboard
      hero={props.hero}
      reason={props.isFirst ? "Welcome. The first film is on the house." : undefined}
      getButton={<GetAndWatchButton source={props.source} flow={flow} />}
      line={<FreeSourceLine source={props.source} flow={flow} />}
    />
  );
}
