import ChevronRight from "lucide-solid/icons/chevron-right";
import { createMemo, createSignal, For, Show } from "solid-js";
import { formatBytes } from "../../lib/format";
import {
  checkState,
  commonPriority,
  togglePriorities,
  buildFileTree,
  withPriority,
  type Node,
  type Priorities,
  type TreeFile,
} from "./fileSelection";
import { BreakableName } from "../../ui/BreakableName";
import { SelectionCheckbox, PriorityButton } from "./FileTreeControls";

interface FileTreeProps {
  files: readonly TreeFile[];
  priorities: Priorities;
  /** The selected priorities and the indexes of the changed files. Without it the tree is read-only. */
  onChange?: (priorities: Priorities, files: readonly TreeFile[]) => void;
  /** Progress of a file in percent, for running downloads. */
  shareOf?: (file: TreeFile) => number;
}

/** Larger folders are rendered in steps, so that 25,000 files open at once. */
const INITIAL_ROWS = 100;

/** Torrents with fewer files start expanded. */
const MAX_FILES_EXPANDED = 40;

/** Files and folders with checkboxes: a folder's checkbox applies to everything in it. */
export function FileTree(props: FileTreeProps) {
  const top = createMemo(() => {
    const tree = buildFileTree(props.files);
    const only = tree.children[0];
    // A single root folder is not shown.
    return tree.children.length === 1 && only?.kind === "folder" ? only : tree;
  });

  return (
    <ul class="grid text-14" aria-label="Files">
      <FileRows {...props} nodes={top().children} depth={0} />
    </ul>
  );
}

interface FileRowsProps extends FileTreeProps {
  nodes: readonly Node[];
  depth: number;
}

function FileRows(props: FileRowsProps) {
  const [shown, setShown] = createSignal(INITIAL_ROWS);
  const left = () => props.nodes.length - shown();

  return (
    <>
      <For each={props.nodes.slice(0, shown())}>
        {(node) => <FileRow {...props} node={node} depth={props.depth} />}
      </For>
      <Show when={left() > 0}>
        <li style={{ "padding-left": `${28 + props.depth * 20}px` }}>
          <button
            type="button"
            class="rounded-chip py-1.5 text-13 text-accent-text"
            onClick={() => setShown(shown() + 10 * INITIAL_ROWS)}
          >
            Show {left().toLocaleString("en-GB")} more
          </button>
        </li>
      </Show>
    </>
  );
}

function FileRow(props: FileRowsProps & { node: Node }) {
  const files = () => (props.node.kind === "folder" ? props.node.files : [props.node.file]);
  const check = () => checkState(files(), props.priorities);
  // eslint-disable-next-line solid/reactivity -- initial value only
  const [open, setOpen] = createSignal(props.files.length <= MAX_FILES_EXPANDED);
  const share = () => {
    const total = Math.max(1, props.node.sizeBytes);
    const done = files().reduce(
      // eslint-disable-next-line solid/reactivity -- read where it is rendered
      (sum, file) => sum + (file.sizeBytes * (props.shareOf?.(file) ?? 0)) / 100,
      0,
    );
    return (done / total) * 100;
  };

  return (
    <li>
      <div
        class="group/line flex min-h-9 items-center gap-2.5 rounded-chip pr-1 pointer-coarse:min-h-11"
        classList={{ "text-muted": check() === "none" }}
        style={{ "padding-left": `${props.depth * 20}px` }}
      >
        <Show when={props.onChange}>
          {(change) => (
            <SelectionCheckbox
              name={props.node.name}
              check={check()}
              onPress={() => change()(togglePriorities(props.priorities, files()), files())}
            />
          )}
        </Show>
        <Show
          when={props.node.kind === "folder"}
          fallback={
            <span class="min-w-0 flex-1 py-1 leading-[1.3] [overflow-wrap:anywhere]">
              <BreakableName text={props.node.name} />
            </span>
          }
        >
          <button
            type="button"
            class="reach flex min-w-0 flex-1 items-center gap-1.5 rounded-chip py-1 text-left font-medium"
            aria-expanded={open()}
            onClick={() => setOpen(!open())}
          >
            <ChevronRight
              class="size-4 flex-none text-muted transition-transform"
              classList={{ "rotate-90": open() }}
              aria-hidden="true"
            />
            <span class="min-w-0 [overflow-wrap:anywhere]">
              <BreakableName text={props.node.name} />
            </span>
          </button>
        </Show>
        <Show when={props.onChange}>
          {(change) => (
            <PriorityButton
              name={props.node.name}
              priority={commonPriority(files(), props.priorities)}
              onChange={(next) => change()(withPriority(props.priorities, files(), next), files())}
            />
          )}
        </Show>
        <span class="min-w-12 flex-none text-right text-12 text-muted tabular-nums">
          {formatBytes(props.node.sizeBytes)}
        </span>
        <Show when={props.shareOf}>
          <span class="w-9 flex-none text-right text-12 text-muted tabular-nums">
            {check() === "none" ? "–" : `${Math.floor(share())}%`}
          </span>
        </Show>
      </div>
      <Show when={props.node.kind === "folder" && open() && props.node}>
        {(folder) => (
          <ul>
            <FileRows {...props} nodes={folder().children} depth={props.depth + 1} />
          </ul>
        )}
      </Show>
    </li>
  );
}
