import { A } from "@solidjs/router";
import { createMemo, For, Show } from "solid-js";
import type { StoragePicture } from "../../api/types";
import { createBackgroundQuery } from "../../lib/backgroundQuery";
import { formatBytes } from "../../lib/format";
import { Skeleton } from "../../ui/Skeleton";
import { storagePictureQuery } from "./libraryQueries";
import {
  freeText,
  HEIGHT,
  roomText,
  shownDisks,
  SPACE_KINDS,
  spinesOf,
  TONES,
  WIDTH,
  type ShownDisk,
  type SpaceKind,
} from "./storageSpines";

/** What the library takes of each disk, by kind; leads to the page with the details. */
export function StorageStrip() {
  const picture = createBackgroundQuery(() => storagePictureQuery(), null);
  const disks = createMemo(() => {
    const known = picture();
    return known ? shownDisks(known) : [];
  });
  return (
    <Show when={picture() !== undefined} fallback={<Skeleton class="mt-8 mb-9 h-[131px] w-full" />}>
      <Show when={disks().length > 0 && picture()}>
        {(known) => (
          <section
            class="mt-8 mb-9 flex flex-wrap gap-x-7 gap-y-6 phone:-mx-(--gutter) phone:mb-7 phone:snap-x phone:snap-mandatory phone:flex-nowrap phone:gap-x-4 phone:overflow-x-auto phone:px-(--gutter) phone:[scrollbar-width:none]"
            aria-label="Storage"
          >
            <For each={disks()}>
              {(disk) => <DiskSpines disk={disk} picture={known()} among={disks()} />}
            </For>
          </section>
        )}
      </Show>
    </Show>
  );
}

interface DiskSpinesProps {
  disk: ShownDisk;
  picture: StoragePicture;
  among: readonly ShownDisk[];
}

/** Larger disks are wider, small ones not too narrow for their words. */
const growth = (disk: ShownDisk, among: readonly ShownDisk[]) =>
  disk.isAway
    ? 0.3
    : Math.max(0.5, disk.totalBytes / Math.max(...among.map((each) => each.totalBytes)));

function DiskSpines(props: DiskSpinesProps) {
  const onlyOne = () => props.among.length === 1;
  return (
    <A
      href="/app/library/storage"
      class="group block min-w-0 basis-[220px] rounded-card phone:shrink-0 phone:grow-0! phone:snap-center"
      classList={{ "phone:basis-[88%]": !onlyOne(), "phone:basis-full": onlyOne() }}
      style={{ "flex-grow": growth(props.disk, props.among) }}
      title={props.disk.paths.join("\n")}
    >
      <h2 class="flex items-baseline gap-x-2.5 text-15 tracking-[-.01em] phone:flex-wrap">
        <span class="min-w-0 truncate underline-offset-2 group-hover:underline">
          {props.disk.name}
        </span>
        <small class="flex-none text-13 font-normal tracking-normal text-muted">
          {props.disk.isAway ? "Away" : formatBytes(props.disk.totalBytes)}
        </small>
        <Show when={props.disk.freeBytes > 0}>
          <small class="ml-auto truncate text-13 font-normal tracking-normal text-muted phone:ml-0 phone:basis-full">
            {freeText(props.disk)}
            <Show when={roomText(props.disk, props.picture)}>
              {(room) => <span class="phone:hidden">, {room()}</span>}
            </Show>
          </small>
        </Show>
      </h2>
      <Show
        when={!props.disk.isAway}
        fallback={
          <span class="mt-2.5 block h-[76px] rounded-[12px] border-[1.5px] border-dashed border-fill-3 phone:h-[68px]" />
        }
      >
        <svg
          class="mt-2.5 block h-[76px] w-full rounded-[12px] bg-fill phone:h-[68px]"
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          <For each={spinesOf(props.disk)}>
            {(spines) => (
              <path d={spines.path} style={{ fill: toneOf(spines.kind, spines.tone) }} />
            )}
          </For>
        </svg>
      </Show>
      <span class="mt-2.5 flex flex-wrap gap-x-4.5 gap-y-1 text-12 text-muted tabular-nums">
        <For each={props.disk.spaces}>
          {(space) => (
            <span class="flex items-center gap-[7px]">
              <i
                class="size-2 rounded-[2.5px]"
                style={
                  props.disk.isAway
                    ? { "box-shadow": "inset 0 0 0 1.5px var(--text-faint)" }
                    : { background: legendOf(space.kind) }
                }
                aria-hidden="true"
              />
              <span>
                <b class="font-medium text-ink">{SPACE_KINDS[space.kind]}</b>{" "}
                {formatBytes(space.bytes)}
              </span>
            </span>
          )}
        </For>
      </span>
    </A>
  );
}

/** Each kind runs between two tones, one tone a title. */
function toneOf(kind: SpaceKind, tone: number): string {
  if (kind === "elsewhere") return "var(--fill-3)";
  const share = Math.round((tone / (TONES - 1)) * 90) + 6;
  return kind === "other"
    ? `color-mix(in oklab, var(--text-faint) ${50 + share / 2}%, transparent)`
    : `color-mix(in oklab, var(--kind-${kind}) ${share}%, var(--kind-${kind}-2))`;
}

const legendOf = (kind: SpaceKind) =>
  kind === "elsewhere" || kind === "other"
    ? toneOf(kind, TONES - 1)
    : `linear-gradient(90deg, var(--kind-${kind}-2), var(--kind-${kind}))`;
