import { createAsyncStore, query } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import { getLibraryItem } from "../../api/library";
import { pageTitle } from "../../lib/pageTitle";
import { titlePath } from "../../lib/pagePaths";
import { createPreferences } from "../../shared/preferences";
import type { Attendance } from "./stillWatching";
import { ContinueOnMenu } from "./ContinueOnMenu";
import { createPlayerFrame } from "./createPlayerFrame";
import { createSubtitles } from "./createSubtitles";
import { PlayMethodButton } from "./PlayMethodButton";
import { KEY_LIST } from "./playerShortcuts";
import { createBack } from "./leavePlayer";
import { createMediaElement } from "./mediaElement";
import { announce } from "./mediaSession";
import { NextEpisodeCard } from "./NextEpisodeCard";
import { offerToOthers } from "./shareWithDevices";
import { OtherWaysToPlay } from "./OtherWaysToPlay";
import { createPlayback } from "./createPlayback";
import { explained } from "./playbackErrors";
import { PlayerControls } from "./PlayerControls";
import { PlayerFrame } from "./PlayerFrame";
import { PlayerProblem } from "./PlayerProblem";
import { PlayerTopBar } from "./PlayerTopBar";
import { ResumeChip } from "./ResumeChip";
import { SegmentMenu } from "./SegmentMenu";
import { createSegments } from "./segmentSkipping";
import { SkipButton } from "./SkipButton";
import { keepSpeed } from "./playbackSpeeds";
import { StatisticsCard } from "./StatisticsCard";
import { createStillFrame } from "./StillFrame";
import { SubtitleLayers } from "./SubtitleLayers";
import { TheaterDetails } from "./TheaterDetails";
import { createUpNext } from "./upNext";
import { WatchersPanel } from "./WatchersPanel";

const itemQuery = query((id: string) => getLibraryItem(id), "library-item");

interface PlayerProps {
  id: string;
  /** This file is played, and not the best version of its title. */
  isExact: boolean;
  attendance: Attendance;
  onGo: (libraryItemId: string) => void;
  onVersion: (libraryItemId: string) => void;
}

export function Player(props: PlayerProps) {
  const media = createMediaElement();
  const still = createStillFrame(media.video);
  const preferences = createPreferences();
  // The page is keyed by the file: it stays the same for the life of this component.
  const playback = createPlayback({
    // eslint-disable-next-line solid/reactivity
    libraryItemId: props.id,
    // eslint-disable-next-line solid/reactivity
    isExact: props.isExact,
    media,
    onSwap: still.hold,
    finishedPercent: () => preferences().finishedPercent,
  });
  const item = createAsyncStore(() =>
    itemQuery(playback.ticket()?.libraryItemId ?? props.id).catch(() => undefined),
  );
  const card = () => item.latest?.media ?? null;

  const [wantsTheater, setTheater] = createSignal(false);
  const [statisticsOpen, setStatisticsOpen] = createSignal(false);
  const subtitles = createSubtitles({
    media,
    ticket: playback.ticket,
    options: playback.options,
    change: playback.change,
  });
  const segments = createSegments({
    media,
    ticket: playback.ticket,
    preferences,
    next: () => (playback.ticket()?.nextLibraryItemId ? upNext.go : undefined),
  });
  const upNext = createUpNext({
    media,
    nextId: () => playback.ticket()?.nextLibraryItemId ?? null,
    item: () => item.latest,
    onGo: (next) => props.onGo(next),
    preferences,
    isInLastCredits: segments.isInLastCredits,
    isCutOff: () => playback.failure() !== undefined || playback.isCutOff(),
    // eslint-disable-next-line solid/reactivity
    attendance: props.attendance,
  });
  keepSpeed(media, () => playback.ticket()?.mediaId);
  const toggleStatistics = () => setStatisticsOpen((open) => !open);
  const toggleTheater = () => setTheater((on) => !on);

  const title = () => playback.ticket()?.title ?? card()?.title ?? "";
  pageTitle(title);
  announce({
    media,
    title,
    artist: () => playback.ticket()?.subtitle ?? "",
    artwork: () => card()?.posterUrl ?? null,
    next: upNext.go,
    previous: () => media.seekTo(0),
  });

  const nowPlaying = offerToOthers({
    media,
    ticket: playback.ticket,
    title,
    hasFailed: () => playback.failure() !== undefined,
  });

  const back = createBack(() => {
    const media = card();
    return media ? titlePath(media) : "/app/library";
  });

  const frame = createPlayerFrame({
    media,
    hasFailed: () => playback.failure() !== undefined,
    isHeld: upNext.isShown,
    controls: {
      toggleSubtitles: subtitles.toggle,
      moveSubtitles: subtitles.move,
      toggleStatistics,
      toggleTheater,
      next: upNext.go,
      skip: segments.skip,
      // Menus and the list of keys close themselves.
      dismiss: () => {
        if (statisticsOpen()) setStatisticsOpen(false);
        else if (upNext.isShown()) upNext.stay();
        else back();
      },
    },
  });
  const isTheater = () => wantsTheater() && !frame.isFull();
  const skippable = () =>
    upNext.isShown() || frame.menuOpen() ? undefined : segments.offered()?.kind;

  return (
    <main data-theme="dark" class="min-h-dvh bg-bg text-on-art">
      <PlayerFrame
        frame={frame}
        title={title()}
        card={card()}
        isWaiting={media.waiting() && !playback.failure()}
        waitingFor={playback.waitingFor()}
        onRetry={playback.retry}
        isTheater={isTheater()}
        room={{
          // The note of a resumed film is below the title of a phone, and second subtitles below it.
          "phone:[--below-title:136px] phone:[--top-margin:136px]":
            playback.resumedAt() !== undefined && !frame.menuOpen(),
          // What is offered has the width of a phone: subtitles are above it.
          "phone:[--below-lines:312px]": upNext.isShown(),
          "phone:[--below-lines:244px]": skippable() !== undefined,
        }}
        still={<still.Frame />}
        subtitles={
          <SubtitleLayers
            subtitles={subtitles}
            preferences={preferences()}
            isRaised={frame.hasControls()}
          />
        }
        top={
          <PlayerTopBar
            frame={frame}
            title={title()}
            subtitle={playback.ticket()?.subtitle ?? null}
            onStatistics={toggleStatistics}
            isLosing={playback.isLosing()}
            onBack={back}
          >
            <Show when={playback.ticket()}>
              {(ticket) => (
                <PlayMethodButton
                  ticket={ticket()}
                  resolution={item.latest?.resolutionLabel ?? null}
                  onStatistics={toggleStatistics}
                />
              )}
            </Show>
            <WatchersPanel mediaId={playback.ticket()?.mediaId} onOpenChange={frame.setMenuOpen} />
            <ContinueOnMenu
              media={media}
              nowPlaying={nowPlaying}
              onOpenChange={frame.setMenuOpen}
            />
            <Show when={playback.ticket()}>
              {(ticket) => (
                <SegmentMenu
                  libraryItemId={ticket().libraryItemId}
                  media={media}
                  segments={segments.segments()}
                  onChange={segments.change}
                  onOpenChange={frame.setMenuOpen}
                />
              )}
            </Show>
          </PlayerTopBar>
        }
        controls={
          <PlayerControls
            frame={frame}
            ticket={playback.ticket()}
            card={card()}
            options={playback.options()}
            onChange={(options) => void playback.change(options)}
            onVersion={(version) => props.onVersion(version)}
            onStatistics={toggleStatistics}
            subtitles={subtitles}
            onNext={playback.ticket()?.nextLibraryItemId ? upNext.go : undefined}
            isTheater={isTheater()}
            onTheater={toggleTheater}
          />
        }
        keys={KEY_LIST}
      >
        <SkipButton kind={skippable()} onSkip={segments.skip} />
        <ResumeChip
          at={playback.resumedAt()}
          isHidden={frame.menuOpen()}
          onStartOver={playback.startOver}
          onForget={playback.forgetResume}
        />
        <Show when={statisticsOpen() && playback.ticket()}>
          {(ticket) => (
            <StatisticsCard
              media={media}
              ticket={ticket()}
              bandwidth={playback.bandwidth}
              onClose={() => setStatisticsOpen(false)}
            />
          )}
        </Show>
        <Show when={upNext.isShown() && upNext.next()}>
          {(next) => (
            <NextEpisodeCard
              next={next()}
              media={card()}
              countdown={upNext.countdown()}
              asks={upNext.asks()}
              onGo={upNext.go}
              onStay={upNext.stay}
            />
          )}
        </Show>
        <Show when={playback.failure()}>
          {(failure) => (
            <PlayerProblem
              name={[title() || item.latest?.fileName, playback.ticket()?.subtitle]
                .filter(Boolean)
                .join(" · ")}
              failure={explained(failure(), item.latest?.probeError ?? "")}
              onRetry={playback.retry}
              onBack={back}
            >
              <OtherWaysToPlay
                libraryItemId={playback.ticket()?.libraryItemId ?? props.id}
                fileName={item.latest?.fileName}
                onVersion={(version) => props.onVersion(version)}
              />
            </PlayerProblem>
          )}
        </Show>
      </PlayerFrame>
      <Show when={isTheater()}>
        <TheaterDetails
          title={title()}
          subtitle={playback.ticket()?.subtitle ?? null}
          media={card()}
          currentId={playback.ticket()?.libraryItemId ?? props.id}
        />
      </Show>
    </main>
  );
}
