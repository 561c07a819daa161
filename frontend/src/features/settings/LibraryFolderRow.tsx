import HardDrive from "lucide-solid/icons/hard-drive";
import Settings2 from "lucide-solid/icons/settings-2";
import ScanSearch from "lucide-solid/icons/scan-search";
import Trash from "lucide-solid/icons/trash";
import Unplug from "lucide-solid/icons/unplug";
import { createResource, createSignal, Show } from "solid-js";
import {
  addLibraryFolder,
  getScan,
  removeLibraryFolder,
  rescanLibrary,
  type NewFolder,
} from "../../api/library";
import type { LibraryFolder } from "../../api/types";
import { scanProgressText } from "../../shared/library/scanText";
import { BreakableName } from "../../ui/BreakableName";
import { Button } from "../../ui/Button";
import { IconButton } from "../../ui/IconButton";
import { lazyOverlay } from "../../ui/lazyOverlay";
import { ProgressBar } from "../../ui/ProgressBar";
import { toast, toastOnError, toastUndo } from "../../ui/toast";
import { AwayFilesCard } from "./AwayFilesCard";
import { LibraryFolderOptions } from "./LibraryFolderOptions";
import { MissingFilesCard } from "./MissingFilesCard";
import {
  folderFactsText,
  folderStatusText,
  folderTone,
  spaceText,
  usedPercent,
} from "./libraryFolderText";

const RemoveFolder = lazyOverlay(() => import("./RemoveFolder"));

/** A folder of the library: free space, last scan, and buttons to scan or remove it. */
export function LibraryFolderRow(props: {
  folder: LibraryFolder;
  /** The folder that shows the disk of this one; null: itself. */
  diskOf: string | null;
  /** Counts the refreshes. */
  readAt: number;
  onChange: () => void;
}) {
  const path = () => props.folder.path;
  const [isOpened, setOpened] = createSignal(false);
  const [isRemoving, setRemoving] = createSignal(false);
  // Read again with each refresh of the folders.
  const [scan] = createResource(
    () => (props.folder.scanId === null ? null : { id: props.folder.scanId, at: props.readAt }),
    ({ id }) => getScan(id).catch(() => null),
  );
  const isAway = () => props.folder.state !== "ok";
  const rescan = async () => {
    if (await toastOnError(rescanLibrary(false, [path()]))) toast({ text: `Scanning ${path()}` });
    props.onChange();
  };
  const remove = async () => {
    const { kind, marker, store, preparesCopies } = props.folder;
    const gone = { path: path(), kind, marker, store, preparesCopies, allowsNested: true };
    await removeLibraryFolder(gone.path);
    props.onChange();
    toastUndo(`${gone.path} is not in the library any more`, () => {
      void restore(gone);
    });
  };
  const restore = async (gone: NewFolder) => {
    await toastOnError(addLibraryFolder(gone));
    props.onChange();
  };
  return (
    <li class="flex flex-wrap items-center gap-x-5 gap-y-3 py-4">
      <span
        class="grid size-11 flex-none place-items-center rounded-control bg-fill text-muted [&>svg]:size-5"
        classList={{ "text-warn": isAway() }}
      >
        <Show when={isAway()} fallback={<HardDrive aria-hidden="true" />}>
          <Unplug aria-hidden="true" />
        </Show>
      </span>
      <div class="min-w-[180px] flex-1">
        <p class="text-15 font-strong tracking-[-.01em] [overflow-wrap:anywhere]">
          <BreakableName text={path()} />
        </p>
        <p class="mt-0.5 text-13 text-pretty text-muted" classList={{ "text-warn": isAway() }}>
          {folderTone(props.folder) === "busy"
            ? scanProgressText(scan.latest ?? null)
            : folderStatusText(props.folder, new Date())}
        </p>
        <p class="text-13 text-muted">{folderFactsText(props.folder)}</p>
      </div>
      <Show when={spaceText(props.folder.disk)}>
        {(space) => (
          <div class="w-40 phone:order-last phone:w-full">
            <Show
              when={props.diskOf}
              fallback={
                <>
                  <ProgressBar
                    percent={usedPercent(props.folder.disk)}
                    label={`Disk of ${path()}`}
                  />
                  <p class="mt-1.5 text-12 text-muted">{space()}</p>
                </>
              }
            >
              {(first) => (
                <p class="text-12 [overflow-wrap:anywhere] text-muted">Same disk as {first()}</p>
              )}
            </Show>
          </div>
        )}
      </Show>
      <div class="flex items-center gap-1">
        <Button
          size="small"
          disabled={folderTone(props.folder) === "busy"}
          onClick={() => void rescan()}
        >
          <ScanSearch class="size-3.5" aria-hidden="true" />
          {isAway() ? "Check again" : "Rescan"}
        </Button>
        <IconButton
          label={`Options of ${path()}`}
          tone="bare"
          size="medium"
          aria-expanded={isOpened()}
          onClick={() => setOpened(!isOpened())}
        >
          <Settings2 />
        </IconButton>
        {/* The disks of all folders stand in one column. */}
        <Show
          when={props.folder.source === "stored"}
          fallback={<span class="size-10 phone:hidden" aria-hidden="true" />}
        >
          <IconButton
            label={`Remove ${path()}`}
            tone="bare"
            size="medium"
            onClick={() => setRemoving(true)}
          >
            <Trash />
          </IconButton>
        </Show>
      </div>
      <Show when={props.folder.missing > 0 && !isAway()}>
        <MissingFilesCard folder={props.folder} onChange={props.onChange} />
      </Show>
      <Show when={props.folder.away > 0}>
        <AwayFilesCard folder={props.folder} onChange={props.onChange} />
      </Show>
      <Show when={isRemoving()}>
        <RemoveFolder folder={props.folder} onRemove={remove} onClose={() => setRemoving(false)} />
      </Show>
      <Show when={isOpened()}>
        <LibraryFolderOptions folder={props.folder} onChange={props.onChange} />
      </Show>
    </li>
  );
}
