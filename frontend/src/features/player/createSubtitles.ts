/** Which subtitles are shown, and how far they are moved. */
import { createEffect, createMemo, createSignal, on, type Accessor } from "solid-js";
import { keepTracks, playItem } from "../../api/playback";
import { moveSubtitle } from "../../api/subtitles";
import type { PlayOptions, PlayTicket, SubtitleTrack } from "../../api/types";
import { toastOnError } from "../../ui/toast";
import type { MediaElement } from "./mediaElement";
import { keepSecond, keptSecond } from "./keptSecondSubtitle";
import { createStyledSubtitles } from "./styledSubtitles";
import { shiftOfCues, stepOffset, trackToShow } from "./subtitleChoices";
import { createActiveCues } from "./activeCues";

/** Several presses of a key are stored once. */
const SAVE_AFTER_MS = 1_000;

export type Subtitles = ReturnType<typeof createSubtitles>;

interface SubtitlesOptions {
  media: MediaElement;
  ticket: Accessor<PlayTicket | undefined>;
  options: Accessor<PlayOptions>;
  /** Pictures can only be burnt in: another source of the same file. */
  change: (options: PlayOptions) => Promise<void>;
}

export function createSubtitles({ media, ticket, options, change }: SubtitlesOptions) {
  const [chosen, setChosen] = createSignal<string | null>(null);
  const [second, setSecond] = createSignal<string | null>(null);
  const [moved, setMoved] = createSignal<Readonly<Record<string, number>>>({});
  let last: string | null = null;
  let saving: ReturnType<typeof setTimeout> | undefined;

  /** The tracks of a later ticket, when subtitles were added since this one. */
  const [renewed, setRenewed] = createSignal<readonly SubtitleTrack[]>();
  const tracks = () => renewed() ?? ticket()?.subtitleTracks ?? [];
  const trackOf = (id: string | null) => tracks().find((track) => track.id === id);
  const offsetOf = (track: SubtitleTrack | undefined) =>
    track ? (moved()[track.id] ?? track.offsetMs) : 0;

  // The first ticket names the one that is chosen by the person's rules.
  createEffect(
    on(
      () => ticket() !== undefined,
      () => {
        const first = ticket();
        if (!first) return;
        setChosen(first.subtitleId);
        setSecond(keptSecond(first)?.id ?? null);
      },
    ),
  );
  createEffect(
    on(
      ticket,
      (now) => {
        setRenewed(undefined);
        // A picture that was not burnt in after all, on a server without ffmpeg.
        if (now?.subtitleId === null && trackOf(chosen())?.form === "picture") setChosen(null);
      },
      { defer: true },
    ),
  );
  const first = createMemo(() => trackOf(chosen()));
  const other = createMemo(() => trackOf(second()));

  const choose = (id: string | null) => {
    const track = trackOf(id);
    setChosen(id);
    if (id !== null) last = id;
    const file = ticket()?.libraryItemId;
    const kept = id === null ? { isSubtitleOff: true } : { subtitleId: id };
    // A choice that is not kept still counts for this viewing.
    if (file) void keepTracks(file, kept).catch(() => undefined);
    if (second() === id) setSecond(null);
    const burns = track?.form === "picture";
    const next = burns ? track.id : undefined;
    if (next !== options().burnSubtitleId) void change({ burnSubtitleId: next });
  };
  const chooseSecond = (id: string | null) => {
    setSecond(id);
    keepSecond(ticket()?.mediaId ?? null, trackOf(id));
  };
  const move = (steps: 1 | -1): number | null => {
    const track = first();
    if (!track || track.url === null) return null;
    const ms = stepOffset(offsetOf(track), steps);
    setMoved((now) => ({ ...now, [track.id]: ms }));
    clearTimeout(saving);
    saving = setTimeout(
      () => void toastOnError(moveSubtitle(track.id, { offsetMs: ms })),
      SAVE_AFTER_MS,
    );
    return ms;
  };

  /** Read the list again, and show one that was added. */
  const renew = async (id: string) => {
    const file = ticket()?.libraryItemId;
    if (!file) return;
    const next = await toastOnError(playItem(file, { isExact: true }));
    if (!next) return;
    clearTimeout(saving);
    setMoved({});
    setRenewed(next.subtitleTracks);
    choose(id);
  };

  const shiftOf = (track: SubtitleTrack | undefined) =>
    track ? shiftOfCues(track, offsetOf(track)) : 0;
  const firstUrl = createMemo(() => first()?.url ?? null);
  const otherUrl = createMemo(() => other()?.url ?? null);
  const cues = createActiveCues(
    media.video,
    () => firstUrl(),
    () => shiftOf(first()),
  );
  const secondCues = createActiveCues(
    media.video,
    () => otherUrl(),
    () => shiftOf(other()),
  );
  const styledUrl = createMemo(() => first()?.assUrl ?? null);
  const styled = createStyledSubtitles({
    video: media.video,
    url: () => styledUrl(),
    offsetMs: () => shiftOf(first()),
  });

  return {
    tracks,
    chosen,
    second,
    choose,
    renew,
    /** The file that subtitles can be found for. */
    file: () => ticket()?.libraryItemId,
    chooseSecond,
    /** Turn the last one on, or the one that is on off. */
    toggle: () => {
      choose(chosen() === null ? (trackToShow(tracks(), last)?.id ?? null) : null);
    },
    /** Null without subtitles to move. */
    move,
    offsetMs: () => offsetOf(first()),
    /** Plain lines; none while the same ones are drawn with their styles. */
    cues: () => (styled.state() === "drawn" ? [] : cues()),
    secondCues,
    /** Null for subtitles without styles of their own. */
    styled: () => (styledUrl() === null ? null : styled),
    setStyledLayer: styled.setLayer,
  };
}
