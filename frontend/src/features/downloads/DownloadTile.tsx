import { A } from "@solidjs/router";
import Check from "lucide-solid/icons/check";
import CircleAlert from "lucide-solid/icons/circle-alert";
import ArrowUp from "lucide-solid/icons/arrow-up";
import X from "lucide-solid/icons/x";
import { children, Match, Show, Switch, type JSX } from "solid-js";
import type { DownloadJob } from "../../api/types";
import { playPath } from "../../lib/pagePaths";
import { nameOf } from "../../shared/downloads/jobName";
import { isSeeding } from "../../shared/downloads/jobState";
import { completionText, statusSentence } from "../../shared/downloads/jobStatusText";
import { PlayIcon } from "../../ui/PlayIcon";
import { TitleThumbnail } from "../../ui/poster/TitleThumbnail";
import { JobArtwork } from "./JobArtwork";
import { JobCard, type JobCardProps } from "./JobCard";

/** CSS grid of tiles. */
export const TILES =
  "grid grid-cols-[repeat(auto-fill,minmax(240px,1fr))] gap-2.5 phone:grid-cols-1 phone:gap-1";

interface DownloadTileProps extends JobCardProps {
  /** Replaces the state icon. */
  lead?: JSX.Element;
}

/** A compact card for a queued or ended job. */
export function DownloadTile(props: DownloadTileProps) {
  const lead = children(() => props.lead);
  const line = () => {
    const parts = [statusSentence(props.job, props.list.now(), props.list.statusContext())];
    if (props.job.status === "completed") parts.push(completionText(props.job));
    if (props.job.owner) parts.push(props.job.owner.displayName);
    return parts.filter((part) => part !== "").join(" · ");
  };

  return (
    <JobCard
      {...props}
      rounded="rounded-card"
      class="flex h-[max(74px,calc(50.6rem/16+20px))] min-w-0 items-center gap-3 bg-bg py-2.5 pr-3 pl-2 transition-colors group-hover/job:bg-surface-1"
      classList={{
        "bg-surface-1! hairline": props.list.openJobId() === props.job.id,
        "bg-surface-1! shadow-[inset_0_0_0_2px_var(--accent)]": props.list.selection.has(
          props.job.id,
        ),
      }}
      boxClass="top-[21px] left-[38px]"
    >
      <Show when={lead()} fallback={<OutcomeIcon job={props.job} />}>
        {lead()}
      </Show>
      <span class="h-[54px] w-9 flex-none overflow-hidden rounded-chip">
        <Show
          when={props.job.mediaTitle}
          fallback={<TitleThumbnail title={nameOf(props.job)} src={props.job.posterUrl} />}
        >
          <JobArtwork job={props.job} kind="poster" />
        </Show>
      </span>
      <span class="min-w-0 flex-1">
        <b class="block truncate text-14 leading-[1.3] font-strong">{nameOf(props.job)}</b>
        <small class="line-clamp-2 text-12 leading-[1.35] text-muted">{line()}</small>
      </span>
      <Show when={props.job.status === "completed" && props.job.atHand && props.job.libraryItemId}>
        {(item) => (
          <A
            href={playPath(item())}
            aria-label={`Play ${nameOf(props.job)}`}
            title={`Play ${nameOf(props.job)}`}
            class="reach relative z-2 grid size-9 flex-none place-items-center rounded-full bg-fill-2 transition-[background-color,transform] press hover:bg-fill-3"
          >
            <PlayIcon class="size-4" />
          </A>
        )}
      </Show>
    </JobCard>
  );
}

function OutcomeIcon(props: { job: DownloadJob }) {
  return (
    <span
      class="grid w-6 flex-none place-items-center text-muted [&>svg]:size-4"
      aria-hidden="true"
    >
      <Switch fallback={<X />}>
        <Match when={isSeeding(props.job)}>
          <ArrowUp class="text-ok" />
        </Match>
        <Match when={props.job.status === "completed"}>
          <Check class="text-ok" />
        </Match>
        <Match when={props.job.status === "failed"}>
          <CircleAlert class="text-bad" />
        </Match>
      </Switch>
    </span>
  );
}
