/** Intro, recap, credits and preview: which one plays, and what is done about it. */
import { createEffect, createMemo, createSignal, on, type Accessor } from "solid-js";
import type { MediaSegment, SegmentKind } from "../../api/segments";
import type { PlayTicket, Preferences } from "../../api/types";
import { toast } from "../../ui/toast";
import type { MediaElement } from "./mediaElement";

export const SEGMENT_NAMES: Readonly<Record<SegmentKind, string>> = {
  intro: "intro",
  recap: "recap",
  credits: "credits",
  preview: "preview",
};

/** How a segment is known, and who set it by hand. */
export function segmentOrigin({ source, setBy }: Pick<MediaSegment, "source" | "setBy">): string {
  if (source === "chapter") return "from the chapters of the file";
  if (source === "fingerprint") return "heard in other episodes too";
  return setBy === null ? "set by hand" : `set by hand by ${setBy}`;
}

/** Shortly before its end there is nothing left to skip. */
const LEFT_S = 2;
/** What follows credits that end so late is no scene. */
const TO_THE_END_S = 15;

export function segmentAt(
  segments: readonly MediaSegment[],
  positionSeconds: number,
): MediaSegment | undefined {
  return segments.find(
    (each) => positionSeconds >= each.startSeconds && positionSeconds < each.endSeconds - LEFT_S,
  );
}

/** Whether nothing but the segment is left of the file. */
export function runsToTheEnd(segment: MediaSegment, durationSeconds: number): boolean {
  return durationSeconds > 0 && durationSeconds - segment.endSeconds <= TO_THE_END_S;
}

/** Whether a position is in the last credits, so that the next episode may be offered. */
export function isInLastCredits(
  segments: readonly MediaSegment[],
  positionSeconds: number,
  durationSeconds: number,
): boolean {
  const credits = segments.find((each) => each.kind === "credits");
  return (
    credits !== undefined &&
    runsToTheEnd(credits, durationSeconds) &&
    positionSeconds >= credits.startSeconds
  );
}

function actionFor(kind: SegmentKind, preferences: Preferences) {
  return preferences[`${kind}Action`];
}

interface SegmentOptions {
  media: MediaElement;
  ticket: Accessor<PlayTicket | undefined>;
  preferences: Accessor<Preferences>;
  /** Absent after the last episode. */
  next: Accessor<(() => void) | undefined>;
}

export function createSegments(options: SegmentOptions) {
  const { media } = options;
  /** As a user has just set them; undefined: as the ticket says. */
  const [changed, setChanged] = createSignal<readonly MediaSegment[]>();
  const segments = () => changed() ?? options.ticket()?.segments ?? [];
  const current = createMemo(() => segmentAt(segments(), media.position()), undefined, {
    equals: (one, other) => one?.kind === other?.kind && one?.endSeconds === other?.endSeconds,
  });
  const skipped = new Set<SegmentKind>();

  const skip = () => {
    const segment = current();
    if (!segment) return;
    skipped.add(segment.kind);
    const next = options.next();
    if (segment.kind === "credits" && next && runsToTheEnd(segment, media.duration())) next();
    else media.seekTo(segment.endSeconds);
  };

  createEffect(
    on(current, (segment) => {
      // Once: who goes back to it wants to see it.
      if (!segment || skipped.has(segment.kind)) return;
      if (actionFor(segment.kind, options.preferences()) !== "skip") return;
      const { kind, startSeconds } = segment;
      // The credits of the last episode are left to play: there is nothing after them.
      if (kind === "credits" && runsToTheEnd(segment, media.duration())) return;
      skip();
      toast({
        text: `Skipped the ${SEGMENT_NAMES[kind]}`,
        action: { label: "Watch it", run: () => media.seekTo(startSeconds) },
      });
    }),
  );

  return {
    segments,
    change: setChanged,
    skip,
    /** The segment with a button to skip it. */
    offered: () => {
      const segment = current();
      if (!segment || actionFor(segment.kind, options.preferences()) !== "ask") return undefined;
      return segment;
    },
    isInLastCredits: () =>
      actionFor("credits", options.preferences()) !== "none" &&
      isInLastCredits(segments(), media.position(), media.duration()),
  };
}
