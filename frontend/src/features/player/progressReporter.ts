/** When the position is told to the server, and when not. Pure but for the two functions it is given. */

export const REPORT_EVERY_S = 10;
/** Less than this is not worth a request of its own. */
const NOTICEABLE_S = 1;

export interface Place {
  positionSeconds: number;
  durationSeconds: number;
}

export interface Reporting {
  /** Where playing began: nothing is told before this, so that loading cannot reset the place. */
  begin: (place: Place) => void;
  /** Call as often as the position moves while playing. */
  tick: (place: Place, nowMs: number) => void;
  /** Paused, or a seek came to its end. */
  settle: (place: Place, nowMs: number) => void;
  /** The page is going away: sent in a way that outlives it. */
  leave: (place: Place) => void;
  /** It played to its end. */
  finish: (durationSeconds: number, nowMs: number) => void;
}

/** `lasting` asks for a request that outlives the page. */
export type Send = (place: Place, lasting: boolean) => void;

export function createReporting(send: Send): Reporting {
  let told: number | null = null;
  let toldAtMs = Number.NEGATIVE_INFINITY;

  const tell = (place: Place, lasting: boolean) => {
    const whole = wholeSeconds(place);
    if (told === null || whole === null) return;
    told = whole.positionSeconds;
    send(whole, lasting);
  };
  const moved = (place: Place) =>
    told !== null && Math.abs(place.positionSeconds - told) >= NOTICEABLE_S;

  return {
    begin(place) {
      told = place.positionSeconds;
    },
    tick(place, nowMs) {
      if (toldAtMs === Number.NEGATIVE_INFINITY) toldAtMs = nowMs;
      if (nowMs - toldAtMs < REPORT_EVERY_S * 1000 || !moved(place)) return;
      toldAtMs = nowMs;
      tell(place, false);
    },
    settle(place, nowMs) {
      if (!moved(place)) return;
      toldAtMs = nowMs;
      tell(place, false);
    },
    leave(place) {
      if (moved(place)) tell(place, true);
    },
    finish(durationSeconds, nowMs) {
      toldAtMs = nowMs;
      tell({ positionSeconds: durationSeconds, durationSeconds }, false);
    },
  };
}

/** As the server stores it: whole seconds, inside the running time. Null while that is not known. */
function wholeSeconds(place: Place): Place | null {
  const duration = Math.round(place.durationSeconds);
  if (!Number.isFinite(duration) || duration < 1) return null;
  const position = Math.max(0, Math.floor(place.positionSeconds));
  return { positionSeconds: Math.min(position, duration), durationSeconds: duration };
}
