import { createAsyncStore } from "@solidjs/router";
import ChevronRight from "lucide-solid/icons/chevron-right";
import X from "lucide-solid/icons/x";
import { createSignal, For, onCleanup, onMount, Show, Suspense } from "solid-js";
import { createStore } from "solid-js/store";
import type { JobOptionsInput } from "../../api/types";
import { pluralize, formatBytes } from "../../lib/format";
import { Button, ButtonLink } from "../../ui/Button";
import { IconButton } from "../../ui/IconButton";
import { Modal, ModalTitle } from "../../ui/Modal";
import { SpeedField } from "../../ui/NumberField";
import { SegmentedControl } from "../../ui/SegmentedControl";
import { SelectField } from "../../ui/SelectField";
import { Skeleton } from "../../ui/Skeleton";
import { Switch } from "../../ui/Switch";
import type { AddDownloadFlow, AddOptions } from "./addDownloadFlow";
import { categoriesQuery, foldersQuery, destinationOptions, targetOf } from "./destinations";
import {
  prioritiesOf,
  matchingPreset,
  presetsFor,
  totalBytes,
  selectedFiles,
  type Preset,
  type Priorities,
} from "./fileSelection";
import { FileTree } from "./FileTree";
import type { InspectionDraft } from "./inspections";
import { readableTitle } from "./jobStatusText";

interface InspectionSheetProps {
  flow: AddDownloadFlow;
  /** The title says what it is called. */
  isForTitle: boolean;
}

/** What is inside, and how it should come, before it is added. */
export function InspectionSheet(props: InspectionSheetProps) {
  let start: HTMLElement | undefined;
  const first = () => props.flow.drafts[0];

  return (
    <Modal
      open={first() !== undefined}
      onClose={() => {
        const peek = first();
        if (peek) props.flow.dismiss(peek);
      }}
      initialFocus={() => start ?? null}
      isAside
      place="flex justify-end p-3 phone:items-end phone:p-0"
      look="flex h-full w-[540px] max-w-full flex-col rounded-sheet bg-surface-2 enter-side phone:h-auto phone:max-h-[92dvh] phone:w-full phone:rounded-b-none phone:enter-rise"
    >
      <Show when={first()} keyed>
        {(peek) => (
          <InspectionForm
            draft={peek}
            flow={props.flow}
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

interface InspectionFormProps extends InspectionSheetProps {
  draft: InspectionDraft;
  /** What Enter does: the next of several takes the focus of the one before. */
  startRef: (button: HTMLElement) => void;
}

/** Most swarms have answered by then. */
const SLOW_AFTER_MS = 6_000;

const PRESETS: Record<Preset, string> = {
  all: "Everything",
  videos: "Only films",
  biggest: "The biggest",
};

function InspectionForm(props: InspectionFormProps) {
  const [priorities, setPriorities] = createSignal<Priorities>({});
  const [options, setOptions] = createStore<JobOptionsInput>({});
  const [place, setPlace] = createSignal("");
  const found = () => props.draft.inspection;
  const files = () => found()?.files ?? [];
  const wanted = () => selectedFiles(files(), priorities());
  const name = () =>
    readableTitle(found()?.title || props.draft.request.title || "") ||
    found()?.source ||
    "A download";
  const existing = () => found()?.existingJobId;
  const isReady = () => found()?.status === "ready";
  const left = () => props.flow.drafts.length - 1;

  const wish = (): AddOptions => ({
    options: { ...options, filePriorities: { ...priorities() } },
    target: targetOf(place()),
  });
  const begin = (isPaused: boolean) => void props.flow.start(props.draft, { ...wish(), isPaused });

  return (
    <>
      <header class="flex items-start gap-4 p-6 pb-4">
        <div class="min-w-0 flex-1">
          <p class="mb-1 text-13 text-muted" aria-live="polite">
            <Eyebrow peek={props.draft} left={left()} />
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
          onClick={() => props.flow.dismiss(props.draft)}
        >
          <X />
        </IconButton>
      </header>
      <div tabindex="0" class="relative min-h-0 flex-1 overflow-y-auto px-6 pb-6 -outline-offset-2">
        <Show when={existing()}>
          <p class="mb-5 rounded-card bg-fill p-4 text-14">This is on its way already.</p>
        </Show>
        <Show when={props.draft.failure}>
          {(failure) => (
            <p class="mb-5 rounded-card bg-warn/10 p-4 text-14" role="alert">
              <b class="block font-strong text-warn">{failure()}</b>
              <span class="mt-1 block text-muted">
                You can add it anyway: it is tried again, for longer, once it is its turn.
              </span>
            </p>
          )}
        </Show>
        <Show when={props.draft.isPending}>
          <InspectionPending />
        </Show>
        <Show when={isReady()}>
          <SpaceSummary
            wantedBytes={files().length > 0 ? totalBytes(wanted()) : (found()?.bytesTotal ?? 0)}
            freeBytes={found()?.freeBytes ?? null}
          />
          <Show when={presetsFor(files()).length > 1}>
            <SegmentedControl
              class="mt-4"
              label="Which files"
              options={presetsFor(files()).map((preset) => ({
                value: preset,
                label: PRESETS[preset],
              }))}
              value={matchingPreset(files(), priorities()) ?? ("" as Preset)}
              onChange={(preset) => setPriorities(prioritiesOf(preset, files()))}
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
          <DownloadOptions
            options={options}
            onOptions={setOptions}
            place={place()}
            onPlace={setPlace}
            isTorrent={isTorrent(props.draft)}
          />
        </Suspense>
      </div>
      <footer class="border-t border-line px-6 py-4">
        <Show when={props.flow.error()}>
          <p class="mb-3 text-13 text-bad" role="alert">
            {props.flow.error()}
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
                    props.flow.busy() || (isReady() && files().length > 0 && wanted().length === 0)
                  }
                  onClick={() => begin(false)}
                >
                  {startLabel(props.draft)}
                </Button>
                <Button size="medium" disabled={props.flow.busy()} onClick={() => begin(true)}>
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
                onClick={() => props.flow.dismiss(props.draft)}
              >
                Show it
              </ButtonLink>
            )}
          </Show>
          <Show when={left() > 0}>
            <Button
              size="medium"
              tone="ghost"
              disabled={props.flow.busy()}
              onClick={() => void props.flow.startAll()}
            >
              Start all {props.flow.drafts.length}
            </Button>
          </Show>
        </div>
      </footer>
    </>
  );
}

const isTorrent = (peek: InspectionDraft) =>
  peek.request.sourceType === "magnet" || peek.request.sourceType === "torrent";

function startLabel(peek: InspectionDraft): string {
  if (peek.isPending) return "Add without looking";
  return peek.failure === null ? "Start" : "Add anyway";
}

function Eyebrow(props: { peek: InspectionDraft; left: number }) {
  const words = () => {
    const found = props.peek.inspection;
    if (props.peek.isPending) return "Looking inside";
    if (props.peek.failure !== null) return "Nobody could look inside";
    const count = found?.files.length ?? 0;
    const parts = [
      count > 0 ? pluralize(count, "file") : null,
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
function InspectionPending() {
  const [isLong, setLong] = createSignal(false);
  onMount(() => {
    const timer = setTimeout(() => setLong(true), SLOW_AFTER_MS);
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
function SpaceSummary(props: { wantedBytes: number; freeBytes: number | null }) {
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

interface DownloadOptionsProps {
  options: JobOptionsInput;
  onOptions: (options: JobOptionsInput) => void;
  place: string;
  onPlace: (place: string) => void;
  isTorrent: boolean;
}

/** Where it goes and how it comes; folded, because most need none of it. */
function DownloadOptions(props: DownloadOptionsProps) {
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
          options={destinationOptions(categories.latest, folders.latest)}
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
