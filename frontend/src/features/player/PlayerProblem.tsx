import ArrowLeft from "lucide-solid/icons/arrow-left";
import RotateCw from "lucide-solid/icons/rotate-cw";
import { Button } from "../../ui/Button";
import type { Failure } from "./playback";

interface PlayerProblemProps {
  failure: Failure;
  onRetry: () => void;
  onBack: () => void;
}

/** An error in place of the video, with the actions available. */
export function PlayerProblem(props: PlayerProblemProps) {
  return (
    <div
      class="absolute inset-0 z-4 grid content-center justify-items-center gap-3 bg-scrim p-8 text-center backdrop-blur-[30px]"
      role="alert"
    >
      <h1 class="text-28 tracking-[-.03em] text-balance">{props.failure.title}</h1>
      <p class="max-w-[46ch] text-15 text-pretty text-on-art-muted">{props.failure.text}</p>
      <div class="mt-5 flex flex-wrap justify-center gap-3">
        <Button tone="primary" onClick={() => props.onRetry()}>
          <RotateCw class="size-4" aria-hidden="true" />
          Try again
        </Button>
        <Button onClick={() => props.onBack()}>
          <ArrowLeft class="size-4" aria-hidden="true" />
          Back
        </Button>
      </div>
    </div>
  );
}
