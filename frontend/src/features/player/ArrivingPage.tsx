import { useNavigate, useParams } from "@solidjs/router";
import ArrowLeft from "lucide-solid/icons/arrow-left";
import { Show } from "solid-js";
import { pageTitle } from "../../lib/pageTitle";
import { IconButton } from "../../ui/IconButton";
import { WaitingRing } from "./ActionFlash";
import { createArrivingFilm } from "./createArrivingFilm";
import { PlayerProblem } from "./PlayerProblem";

/** A film that is still downloading: what is watched is fetched first, and waited for. */
export default function ArrivingPage() {
  const params = useParams<{ jobId: string }>();
  const navigate = useNavigate();
  const film = createArrivingFilm(params.jobId);
  pageTitle(() => film.ticket()?.title ?? "");

  return (
    <main data-theme="dark" class="fixed inset-0 isolate bg-stage text-on-art">
      <Show when={film.ticket()}>
        {(known) => (
          <video
            class="size-full"
            src={known().url}
            aria-label={known().title}
            playsinline
            controls
            {...film.listeners}
          />
        )}
      </Show>
      <WaitingRing shown={film.isWaiting()} />
      <Show when={film.failure()}>
        {(known) => (
          <PlayerProblem
            failure={known()}
            onRetry={film.retry}
            onBack={() => navigate("/app/downloads")}
          />
        )}
      </Show>
      <header class="pointer-events-none absolute inset-x-0 top-0 z-5 flex items-center gap-4 bg-linear-to-b from-art-shade to-transparent px-8 pt-6 pb-12 phone:p-4 [&>*]:pointer-events-auto">
        <IconButton label="Back" tone="art" onClick={() => navigate("/app/downloads")}>
          <ArrowLeft />
        </IconButton>
        <div class="min-w-0">
          <h1 class="truncate text-17 leading-tight tracking-[-.018em] phone:text-15">
            {film.ticket()?.title}
          </h1>
          <Show when={film.ticket()}>
            {(known) => (
              <p class="truncate text-13 text-on-art-muted tabular-nums">
                Still downloading: {known().progressPercent} % was here at the start
              </p>
            )}
          </Show>
        </div>
      </header>
    </main>
  );
}
