import { createAsyncStore } from "@solidjs/router";
import { createSignal, For, Show } from "solid-js";
import { matchItems, previewFolderMatch } from "../../api/folderMatches";
import type { FolderMatchFile, FolderMatchPreview, MediaCard } from "../../api/types";
import { pluralize } from "../../lib/format";
import { BreakableName } from "../../ui/BreakableName";
import { Button } from "../../ui/Button";
import { toastOnError } from "../../ui/toast";
import { libraryChanged } from "./libraryQueries";
import { LibraryPreviewSheet } from "./LibraryPreviewSheet";
import type { FolderMatched } from "./review";

interface FolderMatchSheetProps {
  /** A file of the folder. */
  itemId: string;
  media: MediaCard;
  /** Before the list of files is loaded again. */
  onMatched: (matched: FolderMatched) => void;
  onClose: () => void;
}

/** Which file of a folder becomes which episode, before they are matched together. */
export function FolderMatchSheet(props: FolderMatchSheetProps) {
  const [above, setAbove] = createSignal(false);
  const [busy, setBusy] = createSignal(false);
  const preview = createAsyncStore(() => previewFolderMatch(props.itemId, props.media.id, above()));

  const match = async (known: FolderMatchPreview) => {
    const { id, title } = props.media; // not there any more once the sheet is closed
    const ids = known.files
      .filter((file) => file.outcome === "matched")
      .map((file) => file.libraryItemId);
    setBusy(true);
    const change = await toastOnError(matchItems(id, ids));
    setBusy(false);
    if (!change) return;
    const { undoId } = change;
    if (undoId) props.onMatched({ ids, title, undoId });
    props.onClose();
    await libraryChanged();
  };

  return (
    <LibraryPreviewSheet
      eyebrow="Match the whole folder"
      title={props.media.title}
      preview={preview}
      verb="Match"
      count={(known) => known.matched}
      busy={busy()}
      autofocus
      onAccept={(known) => void match(known)}
      onClose={() => props.onClose()}
    >
      {(known) => <Preview known={known()} onAbove={() => setAbove(true)} />}
    </LibraryPreviewSheet>
  );
}

function Preview(props: { known: FolderMatchPreview; onAbove: () => void }) {
  return (
    <div class="grid gap-4">
      <p class="text-14 text-muted">
        <BreakableName text={props.known.folder} />
        {": "}
        {previewText(props.known)}
      </p>
      <Show when={props.known.namedEpisodes > 0}>
        <p class="text-14 text-warn" role="alert">
          {episodesText(props.known)}
        </p>
      </Show>
      <Show when={props.known.isCut}>
        <p class="text-14 text-warn">There are more files; match these first.</p>
      </Show>
      <Show when={props.known.above}>
        {(above) => (
          <Button size="medium" onClick={() => props.onAbove()}>
            <span class="truncate">Take all of {above()}</span>
          </Button>
        )}
      </Show>
      <ul class="grid">
        <For each={props.known.files}>{(file) => <FileLine file={file} />}</For>
      </ul>
    </div>
  );
}

function FileLine(props: { file: FolderMatchFile }) {
  return (
    <li class="grid grid-cols-[1fr_auto] items-start gap-x-4 border-t border-line py-2.5 text-14 first:border-0">
      <span class="[overflow-wrap:anywhere]">
        <BreakableName text={props.file.fileName} />
      </span>
      <span
        class="text-right font-strong tabular-nums"
        classList={{ "text-warn": props.file.outcome === "unmatched" }}
      >
        {outcomeText(props.file)}
      </span>
      <Show when={props.file.outcome === "matched" && props.file.now}>
        <span class="col-span-2 text-13 text-muted">Now {props.file.now}</span>
      </Show>
    </li>
  );
}

/** `12 to match, 1 without an episode, left as it is`. */
function previewText(known: FolderMatchPreview): string {
  const same = known.files.length - known.matched - known.unmatched;
  return [
    `${known.matched} to match`,
    same > 0 ? `${same} matched already` : "",
    known.unmatched > 0
      ? `${known.unmatched} without an episode, left as ${known.unmatched === 1 ? "it is" : "they are"}`
      : "",
  ]
    .filter(Boolean)
    .join(", ");
}

/** With a film: what happens to files that are named like episodes. */
function episodesText(known: FolderMatchPreview): string {
  const named = known.namedEpisodes;
  const versions = named === 1 ? "a version" : "versions";
  return `${pluralize(named, "file")} ${named === 1 ? "is" : "are"} named like ${named === 1 ? "an episode" : "episodes"}, and would become ${versions} of this film. For a show, choose its title instead.`;
}

function outcomeText(file: FolderMatchFile): string {
  if (file.outcome === "unmatched") return "No episode";
  return file.episodeLabel ?? (file.outcome === "same" ? "Matched" : "Film");
}
