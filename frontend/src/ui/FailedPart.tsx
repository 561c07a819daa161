import { Button } from "./Button";
import { retryWhileTransient } from "./failureKinds";

interface FailedPartProps {
  error: unknown;
  onRetry: () => void;
  class?: string;
}

/** A part of a page that did not load, said quietly; the rest of the page is there. */
export function FailedPart(props: FailedPartProps) {
  retryWhileTransient(props);
  return (
    <p
      role="alert"
      class={`flex flex-wrap items-center gap-3 text-14 text-muted ${props.class ?? "section"}`}
    >
      This part did not load.
      <Button size="small" onClick={() => props.onRetry()}>
        Try again
      </Button>
    </p>
  );
}
