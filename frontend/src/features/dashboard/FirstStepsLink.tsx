import { A, createAsyncStore } from "@solidjs/router";
import ChevronRight from "lucide-solid/icons/chevron-right";
import Folders from "lucide-solid/icons/folders";
import KeyRound from "lucide-solid/icons/key-round";
import Users from "lucide-solid/icons/users";
import { For, Show, type JSX } from "solid-js";
import { user } from "../../api/signedInUser";
import { changePreferences, preferencesQuery } from "../../shared/preferences";
import { Button } from "../../ui/Button";

const STEPS: readonly { step: string; name: string; text: string; icon: () => JSX.Element }[] = [
  {
    step: "films",
    name: "Your films",
    text: "Add a folder of this server",
    icon: () => <Folders />,
  },
  {
    step: "keys",
    name: "Posters and ratings",
    text: "Free keys, a minute",
    icon: () => <KeyRound />,
  },
  {
    step: "people",
    name: "The people here",
    text: "Invite them by link",
    icon: () => <Users />,
  },
];

/** A link to the first steps of a new server, until they are done or hidden. */
export function FirstStepsLink() {
  const preferences = createAsyncStore(() => preferencesQuery().catch(() => undefined));
  const isOpen = () => user()?.role === "admin" && preferences.latest?.firstStepsDone === false;
  return (
    <Show when={isOpen()}>
      <section class="mb-4" aria-label="First steps">
        <div class="mb-3 flex items-center justify-between gap-4">
          <h2 class="text-22">First steps</h2>
          <Button
            size="small"
            tone="ghost"
            onClick={() => void changePreferences({ firstStepsDone: true })}
          >
            Hide
          </Button>
        </div>
        <div class="grid grid-cols-3 gap-3 max-lg:grid-cols-1">
          <For each={STEPS}>
            {(each) => (
              <A
                href={`/app/welcome?step=${each.step}`}
                class="flex items-center gap-4 rounded-card bg-surface-1 px-4 py-3.5 transition-colors hairline hover:bg-surface-2"
              >
                <span
                  class="grid size-10 flex-none place-items-center rounded-full bg-fill text-muted [&>svg]:size-[18px]"
                  aria-hidden="true"
                >
                  {each.icon()}
                </span>
                <span class="min-w-0 flex-1">
                  <b class="block text-15 font-strong">{each.name}</b>
                  <span class="block text-13 text-muted">{each.text}</span>
                </span>
                <ChevronRight class="size-4 flex-none text-muted" aria-hidden="true" />
              </A>
            )}
          </For>
        </div>
      </section>
    </Show>
  );
}
