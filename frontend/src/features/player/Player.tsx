import { createAsyncStore, query, useNavigate } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import { getLibraryItem } from "../../api/library";
import { pageTitle } from "../../lib/pageTitle";
import { titlePath } from "../../lib/paths";
import { createPreferences } from "../../shared/preferences";
import type { Attendance } from "./attendance";
import { createFlash } from "./ActionFlash";
import { ContinueOnMenu } from "./ContinueOnMenu";
import { createSubtitles } from "./createSubtitles";
import { createRemoteScreen, keepScreenOn } from "./device";
import { createFullScreen, createIdleTimer, createPictureInPicture, useKeys } from "./fullscreen";
import { commandFor, keyBelongsTo } from "./keys";
import { ShortcutsCard } from "./ShortcutsCard";
import { createMediaElement } from "./mediaElement";
import { announce } from "./mediaSession";
import { NextCard } from "./NextCard";
import { offerToOthers } from "./offerToOthers";
import { OtherWays } from "./OtherWays";
import { Picture } from "./Picture";
import { createPlayback } from "./playback";
import { explained } from "./playbackErrors";
import { PlayerControls } from "./PlayerControls";
import { PlayerProblem } from "./PlayerProblem";
import { PlayerTop } from "./PlayerTop";
import { ResumeChip } from "./ResumeChip";
import { runCommand } from "./runCommand";
import { SegmentMenu } from "./SegmentMenu";
import { createSegments } from "./segments";
import { SkipButton } from "./SkipButton";
import { keepSpeed } from "./speeds";
import { StatisticsCard } from "./StatisticsCard";
import { createStillFrame } from "./StillFrame";
import { TheaterPage } from "./TheaterPage";
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
  const navigate = useNavigate();
  const media = createMediaElement();
  const still = createStillFrame(media.video);
  // The page is keyed by the file: it stays the same for the life of this component.
  // eslint-disable-next-line solid/reactivity
  const playback = createPlayback(props.id, props.isExact, media, still.hold);
  const item = createAsyncStore(() =>
    itemQuery(playback.ticket()?.libraryItemId ?? props.id).catch(() => undefined),
  );
  const card = () => item.latest?.media ?? null;

  const [menuOpen, setMenuOpen] = createSignal(false);
  const [keysOpen, setKeysOpen] = createSignal(false);
  const [wantsTheater, setTheater] = createSignal(false);
  const [statisticsOpen, setStatisticsOpen] = createSignal(false);
  const preferences = createPreferences();
  const subtitles = createSubtitles({
    media,
    ticket: playback.ticket,
    options: playback.options,
    change: playback.change,
  });
  const flash = createFlash();
  const full = createFullScreen();
  const isTheater = () => wantsTheater() && !full.isFull();
  const small = createPictureInPicture(media.video);
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
    // eslint-disable-next-line solid/reactivity
    attendance: props.attendance,
  });
  const remote = createRemoteScreen(media.video);
  keepSpeed(media, () => playback.ticket()?.mediaId);
  keepScreenOn(() => !media.paused() && !media.ended());
  const toggleStatistics = () => setStatisticsOpen((open) => !open);
  const quiet = createIdleTimer(
    () => media.paused() || menuOpen() || keysOpen() || upNext.isShown(),
  );

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

  const back = () => {
    // Opened by its URL: there is no page to go back to.
    const here = performance.getEntriesByType("navigation")[0]?.name ?? "";
    const media = card();
    if (!new URL(here, location.href).pathname.startsWith("/app/play/")) navigate(-1);
    else navigate(media ? titlePath(media) : "/app/library", { replace: true });
  };

  /** Esc closes what is open over the video first; menus and the list of keys do so themselves. */
  const dismiss = () => {
    if (full.isFull()) void full.toggle();
    else if (statisticsOpen()) setStatisticsOpen(false);
    else if (upNext.isShown()) upNext.stay();
    else back();
  };

  useKeys((event) => {
    if (keysOpen() || keyBelongsTo(event.target, event.key)) return;
    const command = commandFor(event);
    if (!command) return;
    event.preventDefault();
    quiet.stir();
    flash.show(
      runCommand(command, {
        media,
        toggleSubtitles: subtitles.toggle,
        moveSubtitles: subtitles.move,
        toggleStatistics,
        toggleTheater: () => setTheater((on) => !on),
        toggleFullScreen: () => void full.toggle(),
        next: upNext.go,
        skip: segments.skip,
        showKeys: () => setKeysOpen(true),
        dismiss,
      }),
    );
  });

  const skippable = () => (upNext.isShown() || menuOpen() ? undefined : segments.offered()?.kind);

  /** A tap of a finger shows or hides the controls. */
  const onTap = () => {
    if (quiet.isQuiet()) quiet.stir();
    else quiet.rest();
  };

  return (
    <main data-theme="dark" class="min-h-dvh bg-bg text-on-art">
      <div
        data-player
        class="isolate overflow-hidden bg-stage [--above-controls:158px] [--below-title:88px] phone:[--above-controls:184px]"
        classList={{
          "fixed inset-0": !isTheater(),
          "relative h-[max(320px,min(82dvh,56.25vw))] w-full": isTheater(),
          "cursor-none": quiet.isQuiet(),
          // The note of a resumed film is below the title of a phone, and second subtitles below it.
          "phone:[--below-title:136px] phone:[--top-margin:136px]":
            playback.resumedAt() !== undefined && !menuOpen(),
          // What is offered has the width of a phone: subtitles are above it.
          "phone:[--below-lines:312px]": upNext.isShown(),
          "phone:[--below-lines:244px]": skippable() !== undefined,
        }}
        onPointerMove={(event) => {
          if (event.pointerType === "mouse") quiet.stir();
        }}
        onFocusIn={() => quiet.stir()}
      >
        <Picture
          media={media}
          title={title()}
          card={card()}
          subtitles={subtitles}
          preferences={preferences()}
          hasControls={!quiet.isQuiet() && playback.failure() === undefined}
          isElsewhere={small.isOpen()}
          isWaiting={media.waiting() && !playback.failure()}
          waitingFor={playback.waitingFor()}
          flash={flash}
          onTap={onTap}
          onFullScreen={() => void full.toggle()}
        >
          <still.Frame />
        </Picture>
        <div
          class="pointer-events-none absolute inset-0 z-2 transition-opacity duration-(--slow) [&>*]:pointer-events-auto"
          classList={{
            "opacity-0 [&>*]:pointer-events-none!": quiet.isQuiet(),
            hidden: playback.failure() !== undefined,
          }}
        >
          <PlayerTop
            title={title()}
            subtitle={playback.ticket()?.subtitle ?? null}
            kind={playback.ticket()?.kind}
            resolution={item.latest?.resolutionLabel ?? null}
            summary={playback.ticket()?.summary ?? ""}
            onStatistics={toggleStatistics}
            isLosing={playback.isLosing()}
            onBack={back}
            onKeys={() => setKeysOpen(true)}
            onSmallWindow={small.isOffered ? () => void small.toggle() : undefined}
            onOtherScreen={remote.isOffered() ? remote.choose : undefined}
            otherScreen={remote.state()}
            onMenu={setMenuOpen}
          >
            <WatchersPanel mediaId={playback.ticket()?.mediaId} onOpenChange={setMenuOpen} />
            <ContinueOnMenu media={media} nowPlaying={nowPlaying} onOpenChange={setMenuOpen} />
            <Show when={playback.ticket()}>
              {(ticket) => (
                <SegmentMenu
                  libraryItemId={ticket().libraryItemId}
                  media={media}
                  segments={segments.segments()}
                  onChange={segments.change}
                  onOpenChange={setMenuOpen}
                />
              )}
            </Show>
          </PlayerTop>
          <PlayerControls
            media={media}
            ticket={playback.ticket()}
            card={card()}
            options={playback.options()}
            onChange={(options) => void playback.change(options)}
            onVersion={(version) => props.onVersion(version)}
            onStatistics={toggleStatistics}
            subtitles={subtitles}
            onNext={playback.ticket()?.nextLibraryItemId ? upNext.go : undefined}
            isTheater={isTheater()}
            onTheater={() => setTheater((on) => !on)}
            isFull={full.isFull()}
            onFullScreen={() => void full.toggle()}
            onMenu={setMenuOpen}
          />
        </div>
        <SkipButton kind={skippable()} onSkip={segments.skip} />
        <ResumeChip
          at={playback.resumedAt()}
          isHidden={menuOpen()}
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
            <NextCard
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
              failure={explained(failure(), item.latest?.probeError ?? "")}
              onRetry={playback.retry}
              onBack={back}
            >
              <OtherWays
                libraryItemId={playback.ticket()?.libraryItemId ?? props.id}
                fileName={item.latest?.fileName}
                onVersion={(version) => props.onVersion(version)}
              />
            </PlayerProblem>
          )}
        </Show>
        <ShortcutsCard open={keysOpen()} onClose={() => setKeysOpen(false)} />
      </div>
      <Show when={isTheater()}>
        <TheaterPage
          title={title()}
          subtitle={playback.ticket()?.subtitle ?? null}
          media={card()}
          currentId={playback.ticket()?.libraryItemId ?? props.id}
        />
      </Show>
    </main>
  );
}
