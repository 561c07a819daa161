import Play from "lucide-solid/icons/play";
import Square from "lucide-solid/icons/square";
import { Show, Suspense } from "solid-js";
import type { GameState, MediaDetail } from "../../api/types";
import { createElapsed, toggleTimer } from "../../shared/titles/gameTimer";
import { Button } from "../../ui/Button";

interface GameTimerButtonProps {
  title: MediaDetail;
  /** Undefined while it loads; read inside of the boundary. */
  state: GameState | undefined;
}

/** Takes the time of a session, across reloads and devices. */
export function GameTimerButton(props: GameTimerButtonProps) {
  // The same button while the state loads, so that nothing beside it moves.
  return (
    <Suspense
      fallback={
        <Button class="phone:flex-1" disabled>
          <Start />
        </Button>
      }
    >
      <Toggle title={props.title} state={props.state} />
    </Suspense>
  );
}

function Toggle(props: GameTimerButtonProps) {
  const elapsed = createElapsed(() => props.state?.timerStartedAt);
  return (
    <Button
      class="phone:flex-1"
      tone={elapsed() ? "primary" : undefined}
      disabled={props.state === undefined}
      onClick={() => void toggleTimer(props.title, elapsed() !== undefined)}
    >
      <Show when={elapsed()} fallback={<Start />}>
        {(time) => (
          <>
            <Square class="size-5" aria-hidden="true" />
            Stop, {time()}
          </>
        )}
      </Show>
    </Button>
  );
}

function Start() {
  return (
    <>
      <Play class="size-5" aria-hidden="true" />
      Start timer
    </>
  );
}
