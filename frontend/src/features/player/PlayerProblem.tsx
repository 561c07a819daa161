import ArrowLeft from "lucide-solid/icons/arrow-left";
import RotateCw from "lucide-solid/icons/rotate-cw";
import { createEffect, Show, type JSX } from "solid-js";
import { Button } from "../../ui/Button";
import { retryAtIntervals } from "../../ui/failureKinds";
import type { Failure } from "./playbackErrors";

interface PlayerProblemProps {
  /** What cannot be played; empty while it is not known. */
  name: string;
  failure: Failure;
  onRetry: () => void;
  onBack: () => void;
  /** Further ways to watch the film; not shown while the failure may pass by itself. */
  children?: JSX.Element;
}

/** An error in place of the video, with the actions available. */
export function PlayerProblem(props: PlayerProblemProps) {
  createEffect(() => {
    // eslint-disable-next-line solid/reactivity -- called at intervals, as by a press
    if (props.failure.mayPass) retryAtIntervals(() => props.onRetry());
  });

  return (
    <div
      class="absolute inset-0 z-4 grid content-center justify-items-center gap-3 bg-scrim p-8 text-center backdrop-blur-[30px]"
      role="alert"
    >
      <Show when={props.name}>
        <p class="max-w-[46ch] text-15 text-balance text-on-art-muted">{props.name}</p>
      </Show>
      <h1 class="text-28 tracking-[-.03em] text-balance">{props.failure.title}</h1>
      <p class="max-w-[46ch] text-15 text-pretty text-on-art-muted">
        {props.failure.text}
        <Show when={props.failure.mayPass}> It is tried again by itself.</Show>
      </p>
      <div class="mt-5 flex flex-wrap justify-center gap-3">
        <Button tone="primary" onClick={() => props.onRetry()}>
          <RotateCw class="size-4" aria-hidden="true" />
          {props.failure.action ?? "Try again"}
        </Button>
        <Show when={!props.failure.mayPass}>{props.children}</Show>
        <Button onClick={() => props.onBack()}>
          <ArrowLeft class="size-4" aria-hidden="true" />
          Back
        </Button>
      </div>
    </div>
  );
}
