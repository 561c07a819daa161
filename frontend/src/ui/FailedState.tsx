import RotateCw from "lucide-solid/icons/rotate-cw";
import TriangleAlert from "lucide-solid/icons/triangle-alert";
import { Show } from "solid-js";
import { Button } from "./Button";
import { errorText } from "./toast";
import { retryWhileTransient, isTransient } from "./transientErrors";

interface FailedStateProps {
  error: unknown;
  onRetry: () => void;
  /** What failed to load: "Your library did not load." */
  text?: string;
  class?: string;
}

/** An error message with a retry button; transient errors are retried automatically. */
export function FailedState(props: FailedStateProps) {
  retryWhileTransient(props);
  return (
    <div
      role="alert"
      class={`grid min-h-[320px] content-center justify-items-center gap-3.5 rounded-sheet bg-surface-1 p-8 text-center ${props.class ?? ""}`}
    >
      <span class="mb-1 grid size-16 place-items-center rounded-full bg-fill text-muted [&>svg]:size-7">
        <TriangleAlert aria-hidden="true" />
      </span>
      <p class="max-w-[24em] text-17 font-strong tracking-[-.015em] text-balance">
        {props.text ?? "This page did not load."}
      </p>
      <p class="max-w-[44ch] text-14 text-muted">
        {errorText(props.error)}
        <Show when={isTransient(props.error)}> It retries by itself.</Show>
      </p>
      <Button size="medium" onClick={() => props.onRetry()}>
        <RotateCw class="size-4" aria-hidden="true" />
        Try again
      </Button>
    </div>
  );
}
