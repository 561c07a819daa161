/** The file tree of a torrent and the selection in it. No I/O. */
import type { FilePriority } from "../../api/types";

export interface TreeFile {
  index: number;
  /** With `/` between folders. */
  path: string;
  sizeBytes: number;
}

export interface FileNode {
  kind: "file";
  name: string;
  file: TreeFile;
  sizeBytes: number;
}

export interface FolderNode {
  kind: "folder";
  name: string;
  /** The full path, which is unique. */
  path: string;
  children: readonly Node[];
  /** Every file below, at any depth. */
  files: readonly TreeFile[];
  sizeBytes: number;
}

export type Node = FileNode | FolderNode;

/** By file index. Missing files have priority `normal`, as on the server. */
export type Priorities = Readonly<Record<number, FilePriority>>;

export const priorityOf = (priorities: Priorities, index: number): FilePriority =>
  priorities[index] ?? "normal";

/** Folders first, then by name in numeric order: 2 before 10. */
export function buildFileTree(files: readonly TreeFile[]): FolderNode {
  return folderOf("", "", files, 0);
}

const order = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

function folderOf(name: string, path: string, files: readonly TreeFile[], depth: number) {
  const folders = new Map<string, TreeFile[]>();
  const here: FileNode[] = [];
  for (const file of files) {
    const parts = file.path.split("/");
    const part = parts[depth] ?? file.path;
    if (parts.length - 1 <= depth) {
      here.push({ kind: "file", name: part, file, sizeBytes: file.sizeBytes });
      continue;
    }
    const inside = folders.get(part);
    if (inside) inside.push(file);
    else folders.set(part, [file]);
  }
  const below = [...folders].map(([part, inside]) =>
    folderOf(part, path === "" ? part : `${path}/${part}`, inside, depth + 1),
  );
  const byName = (a: Node, b: Node) => order.compare(a.name, b.name);
  const folder: FolderNode = {
    kind: "folder",
    name,
    path,
    children: [...below.toSorted(byName), ...here.toSorted(byName)],
    files,
    sizeBytes: totalBytes(files),
  };
  return folder;
}

export const totalBytes = (files: readonly TreeFile[]) =>
  files.reduce((sum, file) => sum + file.sizeBytes, 0);

export type CheckState = "all" | "some" | "none";

/** The checkbox state of a folder or file. */
export function checkState(files: readonly TreeFile[], priorities: Priorities): CheckState {
  const selectedCount = selectedFiles(files, priorities).length;
  if (selectedCount === 0) return "none";
  return selectedCount === files.length ? "all" : "some";
}

export function selectedFiles(files: readonly TreeFile[], priorities: Priorities): TreeFile[] {
  return files.filter((file) => priorityOf(priorities, file.index) !== "skip");
}

/** The priority of all files; null when they differ. */
export function commonPriority(
  files: readonly TreeFile[],
  priorities: Priorities,
): FilePriority | null {
  const found = new Set(files.map((file) => priorityOf(priorities, file.index)));
  return found.size === 1 ? ([...found][0] ?? null) : null;
}

/** Sets one priority for these files and leaves the others. */
export function withPriority(
  priorities: Priorities,
  files: readonly TreeFile[],
  priority: FilePriority,
): Priorities {
  const next: Record<number, FilePriority> = { ...priorities };
  for (const file of files) next[file.index] = priority;
  return next;
}

/** After a click on a checkbox: all becomes none, otherwise skipped files are selected. */
export function togglePriorities(priorities: Priorities, files: readonly TreeFile[]): Priorities {
  if (checkState(files, priorities) === "all") return withPriority(priorities, files, "skip");
  const skipped = files.filter((file) => priorityOf(priorities, file.index) === "skip");
  return withPriority(priorities, skipped, "normal");
}

export type Preset = "all" | "videos" | "biggest";

const VIDEO = /\.(mkv|mp4|m4v|avi|mov|wmv|webm|ts|m2ts|mpe?g|ogv|flv|vob)$/i;
/** Extras beside the film itself. */
const SAMPLE = /(^|[^a-z])sample([^a-z]|$)/i;

const isVideo = (file: TreeFile) => VIDEO.test(file.path) && !SAMPLE.test(file.path);

/** The presets that change something for these files. */
export function presetsFor(files: readonly TreeFile[]): Preset[] {
  const videos = files.filter(isVideo).length;
  const presets: Preset[] = ["all"];
  if (videos > 0 && videos < files.length) presets.push("videos");
  if (files.length > 1) presets.push("biggest");
  return presets;
}

export function prioritiesOf(preset: Preset, files: readonly TreeFile[]): Priorities {
  if (preset === "all") return {};
  const biggest = files.reduce<TreeFile | null>(
    (most, file) => (most === null || file.sizeBytes > most.sizeBytes ? file : most),
    null,
  );
  const isWanted = (file: TreeFile) => (preset === "videos" ? isVideo(file) : file === biggest);
  return withPriority(
    {},
    files.filter((file) => !isWanted(file)),
    "skip",
  );
}

/** The preset that these priorities match, if any. */
export function matchingPreset(files: readonly TreeFile[], priorities: Priorities): Preset | null {
  const isSame = (preset: Preset) => {
    const other = prioritiesOf(preset, files);
    return files.every(
      (file) => priorityOf(other, file.index) === priorityOf(priorities, file.index),
    );
  };
  return presetsFor(files).find(isSame) ?? null;
}
