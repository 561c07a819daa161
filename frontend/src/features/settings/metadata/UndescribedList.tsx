import { createSignal, For, onMount, Show } from "solid-js";
import { listUndescribed, type UndescribedFilter } from "../../../api/enrichment";
import type { EnrichmentSource, UndescribedTitle } from "../../../api/types";
import { SettingsCard } from "../../../shared/settings/SettingsCard";
import { Button } from "../../../ui/Button";
import { Chip } from "../../../ui/Chip";
import { Skeleton } from "../../../ui/Skeleton";
import { TextField } from "../../../ui/TextField";
import { toastOnError } from "../../../ui/toast";
import { providerName } from "../metadataText";
import { UndescribedRow } from "./UndescribedRow";

const KINDS = [
  ["movie", "Movies"],
  ["show", "Shows"],
  ["game", "Games"],
] as const;

/** Beside those that describe titles. */
const SIDE_SOURCES = ["omdb", "tvdb", "tvmaze", "jikan"] as const;

const OUTCOMES = [
  [undefined, "All"],
  ["not_found", "Not found"],
  ["failed", "Failed"],
] as const;

/** The titles that no source has described, with a search and a way to repair each. */
export function UndescribedList(props: {
  /** The sources in use. */
  sources: readonly EnrichmentSource["provider"][];
}) {
  const [filter, setFilter] = createSignal<UndescribedFilter>({ q: "" });
  const [titles, setTitles] = createSignal<readonly UndescribedTitle[]>();
  const [next, setNext] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);
  let asked = 0;

  /** An answer that a newer question has overtaken is dropped. */
  const load = async (wanted: UndescribedFilter, cursor?: string) => {
    const question = ++asked;
    setBusy(true);
    const page = await toastOnError(listUndescribed(wanted, cursor));
    if (question !== asked) return;
    setBusy(false);
    if (!page) return;
    setTitles(cursor === undefined ? page.items : [...(titles() ?? []), ...page.items]);
    setNext(page.nextCursor);
  };
  const choose = (change: Partial<UndescribedFilter>) => {
    void load(setFilter({ ...filter(), ...change }));
  };
  const sideSources = () => SIDE_SOURCES.filter((source) => props.sources.includes(source));
  const emptyText = () => {
    const { q, outcome, kind } = filter();
    if (q || outcome || kind) return "No title fits.";
    if (props.sources.length === 0) return "Nothing was asked for yet: no source has a key.";
    return "Every title that was asked for is described.";
  };
  onMount(() => void load(filter()));

  return (
    <SettingsCard
      id="unmatched"
      title="Titles without a match"
      text="What the sources do not know is asked for again after thirty days."
    >
      <div class="grid gap-4 py-4">
        <TextField
          label="Search by name"
          value={filter().q}
          maxLength={200}
          onInput={(event) => choose({ q: event.currentTarget.value })}
        />
        <Show when={sideSources().length > 0}>
          <div class="flex flex-wrap gap-2" role="group" aria-label="Source">
            <Chip on={!filter().source} onClick={() => choose({ source: undefined })}>
              Descriptions
            </Chip>
            <For each={sideSources()}>
              {(source) => (
                <Chip on={filter().source === source} onClick={() => choose({ source })}>
                  {providerName(source)}
                </Chip>
              )}
            </For>
          </div>
        </Show>
        <div class="flex flex-wrap gap-2" role="group" aria-label="Kind">
          <For each={KINDS}>
            {([kind, label]) => (
              <Chip
                on={filter().kind === kind}
                onClick={() => choose({ kind: filter().kind === kind ? undefined : kind })}
              >
                {label}
              </Chip>
            )}
          </For>
        </div>
        <div class="flex flex-wrap gap-2" role="group" aria-label="Show">
          <For each={OUTCOMES}>
            {([outcome, label]) => (
              <Chip on={filter().outcome === outcome} onClick={() => choose({ outcome })}>
                {label}
              </Chip>
            )}
          </For>
        </div>
      </div>
      <Show when={titles()} fallback={<Skeleton class="my-4 h-40 rounded-card!" />}>
        {(found) => (
          <Show
            when={found().length > 0}
            fallback={
              <p class="py-6 text-15 text-muted" role="status">
                {emptyText()}
              </p>
            }
          >
            <ul aria-busy={busy()} class="[&>li+li]:border-t [&>li+li]:border-line">
              <For each={found()}>{(title) => <UndescribedRow title={title} />}</For>
            </ul>
          </Show>
        )}
      </Show>
      <Show when={next()}>
        {(cursor) => (
          <div class="py-4">
            <Button size="small" disabled={busy()} onClick={() => void load(filter(), cursor())}>
              Show more
            </Button>
          </div>
        )}
      </Show>
    </SettingsCard>
  );
}
