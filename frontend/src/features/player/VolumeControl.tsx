import Volume1 from "lucide-solid/icons/volume-1";
import Volume2 from "lucide-solid/icons/volume-2";
import VolumeX from "lucide-solid/icons/volume-x";
import { Match, Switch } from "solid-js";
import { PlayerButton } from "./PlayerButton";
import type { VolumeState } from "./storedVolume";

interface VolumeControlProps {
  loudness: VolumeState;
  onChange: (volume: number) => void;
  onMute: () => void;
}

/** Hidden on phones and tablets: they have volume keys, and iOS does not let a page set the volume. */
export function VolumeControl(props: VolumeControlProps) {
  const effectiveVolume = () => (props.loudness.muted ? 0 : props.loudness.volume);

  return (
    <div class="flex items-center pointer-coarse:hidden phone:hidden">
      <PlayerButton
        label={effectiveVolume() === 0 ? "Unmute" : "Mute"}
        keys="M"
        onClick={() => props.onMute()}
      >
        <Switch fallback={<Volume2 />}>
          <Match when={effectiveVolume() === 0}>
            <VolumeX />
          </Match>
          <Match when={effectiveVolume() < 0.5}>
            <Volume1 />
          </Match>
        </Switch>
      </PlayerButton>
      <input
        type="range"
        class="h-1 w-[84px] cursor-pointer appearance-none rounded-pill bg-[linear-gradient(90deg,var(--on-art)_var(--volume),var(--art-fill-2)_var(--volume))] [&::-moz-range-thumb]:size-3.5 [&::-moz-range-thumb]:rounded-full [&::-moz-range-thumb]:border-0 [&::-moz-range-thumb]:bg-knob [&::-webkit-slider-thumb]:size-3.5 [&::-webkit-slider-thumb]:appearance-none [&::-webkit-slider-thumb]:rounded-full [&::-webkit-slider-thumb]:bg-knob"
        style={{ "--volume": `${effectiveVolume() * 100}%` }}
        aria-label="Volume"
        aria-valuetext={`${Math.round(effectiveVolume() * 100)} percent`}
        min="0"
        max="1"
        step="0.05"
        value={effectiveVolume()}
        onInput={(event) => props.onChange(event.currentTarget.valueAsNumber)}
        onKeyDown={(event) => {
          if (event.key.startsWith("Arrow")) event.stopPropagation();
        }}
      />
    </div>
  );
}
