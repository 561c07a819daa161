import type { RouteSectionProps } from "@solidjs/router";
import { ErrorBoundary } from "solid-js";
import { FailedState } from "../ui/FailedState";

/** Around every page: says when its script does not load, with a way to try again. */
export function PageErrorBoundary(props: RouteSectionProps) {
  return (
    <ErrorBoundary
      fallback={(error: unknown, reset) => (
        <main class="page page-top">
          <FailedState error={error} onRetry={reset} />
        </main>
      )}
    >
      {props.children}
    </ErrorBoundary>
  );
}
