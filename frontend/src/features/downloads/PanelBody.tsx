import { createAsyncStore, query } from "@solidjs/router";
import X from "lucide-solid/icons/x";
import { createSignal, Match, Show, Suspense, Switch } from "solid-js";
import { getDownloadSettings } from "../../api/downloadSettings";
import { user } from "../../api/signedInUser";
import { formatBytes } from "../../lib/format";
import { nameOf } from "../../shared/downloads/jobName";
import { statusSentence } from "../../shared/downloads/jobStatusText";
import { IconButton } from "../../ui/IconButton";
import { ModalTitle } from "../../ui/Modal";
import { ActivityTab } from "./ActivityTab";
import { FilesTab } from "./FilesTab";
import { JobArtwork } from "./JobArtwork";
import type { JobCardProps } from "./JobCard";
import { createDetails } from "./jobDetailPolling";
import { PeersTab } from "./PeersTab";
import { SourceTab } from "./SourceTab";
import { TabList, type Tab } from "./TabList";
import { TitleCorrection } from "./TitleCorrection";

/** The download settings, which only administrators may read. */
const settingsQuery = query(
  () =>
    user()?.role === "admin" ? getDownloadSettings().catch(() => null) : Promise.resolve(null),
  "download-panel-settings",
);

type PanelTab = "activity" | "files" | "peers" | "source";

interface PanelBodyProps extends JobCardProps {
  isModal: boolean;
  onClose: () => void;
}

export function PanelBody(props: PanelBodyProps) {
  const [side, setSide] = createSignal<PanelTab>("activity");
  const following = createDetails(() => props.job);
  const rules = createAsyncStore(() => settingsQuery());
  const isTorrent = () => props.job.sourceType === "magnet" || props.job.sourceType === "torrent";
  const tabs = (): Tab<PanelTab>[] => [
    { value: "activity", label: "Activity" },
    { value: "files", label: "Files" },
    ...(isTorrent()
      ? [
          {
            value: "peers" as const,
            label: props.job.peers > 0 ? `Peers ${props.job.peers}` : "Peers",
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
        <JobArtwork job={props.job} kind="backdrop" />
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
          <Show when={props.job.id} keyed>
            <TitleCorrection job={props.job} />
          </Show>
        </div>
        <TabList label="About this download" tabs={tabs()} value={side()} onChange={setSide}>
          <Suspense>
            <Switch>
              <Match when={side() === "activity"}>
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
              <Match when={side() === "peers"}>
                <PeersTab job={props.job} details={following.details()} />
              </Match>
              <Match when={side() === "source"}>
                <SourceTab job={props.job} />
              </Match>
            </Switch>
          </Suspense>
        </TabList>
      </div>
    </>
  );
}
