import ChevronRight from "lucide-solid/icons/chevron-right";
import CornerLeftUp from "lucide-solid/icons/corner-left-up";
import Folder from "lucide-solid/icons/folder";
import { createResource, createSignal, For, Show } from "solid-js";
import { browseFolders } from "../../api/library";
import { errorText } from "../../ui/toast";

interface FolderBrowserProps {
  /** The open folder; null stands for the list of usual places. */
  at: string | null;
  onGo: (path: string | null) => void;
}

const ROW =
  "flex w-full items-center gap-3 px-3 py-2 text-left text-14 -outline-offset-2! transition-colors hover:bg-fill [&>svg]:size-4 [&>svg]:flex-none [&>svg]:text-muted";

/** The folders in a folder of the server. Why a folder cannot be opened is said by its test. */
export function FolderBrowser(props: FolderBrowserProps) {
  const [problem, setProblem] = createSignal("");
  const [found] = createResource(
    () => ({ at: props.at }),
    (where) =>
      browseFolders(where.at).catch((error: unknown) => {
        setProblem(errorText(error));
        return null;
      }),
    { initialValue: null }, // what is not there yet would suspend the page around it
  );
  const textWithoutFolders = () => {
    if (found.loading) return "Loading folders";
    if (found()) return "No folders in here";
    return props.at === null ? problem() : null;
  };
  /** Also of a folder that could not be opened. */
  const parent = () => {
    const opened = found.latest;
    return opened ? opened.parent : props.at?.replace(/\/[^/]*\/*$/, "") || null;
  };
  return (
    <ul class="max-h-60 min-h-24 overflow-y-auto rounded-control bg-fill py-1" aria-label="Folders">
      <Show when={props.at !== null}>
        <li>
          <button type="button" class={`${ROW} text-muted`} onClick={() => props.onGo(parent())}>
            <CornerLeftUp aria-hidden="true" />
            Up
          </button>
        </li>
      </Show>
      <For
        each={found.latest?.items}
        fallback={
          <Show when={textWithoutFolders()}>
            {(text) => <li class="px-3 py-2 text-13 text-muted">{text()}</li>}
          </Show>
        }
      >
        {(folder) => (
          <li>
            <button type="button" class={ROW} onClick={() => props.onGo(folder.path)}>
              <Folder aria-hidden="true" />
              <span class="min-w-0 flex-1 truncate">{folder.name}</span>
              <ChevronRight aria-hidden="true" />
            </button>
          </li>
        )}
      </For>
    </ul>
  );
}
