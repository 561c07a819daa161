/** Parts of a page whose scripts are loaded while what is above them is already seen. */
import { ErrorBoundary, lazy, Suspense, type Component } from "solid-js";
import { FailedPart } from "./FailedPart";
import { retryWhileTransient } from "./failureKinds";

interface PartOptions<P extends object> {
  /** Shown until the script is there: as large as the part. */
  skeleton?: Component<P>;
  /** The page is complete without the part: a failure is not shown. */
  isOptional?: boolean;
}

export type LazyComponent<P extends object> = Component<P> & {
  /** Loads the script before the component is rendered. */
  preload: () => Promise<void>;
};

/** Begins to load before it is rendered. What fails is loaded again when it is needed. */
export const preloadOf = (part: { preload: () => Promise<unknown> }) => () =>
  part.preload().then(
    () => undefined,
    () => undefined,
  );

/** A part that does not load says so in its place, with a button to try again. */
export function lazyPart<P extends object>(
  load: () => Promise<{ default: Component<P> }>,
  options: PartOptions<P> = {},
): LazyComponent<P> {
  const Part = lazy(load);
  const { skeleton: Skeleton } = options;
  const Failed = options.isOptional ? Absent : FailedPart;
  const Bounded = (props: P) => (
    <ErrorBoundary fallback={(error: unknown, reset) => <Failed error={error} onRetry={reset} />}>
      <Suspense fallback={Skeleton && <Skeleton {...props} />}>
        <Part {...props} />
      </Suspense>
    </ErrorBoundary>
  );
  return Object.assign(Bounded, { preload: preloadOf(Part) });
}

function Absent(props: { error: unknown; onRetry: () => void }) {
  retryWhileTransient(props);
  return null;
}
