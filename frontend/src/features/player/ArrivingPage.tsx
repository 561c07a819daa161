import { useParams } from "@solidjs/router";
import { Show } from "solid-js";
import { pageTitle } from "../../lib/pageTitle";
import { createPreferences } from "../../shared/preferences";
import { arrivalText, waitText } from "./arrivalText";
import { ControlBar } from "./ControlBar";
import { createArrivingFilm } from "./createArrivingFilm";
import { createPlayerFrame } from "./createPlayerFrame";
import { ARRIVING_KEYS } from "./keys";
import { createBack } from "./leave";
import { createMediaElement } from "./mediaElement";
import { announce } from "./mediaSession";
import { PlayerFrame } from "./PlayerFrame";
import { PlayerProblem } from "./PlayerProblem";
import { PlayerTop } from "./PlayerTop";
import { ResumeChip } from "./ResumeChip";
import { keepSpeed } from "./speeds";
import { watchDownload } from "./watchDownload";

/** A film that is still downloading: what is watched is fetched first, and waited for. */
export default function ArrivingPage() {
  const params = useParams<{ jobId: string }>();
  const media = createMediaElement();
  const preferences = createPreferences();
  const film = createArrivingFilm(params.jobId, media, () => preferences().finishedPercent);
  const job = watchDownload(params.jobId);
  const back = createBack(() => "/app/downloads");
  const frame = createPlayerFrame({
    media,
    hasFailed: () => film.failure() !== undefined,
    controls: { dismiss: back },
  });
  const said = (say: typeof waitText) => {
    const known = job();
    return known && say(known, new Date());
  };
  const title = () => film.ticket()?.title ?? job()?.mediaTitle ?? job()?.title ?? "";
  pageTitle(title);
  keepSpeed(media, () => film.ticket()?.mediaId);
  announce({
    media,
    title,
    artist: () => "",
    artwork: () => job()?.posterUrl ?? null,
    previous: () => media.seekTo(0),
  });

  return (
    <main data-theme="dark" class="min-h-dvh bg-bg text-on-art">
      <PlayerFrame
        frame={frame}
        title={title()}
        isWaiting={film.isWaiting()}
        waitingFor={said(waitText)}
        top={
          <PlayerTop
            frame={frame}
            title={title()}
            subtitle={said(arrivalText) ?? null}
            isLosing={film.isLosing()}
            onBack={back}
          />
        }
        controls={<ControlBar frame={frame} />}
        keys={ARRIVING_KEYS}
      >
        <ResumeChip
          at={film.resumedAt()}
          isHidden={frame.menuOpen()}
          onStartOver={film.startOver}
          onForget={film.forgetResume}
        />
        <Show when={film.failure()}>
          {(known) => (
            <PlayerProblem name={title()} failure={known()} onRetry={film.retry} onBack={back} />
          )}
        </Show>
      </PlayerFrame>
    </main>
  );
}
