import { createAsyncStore } from "@solidjs/router";
import ChevronRight from "lucide-solid/icons/chevron-right";
import X from "lucide-solid/icons/x";
import { createSignal, For, onCleanup, onMount, Show, Suspense } from "solid-js";
import { createStore } from "solid-js/store";
import type { JobWishes } from "../../api/types";
import { counted, formatBytes } from "../../lib/format";
import { Button, ButtonLink } from "../../ui/Button";
import { IconButton } from "../../ui/IconButton";
import { Modal, ModalTitle } from "../../ui/Modal";
import { SpeedField } from "../../ui/NumberField";
import { Segments } from "../../ui/SegmentedControl";
import { SelectField } from "../../ui/SelectField";
import { Skeleton } from "../../ui/Skeleton";
import { Switch } from "../../ui/Switch";
import type { Adding, Wish } from "./addDownloadFlow";
import { categoriesQuery, foldersQuery, placesOf, targetOf } from "./destinations";
import {
  chosenBy,
  presetOf,
  presetsFor,
  sumOf,
  wantedOf,
  type Preset,
  type Priorities,
} from "./fileSelection";
import { FileTree } from "./FileTree";
import type { Peek } from "./inspections";
import { readable } from "./jobStatusText";

interface LookInsideSheetProps {
  adding: Adding;
  /** The title says what it is called. */
  isForTitle: boolean;
}

/** What is inside, and how it should come, before it is added. */
export function LookInsideSheet(props: LookInsideSheetProps) {
  let start: HTMLElement | undefined;
  const first = () => props.adding.peeks[0];

  return (
    <Modal
      open={first() !== undefined}
      onClose={() => {
        const peek = first();
        if (peek) props.adding.leave(peek);
      }}
      initialFocus={() => start ?? null}
      isAside
      place="flex justify-end p-3 phone:items-end phone:p-0"
      look="flex h-full w-[540px] max-w-full flex-col rounded-sheet bg-surface-2 enter-side phone:h-auto phone:max-h-[92dvh] phone:w-full phone:rounded-b-none phone:enter-rise"
    >
      <Show when={first()} keyed>
        {(peek) => (
          <Inside
            peek={peek}
            adding={props.adding}
            isForTitle={props.isForTitle}
            startRef={(button) => {
              start = button;
              queueMicrotask(() => button.focus());
            }}
          />
        )}
      </Show>
    </Modal>
  );
}

interface InsideProps extends LookInsideSheetProps {
  peek: Peek;
  /** What Enter does: the next of several takes the focus of the one before. */
  startRef: (button: HTMLElement) => void;
}

/** Most swarms have answered by then. */
const LONG_MS = 6_000;

const PRESETS: Record<Preset, string> = {
  all: "Everything",
  videos: "Only films",
  biggest: "The biggest",
};

function Inside(props: InsideProps) {
  const [priorities, setPriorities] = createSignal<Priorities>({});
  const [options, setOptions] = createStore<JobWishes>({});
  const [place, setPlace] = createSignal("");
  const found = () => props.peek.inspection;
  const files = () => found()?.files ?? [];
  const wanted = () => wantedOf(files(), priorities());
  const name = () =>
    readable(found()?.title || props.peek.request.title || "") || found()?.source || "A download";
  const existing = () => found()?.existingJobId;
  const isReady = () => found()?.status === "ready";
  const left = () => props.adding.peeks.length - 1;

  const wish = (): Wish => ({
    options: { ...options, filePriorities: { ...priorities() } },
    target: targetOf(place()),
  });
  const begin = (isPaused: boolean) => void props.adding.start(props.peek, { ...wish(), isPaused });

  return (
    <>
      <header class="flex items-start gap-4 p-6 pb-4">
        <div class="min-w-0 flex-1">
          <p class="mb-1 text-13 text-muted" aria-live="polite">
            <Eyebrow peek={props.peek} left={left()} />
          </p>
          <ModalTitle class="line-clamp-3 text-28 tracking-[-.03em] [overflow-wrap:anywhere] phone:text-22">
            {name()}
          </ModalTitle>
        </div>
        <IconButton
          label="Close"
          tone="bare"
          size="medium"
          class="-mt-1 -mr-2"
          onClick={() => props.adding.leave(props.peek)}
        >
          <X />
        </IconButton>
      </header>
      <div tabindex="0" class="relative min-h-0 flex-1 overflow-y-auto px-6 pb-6 -outline-offset-2">
        <Show when={existing()}>
          <p class="mb-5 rounded-card bg-fill p-4 text-14">This is on its way already.</p>
        </Show>
        <Show when={props.peek.failure}>
          {(failure) => (
            <p class="mb-5 rounded-card bg-warn/10 p-4 text-14" role="alert">
              <b class="block font-strong text-warn">{failure()}</b>
              <span class="mt-1 block text-muted">
                You can add it anyway: it is tried again, for longer, once it is its turn.
              </span>
            </p>
          )}
        </Show>
        <Show when={props.peek.isPending}>
          <Asking />
        </Show>
        <Show when={isReady()}>
          <Fits
            wantedBytes={files().length > 0 ? sumOf(wanted()) : (found()?.bytesTotal ?? 0)}
            freeBytes={found()?.freeBytes ?? null}
          />
          <Show when={presetsFor(files()).length > 1}>
            <Segments
              class="mt-4"
              label="Which files"
              options={presetsFor(files()).map((preset) => ({
                value: preset,
                label: PRESETS[preset],
              }))}
              value={presetOf(files(), priorities()) ?? ("" as Preset)}
              onChange={(preset) => setPriorities(chosenBy(preset, files()))}
            />
          </Show>
          <Show when={files().length > 0}>
            <div class="mt-4">
              <FileTree
                files={files()}
                priorities={priorities()}
                onChange={(next) => setPriorities(next)}
              />
            </div>
          </Show>
        </Show>
        <Suspense>
          <Ways
            options={options}
            onOptions={setOptions}
            place={place()}
            onPlace={setPlace}
            isTorrent={isTorrent(props.peek)}
          />
        </Suspense>
      </div>
      <footer class="border-t border-line px-6 py-4">
        <Show when={props.adding.error()}>
          <p class="mb-3 text-13 text-bad" role="alert">
            {props.adding.error()}
          </p>
        </Show>
        <div class="flex flex-wrap gap-2.5">
          <Show
            when={existing()}
            fallback={
              <>
                <Button
                  ref={props.startRef}
                  tone="primary"
                  size="medium"
                  class="min-w-[130px] flex-1"
                  disabled={
                    props.adding.busy() ||
                    (isReady() && files().length > 0 && wanted().length === 0)
                  }
                  onClick={() => begin(false)}
                >
                  {startWords(props.peek)}
                </Button>
                <Button size="medium" disabled={props.adding.busy()} onClick={() => begin(true)}>
                  Add paused
                </Button>
              </>
            }
          >
            {(id) => (
              <ButtonLink
                ref={props.startRef}
                tone="primary"
                size="medium"
                class="min-w-[130px] flex-1"
                href={`/app/downloads?job=${id()}`}
                onClick={() => props.adding.leave(props.peek)}
              >
                Show it
              </ButtonLink>
            )}
          </Show>
          <Show when={left() > 0}>
            <Button
              size="medium"
              tone="ghost"
              disabled={props.adding.busy()}
              onClick={() => void props.adding.startAll()}
            >
              Start all {props.adding.peeks.length}
            </Button>
          </Show>
        </div>
      </footer>
    </>
  );
}

const isTorrent = (peek: Peek) =>
  peek.request.sourceType === "magnet" || peek.request.sourceType === "torrent";

function startWords(peek: Peek): string {
  if (peek.isPending) return "Add without looking";
  return peek.failure === null ? "Start" : "Add anyway";
}

function Eyebrow(props: { peek: Peek; left: number }) {
  const words = () => {
    const found = props.peek.inspection;
    if (props.peek.isPending) return "Looking inside";
    if (props.peek.failure !== null) return "Nobody could look inside";
    const count = found?.files.length ?? 0;
    const parts = [
      count > 0 ? counted(count, "file") : null,
      found?.bytesTotal ? formatBytes(found.bytesTotal) : null,
      found?.isPrivate ? "private" : null,
    ].filter((part) => part !== null);
    return parts.length > 0 ? parts.join(" · ") : "Ready";
  };
  return (
    <>
      {words()}
      <Show when={props.left > 0}>
        {" · "}
        {props.left} more after this
      </Show>
    </>
  );
}

/** The shape of what comes, and why it takes a moment. */
function Asking() {
  const [isLong, setLong] = createSignal(false);
  onMount(() => {
    const timer = setTimeout(() => setLong(true), LONG_MS);
    onCleanup(() => clearTimeout(timer));
  });
  return (
    <div role="status">
      <p class="text-14 text-muted">
        {isLong()
          ? "Still asking. Few people seem to have it; you need not wait."
          : "Asking those who have it what is inside."}
      </p>
      <div class="mt-5 grid gap-3" aria-hidden="true">
        <For each={["w-3/4", "w-2/3", "w-4/5", "w-1/2"]}>
          {(width) => <Skeleton class={`h-4 ${width}`} />}
        </For>
      </div>
    </div>
  );
}

/** How much comes, and whether there is room. */
function Fits(props: { wantedBytes: number; freeBytes: number | null }) {
  const isTight = () => props.freeBytes !== null && props.wantedBytes > props.freeBytes;
  return (
    <p class="text-14 text-muted tabular-nums" aria-live="polite">
      <b class="font-strong text-ink">
        {props.wantedBytes > 0 ? `${formatBytes(props.wantedBytes)} to come` : "Size not known"}
      </b>
      <Show when={props.freeBytes !== null}>
        <span classList={{ "text-warn": isTight() }}>
          {`, ${formatBytes(props.freeBytes ?? 0)} free`}
          {isTight() ? ". It will wait for room." : ""}
        </span>
      </Show>
    </p>
  );
}

interface WaysProps {
  options: JobWishes;
  onOptions: (options: JobWishes) => void;
  place: string;
  onPlace: (place: string) => void;
  isTorrent: boolean;
}

/** Where it goes and how it comes; folded, because most need none of it. */
function Ways(props: WaysProps) {
  const categories = createAsyncStore(() => categoriesQuery().catch(() => []), {
    initialValue: [],
  });
  const folders = createAsyncStore(() => foldersQuery().catch(() => []), { initialValue: [] });

  return (
    <details class="group/ways mt-6 border-t border-line pt-4">
      <summary class="flex cursor-pointer list-none items-center gap-1.5 rounded-chip text-14 font-strong [&::-webkit-details-marker]:hidden">
        <ChevronRight
          class="size-4 flex-none text-muted transition-transform group-open/ways:rotate-90"
          aria-hidden="true"
        />
        Where it goes, and how
      </summary>
      <div class="mt-4 grid gap-4">
        <SelectField
          label="Goes to"
          options={placesOf(categories.latest, folders.latest)}
          value={props.place}
          onChange={(place) => props.onPlace(place)}
        />
        <div class="grid grid-cols-2 gap-4 phone:grid-cols-1">
          <SpeedField
            label="Download at most"
            value={props.options.downloadLimit ?? null}
            onChange={(downloadLimit) => props.onOptions({ downloadLimit })}
          />
          <Show when={props.isTorrent}>
            <SpeedField
              label="Give back at most"
              value={props.options.uploadLimit ?? null}
              onChange={(uploadLimit) => props.onOptions({ uploadLimit })}
            />
          </Show>
        </div>
        <Show when={props.isTorrent}>
          <div>
            <Switch
              label="In order"
              text="From the first minute to the last: plays soonest"
              checked={props.options.isSequential ?? false}
              onChange={(isSequential) => props.onOptions({ isSequential })}
            />
            <Switch
              label="Beginning and end first"
              text="Enough for a player to know the file"
              checked={props.options.firstLastFirst ?? false}
              onChange={(firstLastFirst) => props.onOptions({ firstLastFirst })}
            />
          </div>
        </Show>
      </div>
    </details>
  );
}
