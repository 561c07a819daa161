/** Texts about the server's health, with advice for failures. No I/O. */
import type { AdminHealth, Converter, LibraryFolder } from "../../api/types";
import { formatBytes, joinList, numberWord, pluralize } from "../../lib/format";
import { groupByDisk, type FoldersOfDisk } from "../../shared/library/disks";
import { spaceText, usedPercent } from "./libraryFolderText";

export interface HealthPart {
  name: string;
  state: "good" | "bad" | "off";
  text: string;
  /** What to do about it. */
  advice?: string;
}

/** Space on the disk below which conversions may stop. */
const NEEDED_BYTES = 1e9;

/** Names of hardware encoders, by those of ffmpeg. */
const CARDS: Readonly<Record<string, string>> = {
  h264_nvenc: "the graphics card (NVENC)",
  h264_qsv: "the graphics card (Quick Sync)",
  h264_vaapi: "the graphics card (VA-API)",
  h264_videotoolbox: "the graphics card (VideoToolbox)",
};

/** Used share of a disk from which a warning is shown. */
const NEARLY_FULL_PERCENT = 95;

export function healthParts(health: AdminHealth, folders: readonly LibraryFolder[]): HealthPart[] {
  return [
    { name: "Web", state: "good", text: "It answers: you are reading this" },
    database(health),
    cache(health),
    objectStore(health),
    worker(health),
    ...(health.converter ? [conversion(health.converter)] : []),
    tasks(health),
    ...groupByDisk(folders).map(disk),
  ];
}

export function healthSummary(parts: readonly HealthPart[]): string {
  const bad = parts.filter((part) => part.state === "bad").length;
  if (bad === 0) return "Everything is well.";
  if (bad === 1) return "One thing needs you. Everything else is well.";
  const count = numberWord(bad);
  return `${count.charAt(0).toUpperCase()}${count.slice(1)} things need you.`;
}

function database({ checks, databaseSizeBytes }: AdminHealth): HealthPart {
  const name = "Database";
  if (checks.database === "ok" && checks.migrations === "ok") {
    return { name, state: "good", text: `Answers, ${formatBytes(databaseSizeBytes)}` };
  }
  if (checks.database === "ok") {
    const advice = "Restart the server: it brings the tables up to date when it starts.";
    return { name, state: "bad", text: "Its tables are older than the program", advice };
  }
  const advice = "See that PostgreSQL runs and that DATABASE_URL is right.";
  return { name, state: "bad", text: "Does not answer", advice };
}

function cache({ checks }: AdminHealth): HealthPart {
  const name = "Cache";
  if (checks.cache === "ok") return { name, state: "good", text: "Answers" };
  if (checks.cache === "off") return { name, state: "off", text: "Not in use" };
  const advice = "Everything works, only slower. See that Valkey runs and that CACHE_URL is right.";
  return { name, state: "bad", text: "Does not answer", advice };
}

function objectStore({ checks, storeCheck }: AdminHealth): HealthPart {
  const name = "Object store";
  if (checks.objectStore === "ok" && storeCheck && !storeCheck.isMended) {
    const text = `${pluralize(storeCheck.lost, "copy", "copies")} of the library not there`;
    const advice = "Is it the right store? Nothing was changed, in case it is not.";
    return { name, state: "bad", text, advice };
  }
  if (checks.objectStore === "ok") {
    return { name, state: "good", text: ["Answers", ...storeFacts(storeCheck)].join(", ") };
  }
  if (checks.objectStore === "off") {
    return { name, state: "off", text: "Not in use: films play from the disk" };
  }
  const advice = "Films play from the disk meanwhile. See that the store of S3_ENDPOINT_URL runs.";
  return { name, state: "bad", text: "Does not answer", advice };
}

/** What the last comparison with the library found. */
function storeFacts(check: AdminHealth["storeCheck"]): string[] {
  if (!check) return [];
  return [
    check.objects > 0
      ? `${pluralize(check.objects, "copy", "copies")} of ${formatBytes(check.sizeBytes)}`
      : "no copies yet",
    check.orphans > 0 ? `${check.orphans} of no file removed` : "",
    check.lost > 0 ? `${check.lost} lost` : "",
  ].filter(Boolean);
}

function worker({ workers }: AdminHealth): HealthPart {
  const alive = workers.filter((each) => each.isAlive).length;
  if (alive > 0) return { name: "Worker", state: "good", text: "Running" };
  return {
    name: "Worker",
    state: "bad",
    text: "None is running: nothing is downloaded, scanned or converted",
    advice:
      "Pages work, and films that need no conversion still play where the server itself has their files. Start the worker again; its log is in the logs folder of the data folder.",
  };
}

function conversion(converter: Converter): HealthPart {
  const name = "Conversion";
  if (converter.encoder === null) {
    const advice = "Install ffmpeg on the computer of the worker, then start the worker again.";
    return { name, state: "bad", text: "Only what browsers play as it is can be played", advice };
  }
  const { running, limit, keptBytes, limitBytes, freeBytes } = converter;
  const by = CARDS[converter.encoder] ?? "the processor";
  const text = [
    running === 0 ? `Nothing now, up to ${pluralize(limit, "film")} at a time` : "",
    running > 0 ? `${running} of ${pluralize(limit, "film")} at a time` : "",
    ` by ${by}. Keeps ${formatBytes(keptBytes)} of up to ${formatBytes(limitBytes)}`,
  ].join("");
  if (freeBytes !== null && freeBytes < NEEDED_BYTES) {
    const advice = "Free some space on the disk of the data folder: conversions stop without it.";
    return { name, state: "bad", text: `${text}, only ${formatBytes(freeBytes)} are free`, advice };
  }
  if (converter.canToneMap) return { name, state: "good", text };
  const advice = "HDR films look pale when they are converted: this ffmpeg lacks zscale.";
  return { name, state: "good", text, advice };
}

function tasks({ counts }: AdminHealth): HealthPart {
  const waiting = counts.waitingTasks;
  const text = waiting === 0 ? "Nothing is waiting" : `${pluralize(waiting, "task")} waiting`;
  return { name: "Tasks", state: "good", text };
}

/** Of a folder that is not there the disk is not known: it is a part by itself. */
function disk(folders: FoldersOfDisk<LibraryFolder>): HealthPart {
  const [folder] = folders;
  const name = "Disk";
  if (folder.state === "missing" || folder.state === "away") {
    const advice = "Connect the disk again, or forget its files under Library folders.";
    return { name, state: "bad", text: `${folder.path} is not there`, advice };
  }
  if (folder.state === "unknown") {
    const advice = "Start the worker that reads it.";
    return { name, state: "bad", text: `Nothing is known of ${folder.path}`, advice };
  }
  if (folder.state === "unreadable") {
    const advice = "Let the user that runs the server read this folder.";
    return { name, state: "bad", text: `${folder.path} cannot be read`, advice };
  }
  const paths = joinList(folders.map(({ path }) => path));
  const space = spaceText(folder.disk);
  if (usedPercent(folder.disk) < NEARLY_FULL_PERCENT) {
    return { name, state: "good", text: [paths, space].filter(Boolean).join(", ") };
  }
  const advice = "Delete what is no longer watched, or add another disk under Library folders.";
  return { name, state: "bad", text: `The disk of ${paths} is nearly full, ${space}`, advice };
}
