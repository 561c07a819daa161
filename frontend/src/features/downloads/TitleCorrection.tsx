import { createSignal, Show } from "solid-js";
import { updateDownload } from "../../api/downloads";
import type { DownloadJob, MediaCard } from "../../api/types";
import { notifyDownloadsChanged } from "../../shared/downloads/downloadChanges";
import { TitleSearch } from "../../shared/downloads/TitleSearch";
import { Button } from "../../ui/Button";
import { toast, toastOnError } from "../../ui/toast";

/** Says which title a download is, when it was taken for another one or for none. */
export function TitleCorrection(props: { job: DownloadJob }) {
  const [isSearching, setSearching] = createSignal(false);
  const choose = async (chosen: MediaCard | "none") => {
    setSearching(false);
    const mediaId = chosen === "none" ? null : chosen.id;
    const changed = await toastOnError(updateDownload(props.job.id, { mediaId }));
    if (!changed) return;
    toast({ text: chosen === "none" ? "It is no title now" : `It is ${chosen.title} now` });
    notifyDownloadsChanged();
  };
  return (
    <div>
      <Button
        size="small"
        tone="ghost"
        class="-ml-3"
        aria-expanded={isSearching()}
        onClick={() => setSearching(!isSearching())}
      >
        {props.job.mediaId === null ? "Choose its title" : "Not this?"}
      </Button>
      <Show when={isSearching()}>
        <TitleSearch onChoose={(chosen) => void choose(chosen)} />
      </Show>
    </div>
  );
}
