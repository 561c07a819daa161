import CloudDownload from "lucide-solid/icons/cloud-download";
import { createSignal, lazy, Show, Suspense, type JSX } from "solid-js";

const CopySheet = lazy(async () => ({ default: (await import("./CopySheet")).CopySheet }));

interface CopyButtonProps {
  itemId: string;
  /** Another button than the line of text. */
  button?: (open: () => void) => JSX.Element;
}

/** Opens the converted copies of a file. */
export function CopyButton(props: CopyButtonProps) {
  const [isOpen, setOpen] = createSignal(false);
  const open = () => setOpen(true);
  return (
    <>
      <Show
        when={props.button}
        fallback={
          <button
            type="button"
            class="reach mt-3 inline-flex items-center gap-2 rounded-control text-13 text-muted transition-colors hover:text-ink"
            onClick={open}
          >
            <CloudDownload class="size-4" aria-hidden="true" />
            Keep a converted copy
          </button>
        }
      >
        {(button) => button()(open)}
      </Show>
      <Show when={isOpen()}>
        <Suspense>
          <CopySheet itemId={props.itemId} onClose={() => setOpen(false)} />
        </Suspense>
      </Show>
    </>
  );
}
