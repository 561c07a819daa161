import { createAsyncStore, query, revalidate } from "@solidjs/router";
import { ErrorBoundary, For, Show } from "solid-js";
import { getEnrichment } from "../../api/enrichment";
import type { Enrichment } from "../../api/types";
import { pluralize } from "../../lib/format";
import { runWhileVisible } from "../../lib/intervalWhileVisible";
import { SettingsCard } from "../../shared/settings/SettingsCard";
import { SettingsPage } from "../../shared/settings/SettingsPage";
import { FailedState } from "../../ui/FailedState";
import { Skeleton } from "../../ui/Skeleton";
import { CoverageBars } from "./metadata/CoverageBars";
import { MatchedList } from "./metadata/MatchedList";
import { SourceRow } from "./metadata/SourceRow";
import { UndescribedList } from "./metadata/UndescribedList";

const POLL_INTERVAL_MS = 5_000;

const enrichmentQuery = query(() => getEnrichment(), "enrichment");

function leadOf(enrichment: Enrichment | undefined): string {
  if (!enrichment) return "";
  if (!enrichment.sources.some((source) => source.state !== "off"))
    return "No source has a key yet, so nothing is fetched. Enter one under Sources and keys.";
  if (!enrichment.workerIsAlive) return "No worker is running, so nothing is fetched.";
  if (enrichment.queued === 0) return idleText(enrichment.sources);
  return `${pluralize(enrichment.queued, "task")} in the queue.`;
}

function idleText(sources: Enrichment["sources"]): string {
  const waiting = sources.filter(
    ({ state, coverage }) => state !== "off" && coverage.some(({ pending }) => pending > 0),
  );
  if (waiting.length === 0) return "Nothing waits to be fetched.";
  return waiting.some(({ state }) => state !== "paused" && state !== "resting")
    ? "Nothing is being fetched now. More follows within the hour."
    : "Nothing is being fetched now: what waits is for sources that are paused or rest.";
}

/** What the sources of metadata do, and what they left open, for administrators. */
export default function MetadataSection() {
  const enrichment = createAsyncStore(() => enrichmentQuery(), {
    reconcile: { key: "provider" },
  });
  const reload = () => void revalidate(enrichmentQuery.key);
  runWhileVisible(POLL_INTERVAL_MS, reload);

  return (
    <SettingsPage title="Metadata" lead={leadOf(enrichment.latest)}>
      <ErrorBoundary
        fallback={(error: unknown, reset) => <FailedState error={error} onRetry={reset} />}
      >
        <Show when={enrichment.latest} fallback={<Skeleton class="min-h-96 rounded-card!" />}>
          {(known) => (
            <>
              <SettingsCard title="Sources">
                <ul class="[&>li+li]:border-t [&>li+li]:border-line">
                  <For each={known().sources}>
                    {(source) => <SourceRow source={source} onChange={reload} />}
                  </For>
                </ul>
              </SettingsCard>
              <SettingsCard title="Posters" text="Titles with a picture of any source.">
                <CoverageBars class="py-4" coverage={known().artwork} what="with a poster" />
              </SettingsCard>
              <MatchedList />
              <UndescribedList
                sources={known()
                  .sources.filter((source) => source.state !== "off")
                  .map((source) => source.provider)}
              />
            </>
          )}
        </Show>
      </ErrorBoundary>
    </SettingsPage>
  );
}
