import AudioLines from "lucide-solid/icons/audio-lines";
import Captions from "lucide-solid/icons/captions";
import FileVideo from "lucide-solid/icons/file-video-camera";
import { createUniqueId, For, Show } from "solid-js";
import type { PlaybackOfVersion, LibraryItem } from "../../api/types";
import { channelText, codecName, hdrName } from "../../lib/codecs";
import { numberWord, formatBytes, formatDuration, joinList, languageName } from "../../lib/format";
import { missingPartsText } from "../../shared/library/absenceText";
import { BreakableName } from "../../ui/BreakableName";
import { SectionHeading } from "../../ui/Rail";
import { FitText } from "./PlayabilityLine";
import { sampleText, versionFacts, versionName } from "../../shared/titles/versionName";

interface VersionChooserProps {
  items: readonly LibraryItem[];
  /** How a version plays in this browser. */
  playback: (id: string) => PlaybackOfVersion | undefined;
  /** Of the title; null when it is not known. */
  runtimeMinutes: number | null;
  /** The version that the play button plays. */
  chosen: string;
  onChoose: (id: string) => void;
}

/** Select one of several files of a title. They share one resume position. */
export default function VersionChooser(props: VersionChooserProps) {
  const name = createUniqueId();
  return (
    <section class="section" aria-label="In your library">
      <SectionHeading
        title="In your library"
        why={`${numberWord(props.items.length)} versions, one shared position`}
      />
      <div class="grid grid-cols-2 gap-5 max-lg:grid-cols-1 phone:gap-3.5" role="radiogroup">
        <For each={props.items}>
          {(item) => (
            <VersionCard
              item={item}
              playback={props.playback(item.id)}
              runtimeMinutes={props.runtimeMinutes}
              group={name}
              chosen={item.id === props.chosen}
              onChoose={() => props.onChoose(item.id)}
            />
          )}
        </For>
      </div>
    </section>
  );
}

interface VersionCardProps {
  item: LibraryItem;
  playback: PlaybackOfVersion | undefined;
  runtimeMinutes: number | null;
  group: string;
  chosen: boolean;
  onChoose: () => void;
}

function VersionCard(props: VersionCardProps) {
  return (
    <label
      class="grid cursor-pointer gap-5 rounded-sheet bg-surface-1 p-6 transition-shadow hairline has-focus-visible:outline-2 has-focus-visible:outline-offset-3 has-focus-visible:outline-accent"
      classList={{
        "shadow-[inset_0_0_0_1.5px_color-mix(in_srgb,var(--accent)_70%,transparent)]!":
          props.chosen,
      }}
    >
      <span class="flex items-start gap-3.5">
        <input
          type="radio"
          class="peer sr-only"
          name={props.group}
          checked={props.chosen}
          onChange={() => props.onChoose()}
        />
        <i
          class="mt-0.5 size-5 flex-none rounded-full shadow-[inset_0_0_0_1.5px_var(--text-faint)] peer-checked:shadow-[inset_0_0_0_6px_var(--accent)]"
          aria-hidden="true"
        />
        <span class="min-w-0 flex-1">
          <b class="block leading-tight font-semibold tracking-[-.015em]">
            {versionName(props.item)}
          </b>
          <span class="block text-13 text-muted">{versionFacts(props.item)}</span>
          <Show when={missingPartsText(props.item.missingParts)}>
            {(text) => <span class="block text-13 text-warn">{text()}</span>}
          </Show>
          <Show when={sampleText(props.item, props.runtimeMinutes)}>
            {(text) => <span class="block text-13 text-warn">{text()}</span>}
          </Show>
        </span>
        <span class="text-28 leading-none font-[200] tracking-[-.04em] text-muted">
          {sharpness(props.item.height)}
        </span>
      </span>
      <span class="grid grid-cols-[repeat(4,auto)] justify-between gap-3 text-13 text-muted tabular-nums phone:grid-cols-2">
        <For each={specsOf(props.item)}>
          {([figure, word]) => (
            <span>
              <b class="block text-15 font-strong text-ink">{figure}</b>
              {word}
            </span>
          )}
        </For>
      </span>
      <span class="grid gap-2 border-t border-line pt-[18px] text-13 text-muted">
        <Tracks item={props.item} />
        <span class="flex items-start gap-2.5 [overflow-wrap:anywhere] [&>svg]:size-4 [&>svg]:flex-none">
          <FileVideo aria-label="File" />
          <span>
            <BreakableName text={props.item.fileName} />
          </span>
        </span>
        <span class="flex items-start gap-2.5 [&>svg]:size-4 [&>svg]:flex-none">
          <FitText item={props.item} playback={props.playback} />
        </span>
      </span>
    </label>
  );
}

function Tracks(props: { item: LibraryItem }) {
  const sound = () => languagesOf(props.item, "audio");
  const subtitleLanguages = () => languagesOf(props.item, "subtitle");
  return (
    <>
      <Show when={sound()}>
        <span class="flex items-center gap-2.5">
          <AudioLines class="size-4" aria-label="Sound" />
          {sound()}
        </span>
      </Show>
      <Show when={subtitleLanguages()}>
        <span class="flex items-center gap-2.5">
          <Captions class="size-4" aria-label="Subtitles in the file" />
          {subtitleLanguages()}
        </span>
      </Show>
    </>
  );
}

/** The languages of a file's streams as text, without duplicates. */
function languagesOf(item: LibraryItem, type: string): string {
  const codes = item.streams
    .filter((stream) => stream.streamType === type)
    .flatMap((stream) => (stream.language && stream.language !== "und" ? [stream.language] : []));
  return joinList([...new Set(codes.map(languageName))]);
}

function sharpness(height: number | null): string {
  if (!height) return "";
  if (height > 1200) return "4K";
  return height >= 700 ? "HD" : "SD";
}

function specsOf(item: LibraryItem): [string, string][] {
  const channels = item.streams.find((stream) => stream.streamType === "audio")?.channels;
  const rate =
    item.durationSeconds && item.durationSeconds > 0
      ? `${((item.fileSizeBytes * 8) / item.durationSeconds / 1e6).toFixed(1)} Mb/s`
      : "";
  const specs: [string, string][] = [
    [
      item.resolutionLabel,
      [item.videoCodec && codecName(item.videoCodec), item.hdr && hdrName(item.hdr)]
        .filter(Boolean)
        .join(" "),
    ],
    [channelText(channels), item.audioCodec ? codecName(item.audioCodec) : ""],
    [formatBytes(item.fileSizeBytes), rate],
    [item.durationSeconds ? formatDuration(item.durationSeconds) : "", "long"],
  ];
  return specs.filter(([figure]) => figure !== "");
}
