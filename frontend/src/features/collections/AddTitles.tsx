import Check from "lucide-solid/icons/check";
import Plus from "lucide-solid/icons/plus";
import { createSignal, For, onCleanup, Show } from "solid-js";
import { search } from "../../api/catalog";
import { addToCollection } from "../../api/collections";
import type { Collection, MediaCard } from "../../api/types";
import { applyChange } from "../../shared/titles/collectionChanges";
import { PosterImage } from "../../ui/poster/PosterImage";
import { Button } from "../../ui/Button";
import { Sheet } from "../../ui/Sheet";
import { TextField } from "../../ui/TextField";
import { errorText } from "../../ui/toast";

/** Applied when typing pauses. */
const DEBOUNCE_MS = 220;
const MAX_RESULTS = 10;

interface AddTitlesProps {
  collection: Collection;
  /** Titles that are known to be in it. */
  titles: readonly MediaCard[];
  onClose: () => void;
  /** The collection has changed. */
  onChange: () => void;
}

/** Finds titles by name and adds them; Enter adds the first one that is not in it yet. */
export function AddTitles(props: AddTitlesProps) {
  const [text, setText] = createSignal("");
  const [found, setFound] = createSignal<readonly MediaCard[]>();
  const [problem, setProblem] = createSignal<string>();
  const [added, setAdded] = createSignal<ReadonlySet<number>>(new Set());
  const isIn = (media: MediaCard) =>
    added().has(media.id) || props.titles.some((each) => each.id === media.id);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let request: AbortController | undefined;
  const stop = () => {
    clearTimeout(timer);
    request?.abort();
  };
  onCleanup(stop);

  const look = async (q: string) => {
    const mine = (request = new AbortController());
    try {
      setFound((await search({ q, pageSize: MAX_RESULTS }, mine.signal)).items);
      setProblem(undefined);
    } catch (error) {
      if (!mine.signal.aborted) setProblem(errorText(error));
    }
  };
  const onInput = (value: string) => {
    stop();
    setText(value);
    setFound(undefined);
    setProblem(undefined);
    const q = value.trim();
    if (q !== "") timer = setTimeout(() => void look(q), DEBOUNCE_MS);
  };
  const set = (media: MediaCard, on: boolean) =>
    setAdded((before) => {
      const next = new Set(before);
      if (on) next.add(media.id);
      else next.delete(media.id);
      return next;
    });
  const onAdd = async (media: MediaCard) => {
    if (isIn(media)) return;
    set(media, true);
    const undo = () => {
      set(media, false);
      props.onChange();
    };
    const call = addToCollection(props.collection.id, [media.id]);
    if (await applyChange(call, `${media.title} is in ${props.collection.name}`, undo))
      props.onChange();
    else set(media, false);
  };
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    const first = found()?.find((media) => !isIn(media));
    if (first) void onAdd(first);
  };

  return (
    <Sheet
      open
      onClose={() => props.onClose()}
      title="Add titles"
      eyebrow={props.collection.name}
      actions={
        <Button tone="primary" onClick={() => props.onClose()}>
          Done
        </Button>
      }
    >
      <form class="mb-4" role="search" onSubmit={onSubmit}>
        <TextField
          label="Search for a title"
          type="search"
          autocomplete="off"
          autofocus
          value={text()}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      </form>
      <Show when={problem()}>
        <p class="text-14 text-bad" role="alert">
          {problem()}
        </p>
      </Show>
      <p class="sr-only" role="status">
        {found() === undefined ? "" : `${found()?.length ?? 0} found`}
      </p>
      <Show when={found()?.length === 0}>
        <p class="text-14 text-muted">Nothing has this name.</p>
      </Show>
      <ul class="-mx-2">
        <For each={found()}>
          {(media) => <Result media={media} isIn={isIn(media)} onAdd={() => void onAdd(media)} />}
        </For>
      </ul>
    </Sheet>
  );
}

function Result(props: { media: MediaCard; isIn: boolean; onAdd: () => void }) {
  return (
    <li class="flex items-center gap-3.5 rounded-card p-2">
      <span class="block aspect-2/3 w-10 flex-none overflow-hidden rounded-chip bg-surface-3">
        <PosterImage media={props.media} sizes="40px" />
      </span>
      <span class="min-w-0 flex-1">
        <span class="block truncate text-15">{props.media.title}</span>
        <span class="block text-13 text-muted tabular-nums">{props.media.year}</span>
      </span>
      <Show
        when={!props.isIn}
        fallback={
          <span class="flex flex-none items-center gap-1.5 px-2 text-13 text-muted">
            <Check class="size-4" aria-hidden="true" />
            Added
          </span>
        }
      >
        <Button size="small" aria-label={`Add ${props.media.title}`} onClick={() => props.onAdd()}>
          <Plus class="size-4" aria-hidden="true" />
          Add
        </Button>
      </Show>
    </li>
  );
}
