import Check from "lucide-solid/icons/check";
import { ErrorBoundary, For, Show, Suspense, type Accessor, type JSX } from "solid-js";
import { pluralize } from "../../lib/format";
import { Button } from "../../ui/Button";
import { Sheet } from "../../ui/Sheet";
import { Skeleton } from "../../ui/Skeleton";
import { errorText } from "../../ui/toast";

interface LibraryPreviewSheetProps<T> {
  eyebrow: string;
  /** The name of the title whose files these are. */
  title: string;
  /** Undefined while it loads; throws when that fails. */
  preview: () => T | undefined;
  /** What becomes of the files: the button says it. */
  verb: "Match" | "Rename";
  /** How many files the button is for. */
  count: (preview: T) => number;
  busy: boolean;
  /** Enter accepts the preview. */
  autofocus?: boolean;
  onAccept: (preview: T) => void;
  onClose: () => void;
  /** What the preview is of. */
  choices?: JSX.Element;
  /** Beside the button. */
  actions?: JSX.Element;
  children: (preview: Accessor<T>) => JSX.Element;
}

/** What a change would do with the files of a title, before it is accepted. */
export function LibraryPreviewSheet<T extends object>(props: LibraryPreviewSheetProps<T>) {
  return (
    <Sheet
      open={true}
      onClose={() => props.onClose()}
      eyebrow={props.eyebrow}
      title={props.title}
      actions={
        <ErrorBoundary fallback={null}>
          <Suspense>
            <Show when={props.preview()}>
              {(preview) => (
                <Button
                  tone="primary"
                  size="medium"
                  class="flex-1"
                  ref={(button) => {
                    if (props.autofocus) queueMicrotask(() => button.focus());
                  }}
                  disabled={props.busy || props.count(preview()) === 0}
                  onClick={() => props.onAccept(preview())}
                >
                  <Check class="size-4" aria-hidden="true" />
                  {props.count(preview()) > 0
                    ? `${props.verb} ${pluralize(props.count(preview()), "file")}`
                    : `Nothing to ${props.verb.toLowerCase()}`}
                </Button>
              )}
            </Show>
            {props.actions}
          </Suspense>
        </ErrorBoundary>
      }
    >
      <div class="grid gap-4">
        {props.choices}
        <ErrorBoundary fallback={(error: unknown) => <p role="alert">{errorText(error)}</p>}>
          <Suspense fallback={<Loading />}>
            <Show when={props.preview()}>{(preview) => props.children(preview)}</Show>
          </Suspense>
        </ErrorBoundary>
      </div>
    </Sheet>
  );
}

function Loading() {
  return (
    <div class="grid gap-3" role="status" aria-label="Loading">
      <For each={[1, 2, 3, 4]}>{() => <Skeleton class="h-9 w-full" />}</For>
    </div>
  );
}
