import MonitorPlay from "lucide-solid/icons/monitor-play";
import Pause from "lucide-solid/icons/pause";
import Play from "lucide-solid/icons/play";
import X from "lucide-solid/icons/x";
import { createSignal, Show } from "solid-js";
import { controlDevice } from "../../api/handover";
import type { OtherDevice } from "../../api/types";
import { formatClock } from "../../lib/formatClock";
import { otherDevices } from "./otherDevices";
import { Button } from "../../ui/Button";
import { IconButton } from "../../ui/IconButton";
import { toastOnError } from "../../ui/toast";

/** What was put away, by device and file: another film shows the strip again. */
const [hidden, setHidden] = createSignal<readonly string[]>([]);
const keyOf = (device: OtherDevice) => `${device.id} ${device.playing?.libraryItemId ?? ""}`;

interface PlayingElsewhereStripProps {
  onContinue: (libraryItemId: string, seconds: number) => void;
}

/** What another device of this person plays, to go on with it here. */
export function PlayingElsewhereStrip(props: PlayingElsewhereStripProps) {
  const device = () =>
    otherDevices().find((each) => each.playing && !hidden().includes(keyOf(each)));
  const continueHere = ({ id, playing }: OtherDevice) => {
    if (!playing) return;
    // A device that cannot be reached plays on; this one starts anyway.
    void controlDevice(id, "pause").catch(() => undefined);
    setHidden((all) => [...all, `${id} ${playing.libraryItemId}`]);
    props.onContinue(playing.libraryItemId, playing.positionSeconds);
  };

  return (
    <Show when={device()?.playing && device()}>
      {(playingThere) => (
        <section
          data-handover
          aria-label={`Playing on ${playingThere().name}`}
          class="fixed z-40 flex min-h-[60px] max-w-[480px] items-center gap-3 rounded-card bg-surface-3 py-2 pr-2 pl-4 text-ink float enter-rise desk:right-6 desk:bottom-6 phone:inset-x-3 phone:bottom-[calc(10px+var(--tabbar))] phone:max-w-none"
        >
          <MonitorPlay class="size-5 flex-none text-accent-text phone:hidden" aria-hidden="true" />
          <div class="min-w-0 flex-1">
            <p class="truncate text-14 font-strong">{playingThere().playing?.title}</p>
            <p class="truncate text-12 text-muted tabular-nums">
              {playingThere().playing?.isPaused ? "Paused" : "Playing"} on {playingThere().name} ·{" "}
              {formatClock(playingThere().playing?.positionSeconds ?? 0)}
            </p>
          </div>
          <IconButton
            label={
              playingThere().playing?.isPaused
                ? `Play on ${playingThere().name}`
                : `Pause on ${playingThere().name}`
            }
            onClick={() =>
              void toastOnError(
                controlDevice(
                  playingThere().id,
                  playingThere().playing?.isPaused ? "resume" : "pause",
                ),
              )
            }
          >
            <Show when={playingThere().playing?.isPaused} fallback={<Pause />}>
              <Play />
            </Show>
          </IconButton>
          <Button size="small" tone="primary" onClick={() => continueHere(playingThere())}>
            Continue here
          </Button>
          <IconButton
            label="Hide"
            onClick={() => {
              const key = keyOf(playingThere());
              setHidden((all) => [...all, key]);
            }}
          >
            <X />
          </IconButton>
        </section>
      )}
    </Show>
  );
}
