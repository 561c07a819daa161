import { useParams } from "@solidjs/router";
import { Show } from "solid-js";
import { pageTitle } from "../../lib/pageTitle";
import { createPreferences } from "../../shared/preferences";
import { arrivalText, waitText } from "./downloadPlaybackText";
import { ControlBar } from "./ControlBar";
import { createDownloadPlayback } from "./createDownloadPlayback";
import { createPlayerFrame } from "./createPlayerFrame";
import { ARRIVING_KEYS } from "./playerShortcuts";
import { createBack } from "./leavePlayer";
import { createMediaElement } from "./mediaElement";
import { announce } from "./mediaSession";
import { PlayerFrame } from "./PlayerFrame";
import { PlayerProblem } from "./PlayerProblem";
import { PlayerTopBar } from "./PlayerTopBar";
import { ResumeChip } from "./ResumeChip";
import { keepSpeed } from "./playbackSpeeds";
import { pollDownload } from "./pollDownload";

/** A film that is still downloading: what is watched is fetched first, and waited for. */
export default function DownloadPlaybackPage() {
  const params = useParams<{ jobId: string }>();
  const media = createMediaElement();
  const preferences = createPreferences();
  const film = createDownloadPlayback(params.jobId, media, () => preferences().finishedPercent);
  const job = pollDownload(params.jobId);
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
          <PlayerTopBar
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
