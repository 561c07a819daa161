import Pause from "lucide-solid/icons/pause";
import RotateCw from "lucide-solid/icons/rotate-cw";
import Trash from "lucide-solid/icons/trash";
import { Match, Show, Switch } from "solid-js";
import type { DownloadJob } from "../../api/types";
import { isOpen } from "../../shared/downloads/jobState";
import { Button, ButtonLink } from "../../ui/Button";
import { PlayIcon } from "../../ui/PlayIcon";
import type { JobActions } from "./jobActions";
import { playAddressOf } from "./jobFacts";

interface PanelActionsProps {
  job: DownloadJob;
  actions: JobActions;
  onClose: () => void;
}

/** The commands available for the job in its current state. */
export function PanelActions(props: PanelActionsProps) {
  const remove = () => {
    props.onClose();
    void props.actions.remove(props.job);
  };
  return (
    <>
      <Show when={playAddressOf(props.job)}>
        {(address) => (
          <ButtonLink href={address()} tone="primary" size="medium" class="flex-1">
            <PlayIcon class="size-4" />
            Play
          </ButtonLink>
        )}
      </Show>
      <Switch>
        <Match when={isOpen(props.job) && !props.job.isPaused}>
          <Button size="medium" class="flex-1" onClick={() => void props.actions.pause(props.job)}>
            <Pause class="size-4" aria-hidden="true" />
            Pause
          </Button>
        </Match>
        <Match when={isOpen(props.job)}>
          <Button
            size="medium"
            tone="primary"
            class="flex-1"
            onClick={() => void props.actions.resume(props.job)}
          >
            Resume
          </Button>
        </Match>
        <Match when={props.job.canRetry}>
          <Button size="medium" class="flex-1" onClick={() => void props.actions.retry(props.job)}>
            <RotateCw class="size-4" aria-hidden="true" />
            Retry
          </Button>
        </Match>
      </Switch>
      <Button size="medium" tone="danger" class="flex-1" onClick={remove}>
        <Trash class="size-4" aria-hidden="true" />
        Remove
      </Button>
    </>
  );
}
