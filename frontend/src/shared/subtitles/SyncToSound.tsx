import AudioLines from "lucide-solid/icons/audio-lines";
import { createEffect, createSignal, Match, on, Show, Switch } from "solid-js";
import { moveSubtitle, syncSubtitle } from "../../api/subtitles";
import { undoChange } from "../../api/tracking";
import type { SyncProposal } from "../../api/types";
import { Button } from "../../ui/Button";
import { errorText } from "../../ui/toast";
import { failureText, proposalText } from "./subtitleSearchText";
import { createTaskFollower } from "./subtitleTask";

interface SyncToSoundProps {
  subtitleId: string;
  /** Its times are others now, for everyone. */
  onMoved: () => void;
}

/** Compares a subtitle with the sound of its file, and moves it when that is wanted. */
export function SyncToSound(props: SyncToSoundProps) {
  const follow = createTaskFollower();
  const [percent, setPercent] = createSignal<number>();
  const [proposal, setProposal] = createSignal<SyncProposal>();
  const [undoId, setUndoId] = createSignal<string>();
  const [trouble, setTrouble] = createSignal("");
  const forget = () => {
    setPercent(undefined);
    setProposal(undefined);
    setUndoId(undefined);
    setTrouble("");
  };
  createEffect(on(() => props.subtitleId, forget, { defer: true }));

  const listen = async () => {
    const id = props.subtitleId;
    forget();
    setPercent(0);
    try {
      const ended = await follow(syncSubtitle(id), (task) => setPercent(task.progress));
      if (!ended || id !== props.subtitleId) return;
      if (ended.state === "failed") setTrouble(failureText(ended, new Date()));
      else setProposal(ended.proposal ?? undefined);
    } catch (error) {
      setTrouble(errorText(error));
    }
    setPercent(undefined);
  };
  const apply = async ({ offsetMs, speed }: SyncProposal) => {
    try {
      const moved = await moveSubtitle(props.subtitleId, { offsetMs, speed });
      setProposal(undefined);
      setUndoId(moved.undoId);
      props.onMoved();
    } catch (error) {
      setTrouble(errorText(error));
    }
  };
  const takeBack = async (id: string) => {
    try {
      await undoChange(id);
      props.onMoved();
    } catch (error) {
      setTrouble(errorText(error));
    }
    setUndoId(undefined);
  };

  return (
    <div class="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-2 text-13" aria-live="polite">
      <Switch
        fallback={
          <Button size="small" onClick={() => void listen()}>
            <AudioLines class="size-4" aria-hidden="true" />
            Sync to sound
          </Button>
        }
      >
        <Match when={percent() !== undefined}>
          <span class="text-muted">Listening… {percent()} %</span>
        </Match>
        <Match when={proposal()}>
          {(found) => (
            <>
              <span class="min-w-0 flex-1">{proposalText(found())}</span>
              <Show when={found().isSure}>
                <Button size="small" tone="primary" onClick={() => void apply(found())}>
                  Apply
                </Button>
              </Show>
              <Button size="small" tone="ghost" onClick={forget}>
                {found().isSure ? "Leave it" : "OK"}
              </Button>
            </>
          )}
        </Match>
        <Match when={undoId()}>
          {(id) => (
            <>
              <span class="min-w-0 flex-1">Moved for everyone.</span>
              <Button size="small" onClick={() => void takeBack(id())}>
                Undo
              </Button>
            </>
          )}
        </Match>
      </Switch>
      <Show when={trouble()}>
        <p class="w-full text-bad" role="alert">
          {trouble()}
        </p>
      </Show>
    </div>
  );
}
