import { createAsyncStore, type RouteSectionProps } from "@solidjs/router";
import { ErrorBoundary, Show, Suspense } from "solid-js";
import { isConnected } from "../api/serverConnection";
import { paletteOpen, setPaletteOpen } from "../lib/commandPaletteState";
import { preloadSoon } from "../lib/preloadSoon";
import { restoreScroll } from "../lib/scrollRestoration";
import { dashboardQuery } from "../shared/dashboardQuery";
import { PosterMenuHost } from "../shared/titles/PosterMenuHost";
import { loadChanges } from "../shared/titles/titleActions";
import { FailedState } from "../ui/FailedState";
import { lazyOverlay } from "../ui/lazyOverlay";
import { lazyPart } from "../ui/lazyPart";
import { Toasts } from "../ui/Toasts";
import { ConnectionBar } from "./ConnectionBar";
import { movePageFocus } from "./pageFocus";
import { PhoneKindLinks } from "./PhoneKindLinks";
import { isKindPage } from "./navigation";
import { PageSkeleton } from "./PageSkeleton";
import { RequireSignIn } from "./RequireSignIn";
import { shortcuts } from "./goToShortcuts";
import { Sidebar } from "./Sidebar";
import { TabBar } from "./TabBar";
import { TopBar } from "./TopBar";

const CommandPalette = lazyOverlay(() => import("../features/search/CommandPalette"));

const HandoverHost = lazyPart(() => import("../shared/handover/HandoverHost"), {
  isOptional: true,
});

export default function AppFrame(props: RouteSectionProps) {
  return (
    <RequireSignIn>
      <Frame {...props} />
    </RequireSignIn>
  );
}

function Frame(props: RouteSectionProps) {
  // The counts in the navigation are optional: the page does not wait for them or show their errors.
  const dashboard = createAsyncStore(() => dashboardQuery().catch(() => undefined));
  const counts = () => dashboard.latest?.counts;
  shortcuts();
  restoreScroll();
  let page!: HTMLElement;
  movePageFocus(() => page);
  preloadSoon(CommandPalette.preload, loadChanges);

  return (
    <>
      <a
        href="#content"
        class="fixed top-3 left-3 z-80 -translate-y-20 rounded-pill bg-btn px-4 py-2 text-14 font-strong text-on-btn focus-visible:translate-y-0"
      >
        Skip to the page
      </a>
      <Sidebar counts={counts()} />
      <div class="relative isolate ml-(--side) min-h-dvh">
        <TopBar />
        <PhoneKindLinks />
        <main
          ref={page}
          id="content"
          tabindex="-1"
          class="pb-24 outline-none phone:pb-[calc(44px+var(--tabbar))]"
          classList={{ "phone:[--kinds:44px]": isKindPage(props.location.pathname) }}
        >
          <ErrorBoundary
            fallback={(error: unknown, reset) => (
              <div class="page page-top">
                <FailedState error={error} onRetry={reset} />
              </div>
            )}
          >
            <Suspense fallback={<PageSkeleton pathname={props.location.pathname} />}>
              {props.children}
            </Suspense>
          </ErrorBoundary>
        </main>
      </div>
      <TabBar counts={counts()} />
      <PosterMenuHost />
      <Show when={!isConnected()}>
        <ConnectionBar />
      </Show>
      <Toasts />
      <HandoverHost />
      <Show when={paletteOpen()}>
        <CommandPalette onClose={() => setPaletteOpen(false)} />
      </Show>
    </>
  );
}
