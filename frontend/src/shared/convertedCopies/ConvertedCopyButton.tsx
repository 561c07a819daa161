import CloudDownload from "lucide-solid/icons/cloud-download";
import { createSignal, ErrorBoundary, Show, Suspense, type JSX } from "solid-js";
import { lazyOverlay } from "../../ui/lazyOverlay";
import { createCopies } from "./convertedCopies";
import { KEEP_TEXT, summaryText } from "./convertedCopyText";

const ConvertedCopySheet = lazyOverlay(async () => ({
  default: (await import("./ConvertedCopySheet")).ConvertedCopySheet,
}));

interface ConvertedCopyButtonProps {
  itemId: string;
  /** Another button than the line of text. */
  button?: (open: () => void) => JSX.Element;
}

/** Opens the converted copies of a file. */
export function ConvertedCopyButton(props: ConvertedCopyButtonProps) {
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
            <ErrorBoundary fallback={KEEP_TEXT}>
              <Suspense fallback={KEEP_TEXT}>
                <CopiesSummary itemId={props.itemId} />
              </Suspense>
            </ErrorBoundary>
          </button>
        }
      >
        {(button) => button()(open)}
      </Show>
      <Show when={isOpen()}>
        <ConvertedCopySheet itemId={props.itemId} onClose={() => setOpen(false)} />
      </Show>
    </>
  );
}

function CopiesSummary(props: { itemId: string }) {
  const copies = createCopies(() => props.itemId);
  return <>{summaryText(copies()?.items ?? [])}</>;
}
