import { ErrorBoundary, Suspense, type ParentProps } from "solid-js";
import { FailedState } from "./FailedState";

interface LoadingBoundaryProps {
  /** What is said when it did not load: "The subtitles did not load." */
  failed: string;
  /** Asks again; what is below is rendered anew when it resolves. */
  onRetry: () => Promise<unknown>;
}

/** What waits for data: a word until it is there, and another try when it failed. */
export function LoadingBoundary(props: ParentProps<LoadingBoundaryProps>) {
  return (
    <ErrorBoundary
      fallback={(error: unknown, reset) => (
        <FailedState
          text={props.failed}
          error={error}
          onRetry={() => void props.onRetry().then(reset)}
        />
      )}
    >
      <Suspense fallback={<p class="text-14 text-muted">Loading…</p>}>{props.children}</Suspense>
    </ErrorBoundary>
  );
}
