import { createResource, createSignal, For, Match, Show, Switch } from "solid-js";
import { listProblems } from "../../../api/historyImports";
import type { HistoryImport, ImportFormat } from "../../../api/types";
import { formatBytes, pluralize } from "../../../lib/format";
import { SettingsCard } from "../../../shared/settings/SettingsCard";
import { Button, ButtonLink } from "../../../ui/Button";
import { Disclosure } from "../../../ui/Disclosure";
import { ProgressBar } from "../../../ui/ProgressBar";
import { SelectField } from "../../../ui/SelectField";
import type { Imports } from "./imports";
import { countLines, FORMATS, isBusy, percentDone, progressText, sum } from "./importText";
import { TitleReview } from "./TitleReview";

const MAX_PROBLEMS = 100;

/** The import in front, from its dry run to its result. */
export function ImportCard(props: { import: HistoryImport; imports: Imports }) {
  const format = () => (props.import.format ? FORMATS[props.import.format] : "Unknown format");
  return (
    <>
      <SettingsCard
        title={props.import.fileName}
        text={`${format()} · ${formatBytes(props.import.sizeBytes)}`}
      >
        <Switch fallback={<Result {...props} />}>
          <Match when={isBusy(props.import)}>
            <Progress {...props} />
          </Match>
          <Match when={props.import.state === "unrecognized"}>
            <FormatChoice {...props} />
          </Match>
        </Switch>
      </SettingsCard>
      <Show when={reviewable(props.import) && props.import.uncertainTitles > 0}>
        <TitleReview import={props.import} imports={props.imports} match="uncertain" />
      </Show>
      <Show when={reviewable(props.import) && props.import.missingTitles > 0}>
        <TitleReview import={props.import} imports={props.imports} match="none" />
      </Show>
    </>
  );
}

const reviewable = (each: HistoryImport) => each.state === "ready" || each.state === "applied";

function Progress(props: { import: HistoryImport; imports: Imports }) {
  return (
    <div class="grid gap-3 py-5" role="status">
      <p class="text-15 font-medium tabular-nums">{progressText(props.import)}</p>
      <ProgressBar percent={percentDone(props.import)} label="Progress of the import" />
      <Show when={props.import.state !== "undoing"}>
        <div>
          <Button size="small" onClick={() => void props.imports.cancel(props.import.id)}>
            {props.import.state === "applying" ? "Stop" : "Cancel"}
          </Button>
        </div>
      </Show>
    </div>
  );
}

function FormatChoice(props: { import: HistoryImport; imports: Imports }) {
  const [format, setFormat] = createSignal<ImportFormat>("trakt");
  return (
    <div class="grid gap-4 py-5">
      <p class="text-15">
        It is not clear which service this file is from. Which one gave it to you?
      </p>
      <div class="flex flex-wrap items-end gap-2">
        <SelectField
          label="Service"
          class="w-52"
          value={format()}
          options={Object.entries(FORMATS).map(([value, label]) => ({ value, label }))}
          onChange={(value) => setFormat(value as ImportFormat)}
        />
        <Button tone="primary" onClick={() => void props.imports.read(props.import.id, format())}>
          Read it
        </Button>
        <Button onClick={() => void props.imports.remove(props.import.id)}>Remove</Button>
      </div>
    </div>
  );
}

/** The numbers of the dry run, or of what was done, and what can be done next. */
function Result(props: { import: HistoryImport; imports: Imports }) {
  const news = () => sum(props.import.counts, "new");
  const applied = () => sum(props.import.counts, "applied");
  return (
    <>
      <Show when={props.import.state === "failed"}>
        <p class="py-4 text-15 text-bad" role="alert">
          {props.import.message}
        </p>
      </Show>
      <Show when={headline(props.import)}>
        {(text) => (
          <p class="py-4 text-17 font-strong tracking-[-.015em]" role="status">
            {text()}
          </p>
        )}
      </Show>
      <For each={countLines(props.import.counts)}>
        {(line) => (
          <div class="flex flex-wrap items-baseline gap-x-5 gap-y-1 py-3">
            <p class="w-40 flex-none text-15 font-medium">{line.label}</p>
            <p class="min-w-0 flex-1 text-14 text-muted tabular-nums">{line.parts.join(" · ")}</p>
          </div>
        )}
      </For>
      <Show when={hasProblems(props.import)}>
        <Problems id={props.import.id} />
      </Show>
      <div class="flex flex-wrap gap-2 py-4">
        <Show when={props.import.canApply}>
          <Button
            tone="primary"
            size="medium"
            onClick={() => void props.imports.apply(props.import.id)}
          >
            Import {pluralize(news(), "entry", "entries")}
          </Button>
        </Show>
        <Show when={applied() > 0}>
          <ButtonLink size="medium" href="/app/watched?view=diary">
            Open the diary
          </ButtonLink>
        </Show>
        <Show when={props.import.canUndo}>
          <Button size="medium" onClick={() => void props.imports.undo(props.import.id)}>
            Undo this import
          </Button>
        </Show>
        <Show when={applied() === 0 && props.import.state !== "undone"}>
          <Button size="medium" onClick={() => void props.imports.remove(props.import.id)}>
            Remove
          </Button>
        </Show>
        <Show when={props.import.state !== "ready" || news() === 0}>
          <Button tone="ghost" size="medium" onClick={() => props.imports.open("")}>
            Import another file
          </Button>
        </Show>
      </div>
    </>
  );
}

function headline(each: HistoryImport): string | null {
  const news = sum(each.counts, "new");
  switch (each.state) {
    case "ready":
      return news > 0
        ? `${pluralize(news, "entry is", "entries are")} new. Nothing was imported yet.`
        : "There is nothing new in this file.";
    case "applied":
      return news > 0
        ? `Stopped: ${pluralize(news, "entry waits", "entries wait")}.`
        : `Done: ${pluralize(sum(each.counts, "applied"), "entry", "entries")} imported.`;
    case "undone":
      return "This import was undone.";
    case "cancelled":
      return "Cancelled. Nothing was imported.";
    default:
      return null;
  }
}

const hasProblems = (each: HistoryImport) =>
  each.counts.some(
    (counts) =>
      counts.broken > 0 ||
      counts.missing > 0 ||
      (counts.kind === "other" && counts.unsupported > 0),
  );

/** Rows that became nothing, each with its place in the file. */
function Problems(props: { id: string }) {
  const [isOpen, setOpen] = createSignal(false);
  const [problems] = createResource(
    () => (isOpen() ? props.id : null),
    (id) => listProblems(id, MAX_PROBLEMS).catch(() => null),
  );
  return (
    <Disclosure
      class="py-3"
      summaryClass="text-14 text-accent-text"
      summary="What was left out, line by line"
      onToggle={setOpen}
    >
      <Show
        when={problems.latest?.items.length}
        fallback={
          <p class="mt-3 text-13 text-muted">
            {problems.loading ? "Loading…" : "Only titles that were not found, which are below."}
          </p>
        }
      >
        <ul class="mt-3 grid max-h-72 gap-1.5 overflow-y-auto text-13" tabindex="0">
          <For each={problems.latest?.items}>
            {(problem) => (
              <li class="flex flex-wrap gap-x-3">
                <span class="min-w-0 text-muted [overflow-wrap:anywhere]">{problem.place}</span>
                <span>{problem.message}</span>
              </li>
            )}
          </For>
        </ul>
        <Show when={(problems.latest?.total ?? 0) > MAX_PROBLEMS}>
          <p class="mt-2 text-13 text-muted">
            The first {MAX_PROBLEMS} of {problems.latest?.total.toLocaleString("en-GB")}
          </p>
        </Show>
      </Show>
    </Disclosure>
  );
}
