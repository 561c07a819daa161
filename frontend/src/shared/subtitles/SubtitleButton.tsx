import Captions from "lucide-solid/icons/captions";
import { createSignal, Show } from "solid-js";
import { IconButton } from "../../ui/IconButton";
import { lazyOverlay } from "../../ui/lazyOverlay";

const SubtitleSheet = lazyOverlay(async () => ({
  default: (await import("./SubtitleSheet")).SubtitleSheet,
}));

interface SubtitleButtonProps {
  itemId: string;
  /** What the file is, in a list of several: only an icon is shown. */
  of?: string;
  class?: string;
}

/** Opens the subtitles of a file. */
export function SubtitleButton(props: SubtitleButtonProps) {
  const [isOpen, setOpen] = createSignal(false);
  return (
    <>
      <Show
        when={props.of}
        fallback={
          <button
            type="button"
            class="reach mt-3 inline-flex items-center gap-2 rounded-control text-13 text-muted transition-colors hover:text-ink"
            onClick={() => setOpen(true)}
          >
            <Captions class="size-4" aria-hidden="true" />
            Subtitles
          </button>
        }
      >
        {(of) => (
          <IconButton
            label={`Subtitles of ${of()}`}
            tone="bare"
            size="medium"
            class={props.class}
            onClick={() => setOpen(true)}
          >
            <Captions />
          </IconButton>
        )}
      </Show>
      <Show when={isOpen()}>
        <SubtitleSheet itemId={props.itemId} open onClose={() => setOpen(false)} />
      </Show>
    </>
  );
}
