import { Show } from "solid-js";
import type { Inspection } from "../../api/types";
import { Button } from "../../ui/Button";
import type { ChosenTitle } from "./addDownloadFlow";

interface OtherTitleWarningProps {
  /** The title of the page the download is added on. */
  mediaId: number;
  inspection: Inspection | null;
  chosen: ChosenTitle;
  onChoose: (chosen: ChosenTitle) => void;
}

/** Says that a source is recognised as another title than the one it is added to. */
export function OtherTitleWarning(props: OtherTitleWarningProps) {
  const other = () => {
    const media = props.inspection?.titleMatch?.media;
    return media && media.id !== props.mediaId ? media : null;
  };
  const isChosen = () => props.chosen !== "auto";

  return (
    <Show when={other()}>
      {(media) => (
        <div class="mb-5 flex items-center gap-4 rounded-card bg-warn/10 p-4 text-14" role="status">
          <p class="min-w-0 flex-1">
            <b class="block font-strong text-warn">
              This looks like {media().title}
              {media().year ? ` (${media().year})` : ""}.
            </b>
            <span class="mt-1 block text-muted">
              {isChosen() ? "It is added to that title." : "It is added to the title of this page."}
            </span>
          </p>
          <Button size="small" onClick={() => props.onChoose(isChosen() ? "auto" : media())}>
            {isChosen() ? "Keep it here" : "Use that title"}
          </Button>
        </div>
      )}
    </Show>
  );
}
