import X from "lucide-solid/icons/x";
import { Show } from "solid-js";
import type { DownloadJob } from "../../api/types";
import { formatBytes } from "../../lib/format";
import { createMediaQuery } from "../../lib/mediaQuery";
import { IconButton } from "../../ui/IconButton";
import { Artwork } from "../../ui/poster/Artwork";
import { Sheet } from "../../ui/Sheet";
import { DownloadActions, DownloadDetails } from "./DownloadDetails";
import { nameOf, sentenceOf } from "./words";

export const ROOM_FOR_BOTH = "(min-width: 1180px)";

interface DownloadPanelProps {
  job: DownloadJob;
  now: Date;
  onClose: () => void;
  onCancel: (job: DownloadJob) => void;
  onAddAgain: (job: DownloadJob) => void;
}

/** Beside the list where there is room for both, over it where there is not. */
export function DownloadPanel(props: DownloadPanelProps) {
  const beside = createMediaQuery(ROOM_FOR_BOTH);

  return (
    <Show when={beside()} fallback={<OverList {...props} />}>
      <BesideList {...props} />
    </Show>
  );
}

function OverList(props: DownloadPanelProps) {
  return (
    <Sheet
      open
      onClose={() => props.onClose()}
      eyebrow={sentenceOf(props.job, props.now)}
      title={nameOf(props.job)}
      actions={
        <DownloadActions job={props.job} onCancel={props.onCancel} onAddAgain={props.onAddAgain} />
      }
    >
      <DownloadDetails job={props.job} now={props.now} />
    </Sheet>
  );
}

function BesideList(props: DownloadPanelProps) {
  const size = () => (props.job.bytesTotal ? formatBytes(props.job.bytesTotal) : null);

  return (
    <aside
      class="sticky top-[calc(var(--bar)+16px)] max-h-[calc(100dvh-var(--bar)-40px)] w-[372px] flex-none overflow-y-auto rounded-sheet bg-surface-2 float enter-rise"
      aria-label={`${nameOf(props.job)}, details`}
      onKeyDown={(event) => {
        if (event.key === "Escape") props.onClose();
      }}
    >
      <div class="relative h-[150px] [mask-image:linear-gradient(#000_40%,transparent)]">
        <Artwork
          title={nameOf(props.job)}
          year={null}
          genres={[]}
          src={props.job.posterUrl}
          kind="backdrop"
          alt=""
          eager
        />
      </div>
      <IconButton
        label="Close"
        tone="art"
        size="small"
        class="absolute! top-3.5 right-3.5 bg-art-glass!"
        onClick={() => props.onClose()}
      >
        <X />
      </IconButton>
      <div class="relative -mt-[34px] grid gap-[18px] px-[22px] pb-[22px]">
        <div>
          <h2 class="text-28 tracking-[-.03em]">{nameOf(props.job)}</h2>
          <p class="mt-1.5 text-13 text-muted tabular-nums">
            {[sentenceOf(props.job, props.now), size()].filter(Boolean).join(" · ")}
          </p>
        </div>
        <DownloadDetails job={props.job} now={props.now} />
        <div class="flex gap-2">
          <DownloadActions
            job={props.job}
            onCancel={props.onCancel}
            onAddAgain={props.onAddAgain}
          />
        </div>
      </div>
    </aside>
  );
}
