import { expect, test } from "vitest";
import { makeDisk, makeFolder } from "../../../tests/library";
import { earlierOnDisk, groupByDisk } from "./disks";

const on = (path: string, changes: Parameters<typeof makeDisk>[0]) =>
  makeFolder({ path, disk: makeDisk(changes) });

const paths = (...folders: ReturnType<typeof makeFolder>[]) =>
  groupByDisk(folders).map((disk) => disk.map((folder) => folder.path));

test("folders of one device are on one disk, also where each is mounted by itself", () => {
  expect(
    paths(
      on("/films", { mountPoint: "/films" }),
      on("/other", { device: "/dev/sdc1" }),
      on("/shows", { mountPoint: "/shows" }),
    ),
  ).toEqual([["/films", "/shows"], ["/other"]]);
});

test("without a device the mount point tells the disk, and without both each folder is its own", () => {
  expect(
    paths(
      on("/a/1", { device: "tmpfs", mountPoint: "/a" }),
      on("/a/2", { device: "tmpfs", mountPoint: "/a" }),
      on("/b", { device: "tmpfs", mountPoint: "/b" }),
      on("/c", { device: "", mountPoint: "" }),
      on("/d", { device: "", mountPoint: "" }),
    ),
  ).toEqual([["/a/1", "/a/2"], ["/b"], ["/c"], ["/d"]]);
});

test("only a later folder of a disk leads to the first", () => {
  const [films, shows, away] = [on("/films", {}), on("/shows", {}), makeFolder({ path: "/away" })];
  const all = [away, films, shows];

  expect(all.map((folder) => earlierOnDisk(folder, all)?.path ?? null)).toEqual([
    null,
    null,
    "/films",
  ]);
});
