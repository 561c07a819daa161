import Captions from "lucide-solid/icons/captions";
import { createSignal, lazy, Show, Suspense } from "solid-js";

const SubtitleSheet = lazy(async () => ({
  default: (await import("./SubtitleSheet")).SubtitleSheet,
}));

/** Opens the subtitles of a file. */
export function SubtitleButton(props: { itemId: string }) {
  const [isOpen, setOpen] = createSignal(false);
  return (
    <>
      <button
        type="button"
        class="reach mt-3 inline-flex items-center gap-2 rounded-control text-13 text-muted transition-colors hover:text-ink"
        onClick={() => setOpen(true)}
      >
        <Captions class="size-4" aria-hidden="true" />
        Subtitles
      </button>
      <Show when={isOpen()}>
        <Suspense>
          <SubtitleSheet itemId={props.itemId} open onClose={() => setOpen(false)} />
        </Suspense>
      </Show>
    </>
  );
}
