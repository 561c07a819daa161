import Check from "lucide-solid/icons/check";
import Plus from "lucide-solid/icons/plus";
import { createResource, createSignal, For, Match, Show, Switch } from "solid-js";
import {
  addToCollection,
  createCollection,
  listCollectionChoices,
  removeFromCollection,
} from "../../api/collections";
import type { CollectionChoice, MediaCard } from "../../api/types";
import { pluralize } from "../../lib/format";
import { Button } from "../../ui/Button";
import { FailedState } from "../../ui/FailedState";
import { Sheet } from "../../ui/Sheet";
import { Skeleton } from "../../ui/Skeleton";
import { TextField } from "../../ui/TextField";
import { closeCollectionChooser } from "./collectionChooserState";
import { applyChange } from "./collectionChanges";

/** The collections a title is in, and those it can be added to; a new one is made in place. */
export default function CollectionChooser(props: { media: MediaCard }) {
  const [choices, { refetch, mutate }] = createResource(
    () => props.media.id,
    (id) => listCollectionChoices(id),
  );
  const [name, setName] = createSignal("");
  const [isBusy, setBusy] = createSignal(false);
  const reload = () => void refetch();

  const setContains = (id: number, contains: boolean) =>
    mutate((before) =>
      before?.map((each) =>
        each.id === id ? { ...each, contains, count: each.count + (contains ? 1 : -1) } : each,
      ),
    );
  const toggle = async (choice: CollectionChoice) => {
    const on = !choice.contains;
    setContains(choice.id, on);
    const call = on ? addToCollection : removeFromCollection;
    const done = await applyChange(
      call(choice.id, [props.media.id]),
      `${props.media.title} is ${on ? "in" : "removed from"} ${choice.name}`,
      reload,
    );
    if (!done) setContains(choice.id, !on);
  };
  const create = async () => {
    const chosen = name().trim();
    if (!chosen || isBusy()) return;
    setBusy(true);
    const call = createCollection({ name: chosen, mediaIds: [props.media.id] });
    const done = await applyChange(call, `${props.media.title} is in ${chosen}`, reload);
    setBusy(false);
    if (!done) return;
    setName("");
    reload();
  };

  return (
    <Sheet
      open
      onClose={closeCollectionChooser}
      eyebrow={props.media.title}
      title="Add to a collection"
    >
      <form
        class="mb-5 flex items-end gap-2.5"
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <TextField
          class="flex-1"
          label="New collection"
          placeholder="Its name"
          maxLength={80}
          value={name()}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" disabled={!name().trim() || isBusy()}>
          <Plus class="size-4.5" aria-hidden="true" />
          Create
        </Button>
      </form>
      <Switch>
        <Match when={choices.error as unknown}>
          {(error) => (
            <FailedState text="Your collections did not load." error={error()} onRetry={reload} />
          )}
        </Match>
        <Match when={choices.latest === undefined}>
          <div class="grid gap-2" role="status" aria-label="Loading">
            <For each={[1, 2, 3]}>{() => <Skeleton class="h-14 rounded-control" />}</For>
          </div>
        </Match>
        <Match when={true}>
          <ul class="grid gap-1">
            <For each={choices.latest}>
              {(choice) => (
                <li>
                  <button
                    type="button"
                    role="checkbox"
                    aria-checked={choice.contains}
                    class="flex min-h-14 w-full items-center gap-4 rounded-control px-3 text-left hover:bg-fill"
                    onClick={() => void toggle(choice)}
                  >
                    <span
                      class="grid size-6 flex-none place-items-center rounded-[7px] hairline"
                      classList={{ "bg-accent text-on-accent": choice.contains }}
                      aria-hidden="true"
                    >
                      <Show when={choice.contains}>
                        <Check class="size-4" strokeWidth={3} />
                      </Show>
                    </span>
                    <span class="min-w-0">
                      <b class="block truncate text-15 font-strong">{choice.name}</b>
                      <small class="text-13 text-muted tabular-nums">
                        {pluralize(choice.count, "title")}
                      </small>
                    </span>
                  </button>
                </li>
              )}
            </For>
          </ul>
          <Show when={choices.latest?.length === 0}>
            <p class="text-14 text-muted">You have no collection yet. Name the first one above.</p>
          </Show>
        </Match>
      </Switch>
    </Sheet>
  );
}
