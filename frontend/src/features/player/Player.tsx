import { createAsyncStore, query, useNavigate } from "@solidjs/router";
import { createEffect, createSignal, For, Show } from "solid-js";
import { getLibraryItem } from "../../api/library";
import { pageTitle } from "../../lib/pageTitle";
import { titlePath } from "../../lib/paths";
import { createPreferences } from "../../shared/preferences";
import { Artwork } from "../../ui/poster/Artwork";
import type { Attendance } from "./attendance";
import { createFlash, Flash, WaitingRing } from "./ActionFlash";
import { createFullScreen, createIdleTimer, createPictureInPicture, useKeys } from "./fullscreen";
import { commandFor, keyBelongsTo } from "./keys";
import { ShortcutsCard } from "./ShortcutsCard";
import { createMediaElement } from "./mediaElement";
import { announce } from "./mediaSession";
import { NextCard } from "./NextCard";
import { createPlayback } from "./playback";
import { PlayerControls } from "./PlayerControls";
import { PlayerProblem } from "./PlayerProblem";
import { PlayerTop } from "./PlayerTop";
import { ResumeChip } from "./ResumeChip";
import { runCommand } from "./runCommand";
import { SegmentMenu } from "./SegmentMenu";
import { createSegments } from "./segments";
import { SkipButton } from "./SkipButton";
import { NO_SUBTITLES, showTrack } from "./subtitles";
import { TheaterPage } from "./TheaterPage";
import { createUpNext } from "./upNext";

const itemQuery = query((id: string) => getLibraryItem(id), "library-item");

interface PlayerProps {
  id: string;
  attendance: Attendance;
  onGo: (libraryItemId: string) => void;
}

export function Player(props: PlayerProps) {
  let stage!: HTMLDivElement;
  const navigate = useNavigate();
  const media = createMediaElement();
  // The page is keyed by the file: it stays the same for the life of this component.
  // eslint-disable-next-line solid/reactivity
  const playback = createPlayback(props.id, media);
  const item = createAsyncStore(() => itemQuery(props.id).catch(() => undefined));
  const card = () => item.latest?.media ?? null;

  const [menuOpen, setMenuOpen] = createSignal(false);
  const [keysOpen, setKeysOpen] = createSignal(false);
  const [isTheater, setTheater] = createSignal(false);
  const [subtitle, setSubtitle] = createSignal(NO_SUBTITLES);
  const flash = createFlash();
  const full = createFullScreen(() => stage);
  const small = createPictureInPicture(media.video);
  const preferences = createPreferences();
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
  const quiet = createIdleTimer(
    () => media.paused() || menuOpen() || keysOpen() || upNext.isShown(),
  );

  const title = () => playback.ticket()?.title ?? card()?.title ?? "";
  pageTitle(title);
  announce({ media, title, artist: () => playback.ticket()?.subtitle ?? "", next: upNext.go });
  createEffect(() => {
    const video = media.video();
    if (video && playback.ticket()) showTrack(video, subtitle());
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
        toggleSubtitles: () => setSubtitle((now) => (now === NO_SUBTITLES ? "0" : NO_SUBTITLES)),
        toggleTheater: () => setTheater((on) => !on),
        toggleFullScreen: () => void full.toggle(),
        next: upNext.go,
        skip: segments.skip,
        showKeys: () => setKeysOpen(true),
        dismiss,
      }),
    );
  });

  const onPicture = (event: MouseEvent & { currentTarget: HTMLElement }) => {
    // Touch toggles the controls; a mouse click toggles playback.
    const isTouch = event instanceof PointerEvent && event.pointerType === "touch";
    if (!isTouch) media.toggle();
    else if (quiet.isQuiet()) quiet.stir();
    else quiet.rest();
  };

  return (
    <main data-theme="dark" class="min-h-dvh bg-bg text-on-art">
      <div
        ref={stage}
        class="isolate overflow-hidden bg-stage"
        classList={{
          "fixed inset-0": !isTheater(),
          "relative h-[min(82dvh,56.25vw)] w-full": isTheater(),
          "cursor-none": quiet.isQuiet(),
        }}
        onPointerMove={(event) => {
          if (event.pointerType === "mouse") quiet.stir();
        }}
        onFocusIn={() => quiet.stir()}
      >
        <video
          ref={(element) => media.attach(element)}
          class="size-full"
          playsinline
          aria-label={title()}
          onClick={onPicture}
          onDblClick={() => void full.toggle()}
        >
          <For each={playback.ticket()?.subtitles ?? []}>
            {(address) => <track kind="subtitles" src={address} />}
          </For>
        </video>
        <Show when={Number.isNaN(media.duration())}>
          <div
            class="pointer-events-none absolute inset-0 opacity-40 blur-[2px] enter-fade"
            aria-hidden="true"
          >
            <Show when={card()}>
              {(known) => (
                <Artwork
                  title={known().title}
                  year={known().year}
                  genres={known().genres}
                  src={known().backdropUrl}
                  placeholder={known().backdropPlaceholder}
                  kind="backdrop"
                  alt=""
                  eager
                />
              )}
            </Show>
          </div>
        </Show>
        <WaitingRing shown={media.waiting() && !playback.failure()} />
        <Flash text={flash.text()} />
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
            path={item.latest?.resolutionLabel ? `Direct, ${item.latest.resolutionLabel}` : null}
            isLosing={playback.isLosing()}
            onBack={back}
            onKeys={() => setKeysOpen(true)}
            onSmallWindow={small.isOffered ? () => void small.toggle() : undefined}
          >
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
            subtitles={playback.ticket()?.subtitles ?? []}
            subtitle={subtitle()}
            onSubtitle={setSubtitle}
            onNext={playback.ticket()?.nextLibraryItemId ? upNext.go : undefined}
            isTheater={isTheater()}
            onTheater={() => setTheater((on) => !on)}
            isFull={full.isFull()}
            onFullScreen={() => void full.toggle()}
            onMenu={setMenuOpen}
          />
        </div>
        <SkipButton
          kind={upNext.isShown() ? undefined : segments.offered()?.kind}
          onSkip={segments.skip}
        />
        <ResumeChip
          at={playback.resumedAt()}
          onStartOver={playback.startOver}
          onForget={playback.forgetResume}
        />
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
            <PlayerProblem failure={failure()} onRetry={playback.retry} onBack={back} />
          )}
        </Show>
        <ShortcutsCard open={keysOpen()} onClose={() => setKeysOpen(false)} />
      </div>
      <Show when={isTheater()}>
        <TheaterPage
          title={title()}
          subtitle={playback.ticket()?.subtitle ?? null}
          media={card()}
          currentId={props.id}
        />
      </Show>
    </main>
  );
}
