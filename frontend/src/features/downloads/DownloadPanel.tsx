import { createAsyncStore, query } from "@solidjs/router";
import Pause from "lucide-solid/icons/pause";
import RotateCw from "lucide-solid/icons/rotate-cw";
import Trash from "lucide-solid/icons/trash";
import X from "lucide-solid/icons/x";
import { createEffect, createSignal, Match, onCleanup, Show, Suspense, Switch } from "solid-js";
import { getDownloadSettings } from "../../api/downloadSettings";
import { user } from "../../api/session";
import type { DownloadJob } from "../../api/types";
import { formatBytes } from "../../lib/format";
import { createMediaQuery } from "../../lib/mediaQuery";
import { playPath } from "../../lib/paths";
import { isOpen, nameOf, statusSentence } from "../../shared/downloads/jobStatusText";
import { Button, ButtonLink } from "../../ui/Button";
import { IconButton } from "../../ui/IconButton";
import { Modal, ModalTitle } from "../../ui/Modal";
import { PlayIcon } from "../../ui/PlayIcon";
import { Artwork } from "../../ui/poster/Artwork";
import { ActivityTab } from "./ActivityTab";
import { FilesTab } from "./FilesTab";
import type { JobActions } from "./jobActions";
import type { JobListContext } from "./JobCard";
import { createDetails } from "./jobDetails";
import { PeersTab } from "./PeersTab";
import { SourceTab } from "./SourceTab";
import { Tabs, type Tab } from "./Tabs";

export const WIDE_ENOUGH_FOR_PANEL = "(min-width: 1180px)";

/** Only who looks after the house sees its rules; everybody else does without. */
const settingsQuery = query(
  () =>
    user()?.role === "admin" ? getDownloadSettings().catch(() => null) : Promise.resolve(null),
  "download-rules",
);

interface DownloadPanelProps {
  job: DownloadJob;
  list: JobListContext;
  onClose: () => void;
}

/** Beside the list where there is room for both, over it where there is not. */
export function DownloadPanel(props: DownloadPanelProps) {
  const beside = createMediaQuery(WIDE_ENOUGH_FOR_PANEL);

  return (
    <Show
      when={beside()}
      fallback={
        <Modal
          open
          onClose={() => props.onClose()}
          isAside
          place="flex justify-end p-3 phone:items-end phone:p-0"
          look="flex h-full w-[420px] max-w-full flex-col overflow-hidden rounded-sheet bg-surface-2 enter-side phone:h-auto phone:max-h-[86dvh] phone:w-full phone:rounded-b-none phone:enter-rise"
        >
          <div
            tabindex="0"
            class="relative min-h-0 flex-1 overflow-y-auto -outline-offset-2"
            data-scrolls
          >
            <PanelBody {...props} isModal />
          </div>
          <footer class="flex gap-2 border-t border-line px-[22px] py-4 phone:pb-[max(16px,env(safe-area-inset-bottom))]">
            <PanelActions job={props.job} actions={props.list.actions} onClose={props.onClose} />
          </footer>
        </Modal>
      }
    >
      <SidePanel {...props} />
    </Show>
  );
}

/** Opened by the keyboard it takes the focus; closed, it gives it back to the card. */
function SidePanel(props: DownloadPanelProps) {
  let aside!: HTMLElement;
  let id = "";
  const cardOf = () => document.querySelector<HTMLElement>(`[data-job="${id}"] [data-open]`);
  createEffect(() => {
    id = props.job.id;
    if (!cardOf()?.matches(":focus-visible")) return;
    queueMicrotask(() => aside.querySelector<HTMLElement>("[role=tab][tabindex='0']")?.focus());
  });
  onCleanup(() => {
    if (aside.contains(document.activeElement)) cardOf()?.focus();
  });

  return (
    <aside
      ref={aside}
      class="sticky top-[calc(var(--bar)+16px)] max-h-[calc(100dvh-var(--bar)-40px)] w-[372px] flex-none overflow-y-auto rounded-sheet bg-surface-2 float enter-rise [scrollbar-width:thin]"
      aria-label={`${nameOf(props.job)}, details`}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        props.onClose();
      }}
    >
      <PanelBody {...props} isModal={false} />
      <div class="sticky bottom-0 flex gap-2 bg-surface-2 px-[22px] pt-3 pb-[22px]">
        <PanelActions job={props.job} actions={props.list.actions} onClose={props.onClose} />
      </div>
    </aside>
  );
}

type PanelTab = "story" | "files" | "people" | "source";

function PanelBody(props: DownloadPanelProps & { isModal: boolean }) {
  const [side, setSide] = createSignal<PanelTab>("story");
  const following = createDetails(() => props.job);
  const rules = createAsyncStore(() => settingsQuery());
  const isTorrent = () => props.job.sourceType === "magnet" || props.job.sourceType === "torrent";
  const tabs = (): Tab<PanelTab>[] => [
    { value: "story", label: "Story" },
    { value: "files", label: "Files" },
    ...(isTorrent()
      ? [
          {
            value: "people" as const,
            label: props.job.peers > 0 ? `People ${props.job.peers}` : "People",
          },
        ]
      : []),
    { value: "source", label: "Source" },
  ];
  const meta = () =>
    [
      statusSentence(props.job, props.list.now(), props.list.statusContext()),
      props.job.bytesTotal ? formatBytes(props.job.bytesTotal) : null,
    ].filter(Boolean);

  return (
    <>
      <div class="relative h-[150px] [mask-image:linear-gradient(#000_40%,transparent)] phone:h-[110px]">
        <Artwork
          title={nameOf(props.job)}
          year={null}
          genres={[]}
          src={props.job.posterUrl}
          kind="backdrop"
          alt=""
          eager
        />
      </div>
      <IconButton
        label="Close"
        tone="art"
        size="small"
        class="absolute! top-3.5 right-3.5 z-1 bg-art-glass!"
        onClick={() => props.onClose()}
      >
        <X />
      </IconButton>
      <div class="relative -mt-[34px] grid gap-[18px] px-[22px] pb-[22px]">
        <div>
          <Show
            when={props.isModal}
            fallback={
              <h2 class="text-28 tracking-[-.03em] [overflow-wrap:anywhere]">
                {nameOf(props.job)}
              </h2>
            }
          >
            <ModalTitle class="text-28 tracking-[-.03em] [overflow-wrap:anywhere]">
              {nameOf(props.job)}
            </ModalTitle>
          </Show>
          <p class="mt-1.5 text-13 text-muted tabular-nums">{meta().join(" · ")}</p>
        </div>
        <Tabs label="About this download" tabs={tabs()} value={side()} onChange={setSide}>
          <Suspense>
            <Switch>
              <Match when={side() === "story"}>
                <ActivityTab
                  job={props.job}
                  now={props.list.now()}
                  details={following.details()}
                  settings={rules.latest ?? null}
                />
              </Match>
              <Match when={side() === "files"}>
                <FilesTab job={props.job} details={following.details()} onDetails={following.put} />
              </Match>
              <Match when={side() === "people"}>
                <PeersTab job={props.job} details={following.details()} />
              </Match>
              <Match when={side() === "source"}>
                <SourceTab job={props.job} />
              </Match>
            </Switch>
          </Suspense>
        </Tabs>
      </div>
    </>
  );
}

interface PanelActionsProps {
  job: DownloadJob;
  actions: JobActions;
  onClose: () => void;
}

/** What can be done with it now. */
function PanelActions(props: PanelActionsProps) {
  const remove = () => {
    props.onClose();
    void props.actions.remove(props.job);
  };
  return (
    <>
      <Show when={props.job.libraryItemId}>
        {(item) => (
          <ButtonLink href={playPath(item())} tone="primary" size="medium" class="flex-1">
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
            Try again
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
