/** Which folders lie on one disk. No I/O. */
import type { Disk } from "../../api/types";

interface OnDisk {
  path: string;
  disk: Disk | null;
}

/**
 * The same for folders of one disk. Its device tells it, of which several directories can be
 * mounted in a container; `tmpfs` and `overlay` name no device, then the mount point does.
 */
function diskKey({ path, disk }: OnDisk): string {
  if (disk?.device.includes("/")) return `${disk.device} ${disk.totalBytes}`;
  return disk?.mountPoint || path;
}

/** The folders of one disk. */
export type FoldersOfDisk<T> = readonly [T, ...T[]];

/** The folders of each disk, in the order of the first of each. */
export function groupByDisk<T extends OnDisk>(folders: readonly T[]): FoldersOfDisk<T>[] {
  const byDisk = new Map<string, [T, ...T[]]>();
  for (const folder of folders) {
    const key = diskKey(folder);
    const others = byDisk.get(key);
    if (others) others.push(folder);
    else byDisk.set(key, [folder]);
  }
  return [...byDisk.values()];
}

/** The first folder on the disk of this one, when that is another. */
export function earlierOnDisk<T extends OnDisk>(folder: T, folders: readonly T[]): T | null {
  const first = folders.find((each) => each.disk && diskKey(each) === diskKey(folder));
  return folder.disk && first && first.path !== folder.path ? first : null;
}
