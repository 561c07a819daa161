import { createAsync } from "@solidjs/router";
import { For, Show } from "solid-js";
import { user } from "../../api/signedInUser";
import type { SharedViewing, Watcher } from "../../api/types";
import {
  leaveTogether,
  sharedViewingQuery,
  withText,
} from "../../shared/watchTogether/sharedViewing";
import { Avatar } from "../../ui/Avatar";
import { PlayerPopover } from "./PlayerPopover";

/** Faces that are shown on the button. */
const MAX_FACES = 3;

const watchersOf = ({ companions, asked }: SharedViewing) => [...companions, ...asked];
const isAsked = ({ asked }: SharedViewing, { id }: Watcher) => asked.some((each) => each.id === id);

interface WatchersPanelProps {
  mediaId: number | null | undefined;
  onOpenChange: (open: boolean) => void;
}

/** Who watches along: the position and the end count for all of them. */
export function WatchersPanel(props: WatchersPanelProps) {
  const found = createAsync(() => sharedViewingQuery());
  // Read without waiting: the player does not.
  const viewing = () => {
    const latest = found.latest?.viewing;
    const isOwn = latest?.owner.id === user()?.id && latest?.media.id === props.mediaId;
    return isOwn ? latest : undefined;
  };

  return (
    <Show when={viewing()}>
      {(shared) => (
        <PlayerPopover
          label={withText(shared())}
          class="w-[300px]"
          onOpenChange={(open) => props.onOpenChange(open)}
          trigger={
            <span class="flex -space-x-2.5" aria-hidden="true">
              <For each={watchersOf(shared()).slice(0, MAX_FACES)}>
                {(person) => (
                  <Avatar
                    name={person.name}
                    class={`size-7 text-[10px] ring-2 ring-stage ${isAsked(shared(), person) ? "opacity-55" : ""}`}
                  />
                )}
              </For>
            </span>
          }
        >
          {(close) => (
            <>
              <p class="px-3 pt-2 pb-1.5 text-12 text-on-art-muted">
                What plays here counts for all of you
              </p>
              <ul>
                <For each={watchersOf(shared())}>
                  {(person) => (
                    <li class="flex min-h-12 items-center gap-3 px-3">
                      <Avatar name={person.name} class="size-8 flex-none text-[11px]" />
                      <span class="min-w-0 flex-1 truncate text-14">
                        {person.name}
                        <Show when={isAsked(shared(), person)}>
                          <span class="block text-12 text-on-art-muted">Has not confirmed yet</span>
                        </Show>
                      </span>
                      <button
                        type="button"
                        class="reach rounded-pill px-3 py-1.5 text-13 text-on-art-muted hover:bg-art-fill hover:text-on-art"
                        aria-label={`${person.name} has left`}
                        onClick={() => {
                          if (watchersOf(shared()).length === 1) close();
                          void leaveTogether(shared(), person, false);
                        }}
                      >
                        Has left
                      </button>
                    </li>
                  )}
                </For>
              </ul>
            </>
          )}
        </PlayerPopover>
      )}
    </Show>
  );
}
