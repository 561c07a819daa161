import { createAsync } from "@solidjs/router";
import { Show } from "solid-js";
import { user } from "../../api/session";
import { titlePath } from "../../lib/paths";
import { leaveTogether, sharedViewingQuery } from "../../shared/watchTogether/sharedViewing";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { watchingText } from "./tonight";

/** What is being watched together right now, with a way out. */
export function TogetherNow() {
  const found = createAsync(() => sharedViewingQuery());
  const viewing = () => found.latest;
  const own = () => viewing()?.owner.id === user()?.id;
  const self = () => {
    const shared = viewing();
    return shared && [shared.owner, ...shared.companions].find(({ id }) => id === user()?.id);
  };

  return (
    <Show when={viewing()}>
      {(shared) => (
        <section
          aria-label="Watching together"
          class="mb-7 flex flex-wrap items-center gap-x-4 gap-y-3 rounded-card bg-surface-1 px-5 py-3.5 text-14 hairline"
        >
          <span class="flex -space-x-2.5" aria-hidden="true">
            <Avatar name={shared().owner.name} class="size-8 text-[11px] ring-2 ring-surface-1" />
            <Avatar
              name={shared().companions[0]?.name ?? ""}
              class="size-8 text-[11px] ring-2 ring-surface-1"
            />
          </span>
          <p class="min-w-0 flex-1">
            <a href={titlePath(shared().media)} class="font-strong hover:underline">
              {shared().media.title}
            </a>{" "}
            <span class="text-muted">{watchingText(shared(), own())}</span>
          </p>
          <Show when={self()}>
            {(person) => (
              <Button size="small" onClick={() => void leaveTogether(shared(), person(), true)}>
                {own() ? "Watch alone" : "I am not there"}
              </Button>
            )}
          </Show>
        </section>
      )}
    </Show>
  );
}
