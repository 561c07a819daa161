import { createAsync, query, revalidate } from "@solidjs/router";
import { createSignal, Match, Show, Suspense, Switch } from "solid-js";
import { listMedia } from "../../api/catalog";
import { user } from "../../api/signedInUser";
import type { MediaCard, MediaType } from "../../api/types";
import { runWhileVisible } from "../../lib/intervalWhileVisible";
import { sectionPath } from "../../shared/settings/settingsSections";
import { MediaRail } from "../../shared/titles/MediaRail";
import { Button, ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { recommendationsQuery } from "../../shared/titles/recommendationChanges";
import { LOOK_EVERY_MS, waitingFor } from "./listPolling";

const COUNT = 24;

const popularQuery = query(
  (type: MediaType): Promise<MediaCard[]> =>
    listMedia(type, { sort: "popular", page: 1, pageSize: COUNT }).then(({ items }) => items),
  "popular-meanwhile",
);

/** Looks for the list until it is there; says what to do when no worker makes it. */
export function PendingRecommendations(props: { workerIsAlive: boolean }) {
  const [looks, setLooks] = createSignal(0);
  const [isMeanwhile, setMeanwhile] = createSignal(false);
  let popular!: HTMLDivElement;
  /** The button leaves: the focus goes to what it has shown. */
  const showMeanwhile = () => {
    setMeanwhile(true);
    queueMicrotask(() => popular.focus({ preventScroll: true }));
  };
  const state = () => waitingFor(looks(), props.workerIsAlive);
  runWhileVisible(LOOK_EVERY_MS, () => {
    setLooks((count) => count + 1);
    void revalidate(recommendationsQuery.key);
  });

  return (
    <>
      <div role="status">
        <Show
          when={state() !== "list"}
          fallback={<EmptyState text="Your list is being made. It takes some seconds." />}
        >
          <EmptyState
            quiet={isMeanwhile()}
            text={
              state() === "worker"
                ? "Your list cannot be made: no worker is running."
                : "Your list takes longer than it should."
            }
            action={
              <>
                <p class="max-w-[34em] text-14 text-muted text-balance">
                  <WhatToDo state={state()} />
                </p>
                <div class="mt-2 flex flex-wrap justify-center gap-3">
                  <Show when={!isMeanwhile()}>
                    <Button size="medium" tone="primary" onClick={showMeanwhile}>
                      Show popular titles meanwhile
                    </Button>
                  </Show>
                  <Show when={user()?.role === "admin"}>
                    <ButtonLink size="medium" href={sectionPath("about")}>
                      How the server is
                    </ButtonLink>
                  </Show>
                </div>
              </>
            }
          />
        </Show>
      </div>
      <Show when={isMeanwhile()}>
        <div
          ref={popular}
          tabindex="-1"
          role="group"
          aria-label="Popular titles"
          class="outline-none"
        >
          <Suspense>
            <Popular />
          </Suspense>
        </div>
      </Show>
    </>
  );
}

function WhatToDo(props: { state: ReturnType<typeof waitingFor> }) {
  return (
    <Switch fallback="Ask an administrator to start it. Your list appears here by itself.">
      <Match when={props.state === "help"}>
        The server may be busy with something else. Your list appears here by itself.
      </Match>
      <Match when={user()?.role === "admin"}>
        Restart the server, or start its worker. Your list appears here by itself.
      </Match>
    </Switch>
  );
}

function Popular() {
  const films = createAsync(() => popularQuery("movie"));
  const shows = createAsync(() => popularQuery("show"));
  return (
    <>
      <MediaRail title="Popular films" href="/app/movies" items={films() ?? []} />
      <MediaRail title="Popular shows" href="/app/shows" items={shows() ?? []} />
    </>
  );
}
