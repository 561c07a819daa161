/** Decides when the position is reported to the server. No I/O of its own. */

const REPORT_INTERVAL_S = 10;
/** Minimum change of position for a report. */
const MIN_CHANGE_S = 1;

export interface PlaybackPosition {
  positionSeconds: number;
  durationSeconds: number;
}

export interface ProgressReporter {
  /** The start position: nothing is reported before this call, so that loading does not reset progress. */
  begin: (place: PlaybackPosition) => void;
  hasBegun: () => boolean;
  /** Call on each position update during playback. */
  tick: (place: PlaybackPosition, nowMs: number) => void;
  /** Paused, or a seek has ended. */
  settle: (place: PlaybackPosition, nowMs: number) => void;
  /** The page is unloading. */
  leave: (place: PlaybackPosition) => void;
  /** Playback reached the end. */
  finish: (durationSeconds: number, nowMs: number) => void;
}

export type Send = (place: PlaybackPosition) => void;

export function createProgressReporter(send: Send): ProgressReporter {
  let lastReportedS: number | null = null;
  let lastReportAtMs = Number.NEGATIVE_INFINITY;

  const report = (place: PlaybackPosition) => {
    const whole = wholeSeconds(place);
    if (lastReportedS === null || whole === null) return;
    lastReportedS = whole.positionSeconds;
    send(whole);
  };
  const moved = (place: PlaybackPosition) =>
    lastReportedS !== null && Math.abs(place.positionSeconds - lastReportedS) >= MIN_CHANGE_S;

  return {
    begin(place) {
      lastReportedS = place.positionSeconds;
    },
    hasBegun: () => lastReportedS !== null,
    tick(place, nowMs) {
      if (lastReportAtMs === Number.NEGATIVE_INFINITY) lastReportAtMs = nowMs;
      if (nowMs - lastReportAtMs < REPORT_INTERVAL_S * 1000 || !moved(place)) return;
      lastReportAtMs = nowMs;
      report(place);
    },
    settle(place, nowMs) {
      if (!moved(place)) return;
      lastReportAtMs = nowMs;
      report(place);
    },
    leave(place) {
      if (moved(place)) report(place);
    },
    finish(durationSeconds, nowMs) {
      lastReportAtMs = nowMs;
      report({ positionSeconds: durationSeconds, durationSeconds });
    },
  };
}

/** In the server's format: whole seconds within the duration. Null while the duration is unknown. */
function wholeSeconds(place: PlaybackPosition): PlaybackPosition | null {
  const duration = Math.round(place.durationSeconds);
  if (!Number.isFinite(duration) || duration < 1) return null;
  const position = Math.max(0, Math.floor(place.positionSeconds));
  return { positionSeconds: Math.min(position, duration), durationSeconds: duration };
}
