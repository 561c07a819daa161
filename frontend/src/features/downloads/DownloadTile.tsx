import Check from "lucide-solid/icons/check";
import CircleAlert from "lucide-solid/icons/circle-alert";
import Clock from "lucide-solid/icons/clock";
import X from "lucide-solid/icons/x";
import { Match, Switch } from "solid-js";
import type { DownloadJob } from "../../api/types";
import { Artwork } from "../../ui/poster/Artwork";
import { arrivalWords, nameOf, sentenceOf } from "./words";

interface DownloadTileProps {
  job: DownloadJob;
  now: Date;
  chosen: boolean;
  onOpen: (id: string) => void;
}

/** A job that waits or has come to its end: small, because there is nothing to watch. */
export function DownloadTile(props: DownloadTileProps) {
  const line = () => {
    const parts = [sentenceOf(props.job, props.now)];
    if (props.job.status === "completed") parts.push(arrivalWords(props.job));
    return parts.filter((part) => part !== "").join(" · ");
  };

  return (
    <button
      type="button"
      class="flex min-w-0 items-center gap-3 rounded-card py-2.5 pr-3 pl-2.5 text-left transition-colors hover:bg-surface-1"
      classList={{ "bg-surface-1 hairline": props.chosen }}
      aria-expanded={props.chosen}
      data-roving-item
      onClick={() => props.onOpen(props.job.id)}
    >
      <TileIcon job={props.job} />
      <span class="h-[54px] w-9 flex-none overflow-hidden rounded-chip">
        <Artwork
          title={nameOf(props.job)}
          year={null}
          genres={[]}
          src={props.job.posterUrl}
          kind="poster"
          alt=""
        />
      </span>
      <span class="min-w-0">
        <b class="block truncate text-14 leading-[1.3] font-strong">{nameOf(props.job)}</b>
        <small class="line-clamp-2 text-12 leading-[1.35] text-muted">{line()}</small>
      </span>
    </button>
  );
}

function TileIcon(props: { job: DownloadJob }) {
  return (
    <span class="text-muted [&>svg]:size-4" aria-hidden="true">
      <Switch fallback={<Clock />}>
        <Match when={props.job.status === "completed"}>
          <Check class="text-ok" />
        </Match>
        <Match when={props.job.status === "failed"}>
          <CircleAlert class="text-bad" />
        </Match>
        <Match when={props.job.status === "cancelled"}>
          <X />
        </Match>
      </Switch>
    </span>
  );
}
