import { createMemo } from "solid-js";
import type { DownloadJob } from "../../api/types";
import { nameOf } from "../../shared/downloads/jobName";
import { Artwork } from "../../ui/poster/Artwork";

interface JobArtworkProps {
  job: DownloadJob;
  kind: "poster" | "backdrop";
}

/** The artwork of the job's title; of an unknown one, a sheet drawn from its name. */
export function JobArtwork(props: JobArtworkProps) {
  // The name alone, without the episode, is what the sheet of the title is drawn from.
  const title = createMemo(() => props.job.mediaTitle ?? nameOf(props.job));
  return (
    <Artwork
      title={title()}
      year={props.job.mediaYear}
      genres={props.job.genres}
      src={
        props.kind === "poster"
          ? props.job.posterUrl
          : (props.job.backdropUrl ?? props.job.posterUrl)
      }
      kind={props.kind}
      alt=""
      eager
    />
  );
}
