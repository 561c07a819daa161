import { A, revalidate } from "@solidjs/router";
import { createEffect, createSignal, For, on, Show } from "solid-js";
import { may } from "../../api/signedInUser";
import type { DuplicateGroup, DuplicateVersion } from "../../api/types";
import { formatBytes, pluralize } from "../../lib/format";
import { BreakableName } from "../../ui/BreakableName";
import { Button } from "../../ui/Button";
import { deletedVersion, deleteWithUndo } from "./deletedFiles";
import { duplicatesQuery, versionNotes, versionText } from "./storageText";

/** The versions of a film or an episode, the best first. */
export function DuplicateCard(props: { group: DuplicateGroup }) {
  const name = () =>
    [props.group.media.title, props.group.episodeLabel, props.group.edition]
      .filter(Boolean)
      .join(" · ");
  const [busy, setBusy] = createSignal(false);
  /** All but the best: they may go, while the best one is there. */
  const spare = () => props.group.versions.filter((version) => !version.isBest);
  const canKeepBest = () =>
    !props.group.isPlaying && props.group.versions.some((one) => one.isBest && !one.isMissing);
  const keepBest = async () => {
    setBusy(true);
    const files = spare().flatMap((version) => version.libraryItemIds.map((id) => ({ id })));
    const isDone = await deleteWithUndo(files, name(), { spareOnly: true });
    // The page was out of date.
    if (!isDone) await revalidate(duplicatesQuery.key);
    setBusy(false);
  };
  // Also after an undo.
  createEffect(on(deletedVersion, () => void revalidate(duplicatesQuery.key), { defer: true }));

  return (
    <article class="rounded-sheet bg-surface-1 hairline" aria-label={name()}>
      <header class="flex flex-wrap items-center gap-x-5 gap-y-3 px-6 py-4 phone:px-4">
        <div class="min-w-0 flex-1 basis-56">
          <h2 class="text-17 font-strong tracking-[-.015em]">
            <A
              href={`/app/library?title=${String(props.group.media.id)}`}
              class="underline-offset-2 hover:underline"
            >
              {name()}
            </A>
          </h2>
          <p class="mt-0.5 text-13 text-muted tabular-nums">
            All but the best take {formatBytes(props.group.spareBytes)}
            <Show when={props.group.isPlaying}>. Being watched now</Show>
          </p>
        </div>
        <Show when={may("delete")}>
          <Button size="medium" disabled={busy() || !canKeepBest()} onClick={() => void keepBest()}>
            Keep the best, recycle {pluralize(spare().length, "file")}
          </Button>
        </Show>
      </header>
      <ul>
        <For each={props.group.versions}>{(version) => <VersionLine version={version} />}</For>
      </ul>
    </article>
  );
}

function VersionLine(props: { version: DuplicateVersion }) {
  return (
    <li class="grid gap-1 border-t border-line px-6 py-3.5 phone:px-4">
      <p class="flex flex-wrap items-center gap-x-3 gap-y-1 text-14 font-strong tabular-nums">
        {versionText(props.version)}
        <Show when={props.version.isBest}>
          <span class="rounded-pill bg-accent px-2.5 py-0.5 text-12 text-on-accent">Best</span>
        </Show>
      </p>
      <p class="text-13 [overflow-wrap:anywhere] text-muted">
        <BreakableName text={props.version.fileName} />
      </p>
      <Show when={[...props.version.reasons, ...versionNotes(props.version)].join(", ")}>
        {(text) => <p class="text-13 text-muted">{text()}</p>}
      </Show>
    </li>
  );
}
