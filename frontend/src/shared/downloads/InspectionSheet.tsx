import X from "lucide-solid/icons/x";
import { createSignal, Show, Suspense } from "solid-js";
import { createStore } from "solid-js/store";
import type { JobOptionsInput } from "../../api/types";
import { Button, ButtonLink } from "../../ui/Button";
import { IconButton } from "../../ui/IconButton";
import { Modal, ModalTitle } from "../../ui/Modal";
import { SegmentedControl } from "../../ui/RadioGroup";
import type { AddDownloadFlow, AddOptions, ChosenTitle } from "./addDownloadFlow";
import { targetOf } from "./destinations";
import { DownloadOptions } from "./DownloadOptions";
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
import { Eyebrow, InspectionPending, SpaceSummary } from "./InspectionStatus";
import { readableTitle } from "./jobName";
import { OtherTitleWarning } from "./OtherTitleWarning";
import { DownloadTitleChoice } from "./DownloadTitleChoice";

interface InspectionSheetProps {
  flow: AddDownloadFlow;
  /** The title of the page the download is added on. */
  mediaId?: number;
}

/** The file list and options of a download before it is added. */
export function InspectionSheet(props: InspectionSheetProps) {
  let start: HTMLElement | undefined;
  const first = () => props.flow.drafts[0];

  return (
    <Modal
      open={first() !== undefined}
      onClose={() => {
        const draft = first();
        if (draft) props.flow.dismiss(draft);
      }}
      initialFocus={() => start ?? null}
      isAside
      place="flex justify-end p-3 phone:items-end phone:p-0"
      look="flex h-full w-[540px] max-w-full flex-col rounded-sheet bg-surface-2 opened:enter-side phone:h-auto phone:max-h-[92dvh] phone:w-full phone:rounded-b-none phone:opened:enter-rise"
    >
      <Show when={first()} keyed>
        {(draft) => (
          <InspectionForm
            draft={draft}
            flow={props.flow}
            mediaId={props.mediaId}
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
  /** The target of Enter: the next of several drafts takes the focus of the previous one. */
  startRef: (button: HTMLElement) => void;
}

const PRESETS: Record<Preset, string> = {
  all: "All files",
  videos: "Videos only",
  biggest: "Largest file",
};

function InspectionForm(props: InspectionFormProps) {
  const [priorities, setPriorities] = createSignal<Priorities>({});
  const [options, setOptions] = createStore<JobOptionsInput>({});
  const [place, setPlace] = createSignal("");
  const [chosen, setChosen] = createSignal<ChosenTitle>("auto");
  const found = () => props.draft.inspection;
  const files = () => found()?.files ?? [];
  const selected = () => selectedFiles(files(), priorities());
  const name = () =>
    readableTitle(found()?.title || props.draft.request.title || "") ||
    found()?.source ||
    "A download";
  const existing = () => found()?.existingJobId;
  const isReady = () => found()?.status === "ready";
  const left = () => props.flow.drafts.length - 1;

  const addOptions = (): AddOptions => ({
    options: { ...options, filePriorities: { ...priorities() } },
    target: targetOf(place()),
    chosen: chosen(),
  });
  const begin = (isPaused: boolean) =>
    void props.flow.start(props.draft, { ...addOptions(), isPaused });

  return (
    <>
      <header class="flex items-start gap-4 p-6 pb-4">
        <div class="min-w-0 flex-1">
          <p class="mb-1 text-13 text-muted" aria-live="polite">
            <Eyebrow draft={props.draft} left={left()} />
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
        <Show
          when={props.mediaId}
          fallback={
            <DownloadTitleChoice inspection={found()} chosen={chosen()} onChoose={setChosen} />
          }
        >
          {(mediaId) => (
            <OtherTitleWarning
              mediaId={mediaId()}
              inspection={found()}
              chosen={chosen()}
              onChoose={setChosen}
            />
          )}
        </Show>
        <Show when={existing()}>
          <p class="mb-5 rounded-card bg-fill p-4 text-14">This is in your downloads already.</p>
        </Show>
        <Show when={props.draft.failure}>
          {(failure) => (
            <p class="mb-5 rounded-card bg-warn/10 p-4 text-14" role="alert">
              <b class="block font-strong text-warn">{failure()}</b>
              <span class="mt-1 block text-muted">
                You can add it anyway. The download tries again, for longer.
              </span>
            </p>
          )}
        </Show>
        <Show when={props.draft.isPending}>
          <InspectionPending />
        </Show>
        <Show when={isReady()}>
          <SpaceSummary
            wantedBytes={files().length > 0 ? totalBytes(selected()) : (found()?.bytesTotal ?? 0)}
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
                    props.flow.busy() ||
                    (isReady() && files().length > 0 && selected().length === 0)
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
                Show download
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

const isTorrent = (draft: InspectionDraft) =>
  draft.request.sourceType === "magnet" || draft.request.sourceType === "torrent";

function startLabel(draft: InspectionDraft): string {
  if (draft.isPending) return "Add now";
  return draft.failure === null ? "Start" : "Add anyway";
}
