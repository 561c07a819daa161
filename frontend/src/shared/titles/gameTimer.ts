/** The timer of a game: it runs on the server, so that every device shows it. */
import { createMemo, createSignal, onCleanup, type Accessor } from "solid-js";
import { startTimer, stopTimer } from "../../api/games";
import type { MediaCard } from "../../api/types";
import { formatMinutes } from "../../lib/format";
import { changeGame } from "./gameChanges";
import { minutesSince } from "./gameText";

const TICK_MS = 15_000;

/** `42 min` since the start, kept up to date; undefined while no timer runs. Call in a component. */
export function createElapsed(
  startedAt: Accessor<string | null | undefined>,
): Accessor<string | undefined> {
  const [now, setNow] = createSignal(new Date());
  const timer = setInterval(() => setNow(new Date()), TICK_MS);
  onCleanup(() => clearInterval(timer));
  const elapsed = createMemo(() => {
    const since = startedAt();
    return since ? formatMinutes(minutesSince(since, now())) : undefined;
  });
  return elapsed;
}

/** Start the timer of a game, or stop it and log its time. */
export function toggleTimer(media: MediaCard, isRunning: boolean): Promise<boolean> {
  return isRunning
    ? changeGame(media, `The time of ${media.title} is logged`, stopTimer(media.id))
    : changeGame(media, `The timer of ${media.title} runs`, startTimer(media.id));
}
