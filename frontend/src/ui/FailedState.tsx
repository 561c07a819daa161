import RotateCw from "lucide-solid/icons/rotate-cw";
import { Show } from "solid-js";
import { Button } from "./Button";
import { FadedPosters } from "./FadedPosters";
import { errorText } from "./toast";
import { isRefused, isTransient, retryWhileTransient } from "./failureKinds";

interface FailedStateProps {
  error: unknown;
  onRetry: () => void;
  /** What failed to load: "Your library did not load." */
  text?: string;
  class?: string;
}

/**
 * An error message with a retry button; transient errors are retried automatically. What an account
 * may not do says so: it cannot be retried.
 */
export function FailedState(props: FailedStateProps) {
  retryWhileTransient(props);
  return (
    <div
      role="alert"
      class={`grid min-h-[380px] content-center justify-items-center gap-3.5 p-8 text-center ${props.class ?? ""}`}
    >
      <FadedPosters />
      <p class="max-w-[24em] text-17 font-strong tracking-[-.015em] text-balance">
        {isRefused(props.error)
          ? errorText(props.error)
          : (props.text ?? "This page did not load.")}
      </p>
      <Show when={!isRefused(props.error)}>
        <p class="max-w-[44ch] text-14 text-muted">
          {errorText(props.error)}
          <Show when={isTransient(props.error)}> It retries by itself.</Show>
        </p>
        <Button tone="primary" size="medium" onClick={() => props.onRetry()}>
          <RotateCw class="size-4" aria-hidden="true" />
          Try again
        </Button>
      </Show>
    </div>
  );
}
