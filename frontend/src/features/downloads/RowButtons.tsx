import { A } from "@solidjs/router";
import Pause from "lucide-solid/icons/pause";
import RotateCw from "lucide-solid/icons/rotate-cw";
import X from "lucide-solid/icons/x";
import { Match, Show, Switch } from "solid-js";
import { playDownloadPath, playPath } from "../../lib/pagePaths";
import { Button } from "../../ui/Button";
import { IconButton } from "../../ui/IconButton";
import { PlayIcon } from "../../ui/PlayIcon";
import type { JobCardProps } from "./JobCard";
import { canPlayEarly } from "./jobFacts";

/** The buttons of a download row: play, pause or resume or retry, cancel. */
export function RowButtons(props: JobCardProps & { name: string }) {
  return (
    <div class="relative z-2 flex gap-2">
      <Show when={props.job.atHand && props.job.libraryItemId}>
        {(item) => (
          <A
            href={playPath(item())}
            aria-label={`Play ${props.name}`}
            title={`Play ${props.name}`}
            class="reach grid size-10 place-items-center rounded-full bg-fill-2 transition-[background-color,transform] press hover:bg-fill-3 phone:size-9"
          >
            <PlayIcon class="size-4" />
          </A>
        )}
      </Show>
      <Show when={canPlayEarly(props.job)}>
        <A
          href={playDownloadPath(props.job.id)}
          aria-label={`Play ${props.name} while it downloads, ${props.job.progressPercent} % is here`}
          title="Play while it downloads"
          class="reach flex h-10 items-center gap-2 rounded-pill bg-fill-2 px-3.5 text-13 font-strong tabular-nums transition-[background-color,transform] press hover:bg-fill-3 phone:size-9 phone:justify-center phone:p-0"
        >
          <PlayIcon class="size-4" />
          <span class="phone:hidden">{props.job.progressPercent} %</span>
        </A>
      </Show>
      <Switch
        fallback={
          <IconButton
            label={`Pause ${props.name}`}
            size="medium"
            class="phone:size-9"
            onClick={() => void props.list.actions.pause(props.job)}
          >
            <Pause />
          </IconButton>
        }
      >
        <Match when={props.job.isPaused}>
          <Button
            size="small"
            aria-label={`Resume ${props.name}`}
            onClick={() => void props.list.actions.resume(props.job)}
          >
            Resume
          </Button>
        </Match>
        <Match when={props.job.status === "retrying"}>
          <IconButton
            label={`Retry ${props.name} now`}
            size="medium"
            class="phone:size-9"
            onClick={() => void props.list.actions.retry(props.job)}
          >
            <RotateCw />
          </IconButton>
        </Match>
      </Switch>
      <IconButton
        label={`Cancel ${props.name}`}
        size="medium"
        tone="bare"
        class="max-xl:hidden"
        onClick={() => void props.list.actions.cancel(props.job)}
      >
        <X />
      </IconButton>
    </div>
  );
}
