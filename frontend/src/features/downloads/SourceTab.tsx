import { createAsyncStore } from "@solidjs/router";
import { createSignal, Show, Suspense } from "solid-js";
import {
  updateDownload,
  moveDownload,
  reannounceDownload,
  recheckDownload,
} from "../../api/downloads";
import type { DownloadJob, JobOptionsInput } from "../../api/types";
import { notifyDownloadsChanged } from "../../shared/downloads/downloadChanges";
import {
  categoriesQuery,
  foldersQuery,
  destinationOptions,
  targetOf,
} from "../../shared/downloads/destinations";
import { isOpen, isSeeding } from "../../shared/downloads/jobState";
import { Button } from "../../ui/Button";
import { SpeedField } from "../../ui/NumberField";
import { SelectField } from "../../ui/SelectField";
import { Switch } from "../../ui/Switch";
import { TextField } from "../../ui/TextField";
import { toastOnError, toast } from "../../ui/toast";
import { SeedLimitFields } from "./SeedLimitFields";
import { SourceAddress } from "./SourceAddress";

interface SourceTabProps {
  job: DownloadJob;
}

const isTorrent = (job: DownloadJob) => job.sourceType === "magnet" || job.sourceType === "torrent";

/** Source and options of a job. Each change applies at once. */
export function SourceTab(props: SourceTabProps) {
  const [busy, setBusy] = createSignal(false);
  const run = async (call: Promise<DownloadJob>, message?: string) => {
    setBusy(true);
    const done = await toastOnError(call);
    setBusy(false);
    if (done && message) toast({ text: message });
    notifyDownloadsChanged();
  };
  const change = (options: JobOptionsInput) => void run(updateDownload(props.job.id, { options }));
  const canWork = () => props.job.hasWorker;

  return (
    <div class="grid gap-6">
      <SourceAddress job={props.job} />
      <Show when={isOpen(props.job) || isSeeding(props.job)}>
        <Rename
          job={props.job}
          onRename={(title) => void run(updateDownload(props.job.id, { title }))}
        />
        <div class="grid grid-cols-2 gap-4">
          <SpeedField
            label="Download limit"
            none="Default"
            value={props.job.options.downloadLimit}
            onChange={(downloadLimit) => change({ downloadLimit })}
          />
          <Show when={isTorrent(props.job)}>
            <SpeedField
              label="Upload limit"
              none="Default"
              value={props.job.options.uploadLimit}
              onChange={(uploadLimit) => change({ uploadLimit })}
            />
          </Show>
        </div>
        <Show when={isTorrent(props.job)}>
          <Show when={isOpen(props.job)}>
            <div>
              <Switch
                label="Sequential download"
                checked={props.job.options.isSequential}
                onChange={(isSequential) => change({ isSequential })}
              />
              <Switch
                label="First and last pieces first"
                checked={props.job.options.firstLastFirst}
                onChange={(firstLastFirst) => change({ firstLastFirst })}
              />
            </div>
          </Show>
          <SeedLimitFields seed={props.job.options.seed} onChange={(seed) => change({ seed })} />
        </Show>
      </Show>
      <Show when={isOpen(props.job) || props.job.status === "completed"}>
        <Suspense>
          <DestinationField
            job={props.job}
            onMove={(value) => {
              const target = targetOf(value);
              const message = isOpen(props.job)
                ? "Moves there when it is complete"
                : "Moving the files";
              if (target) void run(moveDownload(props.job.id, target), message);
            }}
          />
        </Suspense>
      </Show>
      <Show when={isOpen(props.job)}>
        <Switch
          label="Force start"
          text="Without waiting in the queue"
          checked={props.job.isForced}
          onChange={(isForced) => void run(updateDownload(props.job.id, { isForced }))}
        />
      </Show>
      <div class="flex flex-wrap gap-2">
        <Button
          size="small"
          disabled={busy() || !canWork()}
          onClick={() => void run(recheckDownload(props.job.id), "Rechecking the files")}
        >
          Recheck
        </Button>
        <Show when={isTorrent(props.job)}>
          <Button
            size="small"
            disabled={busy() || !canWork()}
            onClick={() =>
              void run(reannounceDownload(props.job.id), "Asking the trackers for peers")
            }
          >
            Reannounce
          </Button>
        </Show>
      </div>
    </div>
  );
}

function Rename(props: { job: DownloadJob; onRename: (title: string) => void }) {
  const choose = (typed: string) => {
    const title = typed.trim();
    if (title !== "" && title !== props.job.title) props.onRename(title);
  };
  return (
    <TextField
      label="Name"
      value={props.job.title}
      maxlength="300"
      onBlur={(event) => choose(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
      }}
    />
  );
}

function DestinationField(props: { job: DownloadJob; onMove: (value: string) => void }) {
  const categories = createAsyncStore(() => categoriesQuery().catch(() => []), {
    initialValue: [],
  });
  const folders = createAsyncStore(() => foldersQuery().catch(() => []), { initialValue: [] });
  const options = () => {
    const [usual, ...others] = destinationOptions(categories.latest, folders.latest);
    const root = folders.latest[0]?.path;
    return [
      { value: "", label: props.job.goesTo ?? "Current folder" },
      ...(usual && root ? [{ value: `root:${root}`, label: usual.label }] : []),
      ...others,
    ];
  };
  /** Compare by download folder: the category may be another one with the same folder. */
  const currentCategory = () => categories.latest.find((each) => each.name === props.job.goesTo);
  return (
    <SelectField
      label="Download folder"
      value={currentCategory() ? `category:${currentCategory()?.id}` : ""}
      options={options()}
      onChange={(value) => props.onMove(value)}
    />
  );
}
