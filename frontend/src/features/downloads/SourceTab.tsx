import { createAsyncStore } from "@solidjs/router";
import Copy from "lucide-solid/icons/copy";
import { createSignal, Show, Suspense } from "solid-js";
import {
  updateDownload,
  moveDownload,
  reannounceDownload,
  recheckDownload,
} from "../../api/downloads";
import type { DownloadJob, JobOptionsInput, SeedRules } from "../../api/types";
import { notifyDownloadsChanged } from "../../shared/downloads/addDownload";
import {
  categoriesQuery,
  foldersQuery,
  destinationOptions,
  targetOf,
} from "../../shared/downloads/destinations";
import { isOpen, isSeeding } from "../../shared/downloads/jobStatusText";
import { Button } from "../../ui/Button";
import { NumberField, SpeedField } from "../../ui/NumberField";
import { SelectField } from "../../ui/SelectField";
import { Switch } from "../../ui/Switch";
import { TextField } from "../../ui/TextField";
import { toastOnError, toast } from "../../ui/toast";

interface SourceTabProps {
  job: DownloadJob;
}

const SOURCES: Record<DownloadJob["sourceType"], string> = {
  magnet: "Magnet link",
  torrent: "Torrent file",
  direct: "Address",
  http: "Address",
};

const isTorrent = (job: DownloadJob) => job.sourceType === "magnet" || job.sourceType === "torrent";

/** A torrent file that was handed in has a name, and no address. */
const isLink = (source: string) => /^(magnet|https?):/.test(source);

/** Where it comes from, and how it should come. Each change is in force at once. */
export function SourceTab(props: SourceTabProps) {
  const [busy, setBusy] = createSignal(false);
  const run = async (call: Promise<DownloadJob>, words?: string) => {
    setBusy(true);
    const done = await toastOnError(call);
    setBusy(false);
    if (done && words) toast({ text: words });
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
            label="Download at most"
            none="House"
            value={props.job.options.downloadLimit}
            onChange={(downloadLimit) => change({ downloadLimit })}
          />
          <Show when={isTorrent(props.job)}>
            <SpeedField
              label="Give back at most"
              none="House"
              value={props.job.options.uploadLimit}
              onChange={(uploadLimit) => change({ uploadLimit })}
            />
          </Show>
        </div>
        <Show when={isTorrent(props.job)}>
          <Show when={isOpen(props.job)}>
            <div>
              <Switch
                label="In order"
                checked={props.job.options.isSequential}
                onChange={(isSequential) => change({ isSequential })}
              />
              <Switch
                label="Beginning and end first"
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
              const words = isOpen(props.job) ? "It goes there when it is here" : "Being moved";
              if (target) void run(moveDownload(props.job.id, target), words);
            }}
          />
        </Suspense>
      </Show>
      <Show when={isOpen(props.job)}>
        <Switch
          label="At once"
          text="Without waiting for a place"
          checked={props.job.isForced}
          onChange={(isForced) => void run(updateDownload(props.job.id, { isForced }))}
        />
      </Show>
      <div class="flex flex-wrap gap-2">
        <Button
          size="small"
          disabled={busy() || !canWork()}
          onClick={() => void run(recheckDownload(props.job.id), "What is here is checked again")}
        >
          Check again
        </Button>
        <Show when={isTorrent(props.job)}>
          <Button
            size="small"
            disabled={busy() || !canWork()}
            onClick={() => void run(reannounceDownload(props.job.id), "Asking again who has it")}
          >
            Ask again who has it
          </Button>
        </Show>
      </div>
    </div>
  );
}

function SourceAddress(props: { job: DownloadJob }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.job.source);
      toast({ text: "Copied" });
    } catch {
      toast({ tone: "bad", text: "This browser does not let pages copy on plain http." });
    }
  };
  return (
    <div>
      <p class="text-13 text-muted">
        {SOURCES[props.job.sourceType]}
        {props.job.isPrivate ? ", private: only its own trackers are asked" : ""}
      </p>
      <div class="mt-1.5 flex items-start gap-2">
        <code class="min-w-0 flex-1 font-sans text-13 leading-[1.45] [overflow-wrap:anywhere]">
          {props.job.source}
        </code>
        <Show when={isLink(props.job.source)}>
          <button
            type="button"
            class="reach grid size-8 flex-none place-items-center rounded-full text-muted transition-colors hover:bg-fill hover:text-ink"
            aria-label="Copy the link"
            title="Copy the link"
            onClick={() => void copy()}
          >
            <Copy class="size-4" aria-hidden="true" />
          </button>
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
      label="Called"
      value={props.job.title}
      maxlength="300"
      onBlur={(event) => choose(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
      }}
    />
  );
}

const DEFAULT_OWN_LIMITS: SeedRules = { ratio: 1, minutes: 1440, action: "stop" };

interface SeedLimitFieldsProps {
  /** Null: as its category or the house has it. */
  seed: SeedRules | null;
  onChange: (seed: SeedRules | null) => void;
}

function SeedLimitFields(props: SeedLimitFieldsProps) {
  return (
    <div class="grid gap-3">
      <SelectField
        label="Give back"
        value={props.seed === null ? "house" : props.seed.action}
        options={[
          { value: "house", label: "As the house has it" },
          { value: "stop", label: "Until it is enough, then stop" },
          { value: "remove", label: "Until it is enough, then off the list" },
        ]}
        onChange={(value) => {
          if (value === "house") props.onChange(null);
          else
            props.onChange({
              ...(props.seed ?? DEFAULT_OWN_LIMITS),
              action: value as SeedRules["action"],
            });
        }}
      />
      <Show when={props.seed}>
        {(seed) => (
          <div class="grid grid-cols-2 gap-4">
            <NumberField
              label="Enough is"
              unit="times"
              none="Never"
              min={0}
              max={1000}
              value={seed().ratio}
              onChange={(ratio) => props.onChange({ ...seed(), ratio })}
            />
            <NumberField
              label="Or after"
              unit="h"
              none="Never"
              min={0}
              max={8760}
              value={hoursOf(seed())}
              onChange={(hours) =>
                props.onChange({
                  ...seed(),
                  minutes: hours === null ? null : Math.round(hours * 60),
                })
              }
            />
          </div>
        )}
      </Show>
    </div>
  );
}

const hoursOf = (seed: SeedRules) =>
  seed.minutes === null ? null : Math.round((seed.minutes / 60) * 100) / 100;

function DestinationField(props: { job: DownloadJob; onMove: (value: string) => void }) {
  const categories = createAsyncStore(() => categoriesQuery().catch(() => []), {
    initialValue: [],
  });
  const folders = createAsyncStore(() => foldersQuery().catch(() => []), { initialValue: [] });
  const options = () => {
    const [usual, ...others] = destinationOptions(categories.latest, folders.latest);
    const root = folders.latest[0]?.path;
    return [
      { value: "", label: props.job.goesTo ?? "Where it is" },
      ...(usual && root ? [{ value: `root:${root}`, label: usual.label }] : []),
      ...others,
    ];
  };
  /** Its label may be another one's: what counts is where its files go. */
  const here = () => categories.latest.find((each) => each.name === props.job.goesTo);
  return (
    <SelectField
      label="Goes to"
      value={here() ? `category:${here()?.id}` : ""}
      options={options()}
      onChange={(value) => props.onMove(value)}
    />
  );
}
