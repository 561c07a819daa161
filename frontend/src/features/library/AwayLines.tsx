import { revalidate } from "@solidjs/router";
import Unplug from "lucide-solid/icons/unplug";
import { createEffect, createSignal, For, Show, type JSX } from "solid-js";
import { user } from "../../api/signedInUser";
import type { LibraryFolder } from "../../api/types";
import { pluralize } from "../../lib/format";
import { runWhileVisible } from "../../lib/intervalWhileVisible";
import { libraryFoldersQuery } from "../../shared/library/foldersQuery";
import { BreakableName } from "../../ui/BreakableName";
import { Button, ButtonLink } from "../../ui/Button";
import { lazyOverlay } from "../../ui/lazyOverlay";
import { createFolders, libraryChanged } from "./libraryQueries";
import { isScanning, startRescan } from "./libraryScan";

/** As often as the worker looks at the disks, nearly. */
const REFRESH_INTERVAL_MS = 3_000;

interface AwayLinesProps {
  /** Titles with files that were not found. */
  missing: number;
  /** Whether these are what the page shows. */
  isShown: boolean;
}

const ForgetAway = lazyOverlay(() => import("../../shared/library/ForgetAway"));

/** Folders that are away, and files that were not found: neither leaves the library by itself. */
export function AwayLines(props: AwayLinesProps) {
  const folders = createFolders();
  const away = () => (folders() ?? []).filter((folder) => folder.away > 0);
  runWhileVisible(REFRESH_INTERVAL_MS, () =>
    away().length > 0 ? revalidate(libraryFoldersQuery.key) : undefined,
  );
  // When files are back, the rest of the page shows them too.
  createEffect((before: number) => {
    const now = away().reduce((files, folder) => files + folder.away, 0);
    if (now < before) void libraryChanged();
    return now;
  }, 0);
  const [toForget, setToForget] = createSignal<LibraryFolder>();

  return (
    <>
      <For each={away()}>
        {(folder) => (
          <Line
            text={
              <>
                <b class="font-strong text-ink">
                  <AwayName folder={folder} /> is away: {pluralize(folder.away, "file")}.
                </b>{" "}
                {folder.away === 1 ? "It stays" : "They stay"} in the library and{" "}
                {folder.away === 1 ? "plays" : "play"} again when the disk returns.
              </>
            }
          >
            <ButtonLink href={`/app/library?root=${encodeURIComponent(folder.path)}`} size="small">
              {folder.away === 1 ? "Show it" : "Show them"}
            </ButtonLink>
            <Button
              size="small"
              tone="ghost"
              disabled={isScanning()}
              onClick={() => void startRescan()}
            >
              Check again
            </Button>
            <Button size="small" tone="ghost" onClick={() => setToForget(folder)}>
              Gone for good
            </Button>
          </Line>
        )}
      </For>
      <Show when={toForget()}>
        {(folder) => (
          <ForgetAway
            folder={folder()}
            onClose={() => setToForget(undefined)}
            onChange={() => void libraryChanged()}
          />
        )}
      </Show>
      <Show when={props.missing > 0 && folders() && away().length === 0}>
        <Line
          text={
            <>
              <b class="font-strong text-ink">
                {pluralize(props.missing, "title")} with missing files.
              </b>{" "}
              {props.missing === 1 ? "It stays" : "They stay"} in the library until the files are
              back or forgotten.
            </>
          }
        >
          <Show when={!props.isShown}>
            <ButtonLink href="/app/library?state=missing" size="small">
              {props.missing === 1 ? "Show it" : "Show them"}
            </ButtonLink>
          </Show>
          <Show when={user()?.role === "admin"}>
            <ButtonLink href="/app/library/files?state=missing" size="small" tone="ghost">
              Forget them
            </ButtonLink>
          </Show>
        </Line>
      </Show>
    </>
  );
}

/** The folder, or the disk in it. */
function AwayName(props: { folder: LibraryFolder }) {
  return (
    <>
      <Show when={props.folder.state === "away"}>A disk of </Show>
      <BreakableName text={props.folder.path} />
    </>
  );
}

function Line(props: { text: JSX.Element; children: JSX.Element }) {
  return (
    <section
      class="mb-4 flex flex-wrap items-center gap-x-4 gap-y-3 rounded-sheet bg-warn/10 px-5 py-3.5 text-14 shadow-[inset_0_0_0_1px_color-mix(in_srgb,var(--warn)_35%,transparent)]"
      aria-label="Files that are away"
    >
      <Unplug class="size-4.5 flex-none text-warn" aria-hidden="true" />
      <p class="min-w-0 flex-1 basis-64 text-muted">{props.text}</p>
      <span class="flex flex-wrap gap-2">{props.children}</span>
    </section>
  );
}
