import { createAsyncStore, query, revalidate } from "@solidjs/router";
import RefreshCw from "lucide-solid/icons/refresh-cw";
import { createEffect, createSignal, For, on, Show } from "solid-js";
import { listImports, resetMetadata, startImport, syncDiscover } from "../../api/admin";
import type { ImportRun, Provider } from "../../api/types";
import { runWhileVisible } from "../../lib/intervalWhileVisible";
import { pluralize } from "../../lib/format";
import { SettingsCard } from "../../shared/settings/SettingsCard";
import { SettingsPage } from "../../shared/settings/SettingsPage";
import { Button } from "../../ui/Button";
import { ProgressBar } from "../../ui/ProgressBar";
import { Skeleton } from "../../ui/Skeleton";
import { toastOnError, toast } from "../../ui/toast";
import { AutomaticSubtitlesCard } from "./AutomaticSubtitlesCard";
import { ProviderLine } from "./ProviderLine";
import { providersQuery } from "./settingsQueries";
import {
  healthOf,
  importOutcomeText,
  rateOf,
  importProgressText,
  sampleOf,
  shareOf,
  type Sample,
} from "./metadataText";

const importsQuery = query(() => listImports().catch(() => []), "admin-imports");

/** The number of working providers as text. */
function leadOf(known: readonly Provider[] | undefined): string {
  const working = known?.filter((provider) => healthOf(provider) === "good").length ?? 0;
  const start = "Where titles, pictures and ratings come from.";
  if (known === undefined) return start;
  if (working === 0) return `${start} Keys are free, and each brings more of them.`;
  return `${start} ${pluralize(working, "source")} in use.`;
}

const POLL_INTERVAL_MS = 1_500;

/** Metadata providers and IMDb imports, for administrators. */
export default function SourcesSection() {
  const providers = createAsyncStore(() => providersQuery(), { reconcile: { key: "provider" } });
  const imports = createAsyncStore(() => importsQuery(), { initialValue: [] });
  const [busy, setBusy] = createSignal(false);
  const lastImport = () => imports.latest.find((run) => run.source === "imdb");
  const isRunning = () => lastImport()?.state === "running";

  runWhileVisible(POLL_INTERVAL_MS, () => {
    if (isRunning()) void revalidate(importsQuery.key);
  });

  const refreshDiscover = async () => {
    setBusy(true);
    const accepted = await toastOnError(syncDiscover().then(() => true));
    setBusy(false);
    if (accepted) toast({ text: "Discover is being refreshed" });
  };
  const fetchAgain = async (onlyFailed: boolean) => {
    setBusy(true);
    const accepted = await toastOnError(resetMetadata(onlyFailed).then(() => true));
    setBusy(false);
    if (!accepted) return;
    toast({
      text: onlyFailed ? "Failed titles are being retried" : "All titles are being fetched again",
    });
  };
  const readImdb = async () => {
    setBusy(true);
    await toastOnError(startImport("imdb"));
    setBusy(false);
    await revalidate(importsQuery.key);
  };

  return (
    <SettingsPage
      title="Sources and keys"
      lead={leadOf(providers.latest)}
      end={
        <Button size="small" disabled={busy()} onClick={() => void refreshDiscover()}>
          <RefreshCw class="size-3.5" aria-hidden="true" />
          Refresh Discover now
        </Button>
      }
    >
      <Show when={providers.latest} fallback={<Skeleton class="min-h-96 rounded-card!" />}>
        {(known) => (
          <SettingsCard>
            <ul class="[&>li+li]:border-t [&>li+li]:border-line">
              <For each={known()}>
                {(provider) => (
                  <ProviderLine
                    provider={provider}
                    onChange={() => void revalidate(providersQuery.key)}
                  />
                )}
              </For>
            </ul>
          </SettingsCard>
        )}
      </Show>
      <AutomaticSubtitlesCard />
      <SettingsCard>
        <div class="flex flex-wrap items-center justify-between gap-4 py-5">
          <div class="min-w-0">
            <p class="text-15 font-medium">Titles and pictures</p>
            <p class="mt-0.5 text-13 text-muted">
              Fetched in the background, the most voted titles first
            </p>
          </div>
          <div class="flex flex-wrap gap-2">
            <Button size="small" disabled={busy()} onClick={() => void fetchAgain(true)}>
              Retry failed
            </Button>
            <Button size="small" disabled={busy()} onClick={() => void fetchAgain(false)}>
              Fetch all again
            </Button>
          </div>
        </div>
      </SettingsCard>
      <SettingsCard>
        <div class="py-5">
          <Imdb run={lastImport()} busy={busy() || isRunning()} onStart={() => void readImdb()} />
        </div>
      </SettingsCard>
    </SettingsPage>
  );
}

interface ImdbProps {
  run: ImportRun | undefined;
  busy: boolean;
  onStart: () => void;
}

/** The import of IMDb's daily data files, and its progress. */
function Imdb(props: ImdbProps) {
  const running = () => (props.run?.state === "running" ? props.run : undefined);
  const words = () => {
    if (props.run && !running()) return importOutcomeText(props.run, new Date());
    return "Every title, episode and person of the public IMDb data, with votes";
  };
  return (
    <>
      <div class="flex flex-wrap items-center justify-between gap-4">
        <div class="min-w-0">
          <p class="text-15 font-medium">IMDb import</p>
          <p class="mt-0.5 text-13 text-muted">{words()}</p>
        </div>
        <Button size="small" disabled={props.busy} onClick={() => props.onStart()}>
          {running() ? "Importing…" : props.run ? "Import again" : "Import now"}
        </Button>
      </div>
      <Show when={running()}>{(run) => <Progress run={run()} />}</Show>
    </>
  );
}

function Progress(props: { run: ImportRun }) {
  const [rate, setRate] = createSignal<number | null>(null);
  let before: Sample | null = null;
  createEffect(
    on(
      () => sampleOf(props.run),
      (now) => {
        const next = rateOf(props.run, before);
        if (next !== null || before?.step !== now.step) setRate(next);
        before = now;
      },
    ),
  );
  return (
    <div class="mt-4" role="status">
      <ProgressBar percent={shareOf(props.run) ?? 0} label="Import of the IMDb files" />
      <p class="mt-2.5 flex flex-wrap justify-between gap-x-6 text-13 text-muted tabular-nums">
        <span class="text-ink">{props.run.step}</span>
        <span>{importProgressText(props.run, rate())}</span>
      </p>
    </div>
  );
}
