/** When the position is told to the server, and when not. Pure but for the two functions it is given. */

const REPORT_INTERVAL_S = 10;
/** Less than this is not worth a request of its own. */
const MIN_CHANGE_S = 1;

export interface PlaybackPosition {
  positionSeconds: number;
  durationSeconds: number;
}

export interface ProgressReporter {
  /** Where playing began: nothing is told before this, so that loading cannot reset the place. */
  begin: (place: PlaybackPosition) => void;
  /** Call as often as the position moves while playing. */
  tick: (place: PlaybackPosition, nowMs: number) => void;
  /** Paused, or a seek came to its end. */
  settle: (place: PlaybackPosition, nowMs: number) => void;
  /** The page is going away: sent in a way that outlives it. */
  leave: (place: PlaybackPosition) => void;
  /** It played to its end. */
  finish: (durationSeconds: number, nowMs: number) => void;
}

/** `lasting` asks for a request that outlives the page. */
export type Send = (place: PlaybackPosition, lasting: boolean) => void;

export function createProgressReporter(send: Send): ProgressReporter {
  let lastReportedS: number | null = null;
  let lastReportAtMs = Number.NEGATIVE_INFINITY;

  const report = (place: PlaybackPosition, lasting: boolean) => {
    const whole = wholeSeconds(place);
    if (lastReportedS === null || whole === null) return;
    lastReportedS = whole.positionSeconds;
    send(whole, lasting);
  };
  const moved = (place: PlaybackPosition) =>
    lastReportedS !== null && Math.abs(place.positionSeconds - lastReportedS) >= MIN_CHANGE_S;

  return {
    begin(place) {
      lastReportedS = place.positionSeconds;
    },
    tick(place, nowMs) {
      if (lastReportAtMs === Number.NEGATIVE_INFINITY) lastReportAtMs = nowMs;
      if (nowMs - lastReportAtMs < REPORT_INTERVAL_S * 1000 || !moved(place)) return;
      lastReportAtMs = nowMs;
      report(place, false);
    },
    settle(place, nowMs) {
      if (!moved(place)) return;
      lastReportAtMs = nowMs;
      report(place, false);
    },
    leave(place) {
      if (moved(place)) report(place, true);
    },
    finish(durationSeconds, nowMs) {
      lastReportAtMs = nowMs;
      report({ positionSeconds: durationSeconds, durationSeconds }, false);
    },
  };
}

/** As the server stores it: whole seconds, inside the running time. Null while that is not known. */
function wholeSeconds(place: PlaybackPosition): PlaybackPosition | null {
  const duration = Math.round(place.durationSeconds);
  if (!Number.isFinite(duration) || duration < 1) return null;
  const position = Math.max(0, Math.floor(place.positionSeconds));
  return { positionSeconds: Math.min(position, duration), durationSeconds: duration };
}
