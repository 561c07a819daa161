import { useLocation, type RouteSectionProps } from "@solidjs/router";
import Lock from "lucide-solid/icons/lock";
import { createEffect, ErrorBoundary, Match, on, Suspense, Switch } from "solid-js";
import { user } from "../../api/signedInUser";
import { sectionPath, SECTIONS, sectionsFor } from "../../shared/settings/settingsSections";
import { SettingsPage } from "../../shared/settings/SettingsPage";
import { ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { FailedState } from "../../ui/FailedState";
import { Skeleton } from "../../ui/Skeleton";
import { SectionList } from "./SectionList";

/** The list of sections beside one of them; on phones the list is a page of its own. */
export default function SettingsLayout(props: RouteSectionProps) {
  const location = useLocation();
  const current = () => SECTIONS.find((section) => location.pathname === sectionPath(section.slug));
  const isForOthers = () =>
    current() !== undefined &&
    !sectionsFor(user()?.role).some((section) => section.slug === current()?.slug);
  return (
    <div class="page page-top mx-auto grid max-w-[1230px] grid-cols-[224px_minmax(0,1fr)] items-start gap-x-[clamp(32px,5vw,72px)] max-lg:block">
      <nav
        class="sticky top-[calc(var(--bar)+20px)] max-h-[calc(100dvh-var(--bar)-32px)] overflow-y-auto max-lg:hidden"
        aria-label="Settings"
      >
        <p class="px-3 text-28 font-[600] tracking-[-.03em]">Settings</p>
        <SectionList look="list" />
      </nav>
      {/* The sections depend on the user's role. */}
      <Switch>
        <Match when={!user()}>
          <SectionSkeleton />
        </Match>
        <Match when={isForOthers()}>
          <NotAllowed />
        </Match>
        <Match when={true}>
          <ErrorBoundary
            fallback={(error: unknown, reset) => {
              createEffect(on(() => location.pathname, reset, { defer: true }));
              return (
                <SettingsPage title={current()?.label ?? "Settings"}>
                  <FailedState error={error} onRetry={reset} />
                </SettingsPage>
              );
            }}
          >
            <Suspense fallback={<SectionSkeleton />}>{props.children}</Suspense>
          </ErrorBoundary>
        </Match>
      </Switch>
    </div>
  );
}

function SectionSkeleton() {
  return (
    <div class="max-w-[780px]">
      <Skeleton class="h-11 w-56" />
      <Skeleton class="mt-3 mb-9 h-5 w-80 max-w-full" />
      <Skeleton class="min-h-72 rounded-card!" />
    </div>
  );
}

function NotAllowed() {
  return (
    <SettingsPage title="Only for administrators">
      <EmptyState
        icon={<Lock />}
        text="An administrator can change this for you."
        action={<ButtonLink href="/app/settings">Your settings</ButtonLink>}
      />
    </SettingsPage>
  );
}
