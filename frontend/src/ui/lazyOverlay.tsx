/** Sheets, dialogs and menus, whose scripts are loaded when they are opened. */
import {
  createEffect,
  ErrorBoundary,
  lazy,
  onCleanup,
  onMount,
  Suspense,
  type Component,
} from "solid-js";
import { preloadOf, type LazyComponent } from "./lazyPart";
import { dismiss, errorText, toast, toasts } from "./toast";

/** Long enough to be found. */
const SHOWN_MS = 120_000;

interface Closable {
  /** Closes it: also when the toast that it did not load leaves. */
  onClose?: () => void;
}

/** Rendered while it is open. One that does not load says so in a toast with "Try again". */
export function lazyOverlay<P extends object>(
  load: () => Promise<{ default: Component<P> }>,
): LazyComponent<P & Closable> {
  const Overlay = lazy(load);
  const Bounded = (props: P & Closable) => (
    <ErrorBoundary
      fallback={(error: unknown, reset) => (
        <NotLoaded error={error} onRetry={reset} onGone={() => props.onClose?.()} />
      )}
    >
      <Suspense>
        <Overlay {...props} />
      </Suspense>
    </ErrorBoundary>
  );
  return Object.assign(Bounded, { preload: preloadOf(Overlay) });
}

interface NotLoadedProps {
  error: unknown;
  onRetry: () => void;
  /** The toast has left, and the overlay is not wanted any more. */
  onGone?: () => void;
}

/** What was opened does not load: a toast, for as long as this is rendered. */
export function NotLoaded(props: NotLoadedProps) {
  const close = () => props.onGone?.();
  onMount(() => {
    let isOver = false;
    const id = toast({
      tone: "bad",
      text: `This did not load. ${errorText(props.error)}`,
      action: { label: "Try again", run: () => props.onRetry() },
      ms: SHOWN_MS,
    });
    createEffect(() => {
      if (toasts.some((each) => each.id === id)) return;
      // "Try again" dismisses the toast, too, and then ends this.
      // eslint-disable-next-line solid/reactivity -- read once the toast has left
      queueMicrotask(() => {
        if (!isOver) close();
      });
    });
    onCleanup(() => {
      isOver = true;
      dismiss(id);
    });
  });
  return null;
}
