import Copy from "lucide-solid/icons/copy";
import { Show } from "solid-js";
import type { DownloadJob } from "../../api/types";
import { toast } from "../../ui/toast";

const SOURCES: Record<DownloadJob["sourceType"], string> = {
  magnet: "Magnet link",
  torrent: "Torrent file",
  direct: "Address",
  http: "Address",
};

/** An uploaded torrent file has a name, but no URL. */
const isLink = (source: string) => /^(magnet|https?):/.test(source);

export function SourceAddress(props: { job: DownloadJob }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.job.source);
      toast({ text: "Copied" });
    } catch {
      toast({ tone: "bad", text: "This browser does not let pages copy on plain http." });
    }
  };
  return (
    <div>
      <p class="text-13 text-muted">
        {SOURCES[props.job.sourceType]}
        {props.job.isPrivate ? ", private: peers come from its trackers only" : ""}
      </p>
      <div class="mt-1.5 flex items-start gap-2">
        <code class="min-w-0 flex-1 font-sans text-13 leading-[1.45] [overflow-wrap:anywhere]">
          {props.job.source}
        </code>
        <Show when={isLink(props.job.source)}>
          <button
            type="button"
            class="reach grid size-8 flex-none place-items-center rounded-full text-muted transition-colors hover:bg-fill hover:text-ink"
            aria-label="Copy the link"
            title="Copy the link"
            onClick={() => void copy()}
          >
            <Copy class="size-4" aria-hidden="true" />
          </button>
        </Show>
      </div>
    </div>
  );
}
