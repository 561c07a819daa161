import HardDrive from "lucide-solid/icons/hard-drive";
import ScanSearch from "lucide-solid/icons/scan-search";
import Trash from "lucide-solid/icons/trash";
import Unplug from "lucide-solid/icons/unplug";
import { Show } from "solid-js";
import { addLibraryFolder, removeLibraryFolder, rescanLibrary } from "../../api/library";
import type { LibraryFolder } from "../../api/types";
import { pluralize } from "../../lib/format";
import { BreakableName } from "../../ui/BreakableName";
import { Button } from "../../ui/Button";
import { IconButton } from "../../ui/IconButton";
import { ProgressBar } from "../../ui/ProgressBar";
import { toast, toastOnError, toastUndo } from "../../ui/toast";
import { folderStatusText, folderTone, spaceText, usedPercent } from "./folders";

/** A folder of the library: free space, last scan, and buttons to scan or remove it. */
export function FolderLine(props: { folder: LibraryFolder; onChange: () => void }) {
  const path = () => props.folder.path;
  const isAway = () => props.folder.state !== "ok";
  const rescan = async () => {
    if (await toastOnError(rescanLibrary(false, [path()]))) toast({ text: `Scanning ${path()}` });
    props.onChange();
  };
  const remove = async () => {
    const gone = path();
    const isGone = await toastOnError(removeLibraryFolder(gone).then(() => true));
    props.onChange();
    if (!isGone) return;
    toastUndo(`${gone} is not in the library any more. Its files stay on the disk`, () => {
      void restore(gone);
    });
  };
  const restore = async (gone: string) => {
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
          {folderStatusText(props.folder, new Date())}
        </p>
        <p class="text-13 text-muted">
          {pluralize(props.folder.files, "file")}
          {props.folder.source === "environment" ? " · From the server's configuration" : ""}
        </p>
      </div>
      <Show when={spaceText(props.folder)}>
        {(space) => (
          <div class="w-40 phone:hidden">
            <ProgressBar percent={usedPercent(props.folder)} label={`Disk of ${path()}`} />
            <p class="mt-1.5 text-12 text-muted">{space()}</p>
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
        <Show when={props.folder.source === "stored"}>
          <IconButton
            label={`Remove ${path()}`}
            tone="bare"
            size="medium"
            onClick={() => void remove()}
          >
            <Trash />
          </IconButton>
        </Show>
      </div>
    </li>
  );
}
