import { useNavigate, useParams } from "@solidjs/router";
import ArrowLeft from "lucide-solid/icons/arrow-left";
import { createSignal, onMount, Show } from "solid-js";
import { getDownload, playDownload } from "../../api/downloads";
import type { DownloadTicket } from "../../api/types";
import { pageTitle } from "../../lib/pageTitle";
import { playPath } from "../../lib/paths";
import { IconButton } from "../../ui/IconButton";
import { errorText } from "../../ui/toast";
import { WaitingRing } from "./ActionFlash";
import type { Failure } from "./playback";
import { PlayerProblem } from "./PlayerProblem";

const CANNOT_BE_DECODED: Failure = {
  title: "This browser cannot play it yet",
  text: "It can be converted once the download is complete. Until then, try another browser.",
};

const HAS_ENDED: Failure = {
  title: "The download has ended",
  text: "Once it is in your library, it plays from there. Try again in a moment.",
};

/** A film that is still downloading: what is watched is fetched first, and waited for. */
export default function ArrivingPage() {
  const params = useParams<{ jobId: string }>();
  const navigate = useNavigate();
  const [ticket, setTicket] = createSignal<DownloadTicket>();
  const [failure, setFailure] = createSignal<Failure>();
  const [isWaiting, setWaiting] = createSignal(true);
  pageTitle(() => ticket()?.title ?? "");

  const load = async () => {
    setFailure(undefined);
    try {
      const { libraryItemId } = await getDownload(params.jobId);
      if (libraryItemId) navigate(playPath(libraryItemId), { replace: true });
      else setTicket(await playDownload(params.jobId));
    } catch (error) {
      setFailure({ title: "This cannot be played yet", text: errorText(error) });
    }
  };
  onMount(() => void load());

  /** Its address ends with the download: from then on the film is in the library. */
  const explain = async () => {
    const job = await getDownload(params.jobId).catch(() => undefined);
    if (job?.libraryItemId) navigate(playPath(job.libraryItemId), { replace: true });
    else setFailure(job && job.status !== "downloading" ? HAS_ENDED : CANNOT_BE_DECODED);
  };

  // A browser's `autoplay` waits until it expects no pause, which a slow download never promises.
  let hasBegun = false;
  const begin = (event: Event & { currentTarget: HTMLVideoElement }) => {
    setWaiting(false);
    if (hasBegun) return;
    hasBegun = true;
    event.currentTarget.play().catch(() => undefined); // the browser asks for a click first
  };

  return (
    <main data-theme="dark" class="fixed inset-0 isolate bg-stage text-on-art">
      <Show when={ticket()}>
        {(known) => (
          <video
            class="size-full"
            src={known().url}
            aria-label={known().title}
            playsinline
            controls
            onWaiting={() => setWaiting(true)}
            onPlaying={() => setWaiting(false)}
            onCanPlay={begin}
            onError={() => void explain()}
          />
        )}
      </Show>
      <WaitingRing shown={isWaiting() && !failure()} />
      <Show when={failure()}>
        {(known) => (
          <PlayerProblem
            failure={known()}
            onRetry={() => void load()}
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
            {ticket()?.title}
          </h1>
          <Show when={ticket()}>
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
