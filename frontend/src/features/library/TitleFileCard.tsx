import { A } from "@solidjs/router";
import Copy from "lucide-solid/icons/copy";
import Download from "lucide-solid/icons/download";
import Link from "lucide-solid/icons/link";
import ListMusic from "lucide-solid/icons/list-video";
import { For, Show, type JSX } from "solid-js";
import type { TitleFile } from "../../api/types";
import { formatBytes } from "../../lib/format";
import { playFilePath } from "../../lib/pagePaths";
import { versionBytes, versionFacts, versionName } from "../../shared/titles/versionName";
import { absenceText, missingPartsText } from "../../shared/library/absenceText";
import { copyText } from "../../shared/library/signedFileAddress";
import { BreakableName } from "../../ui/BreakableName";
import { IconButton } from "../../ui/IconButton";
import { PlayIcon } from "../../ui/PlayIcon";
import { copyFileLink, downloadFile, saveM3u } from "./fileLinks";
import { badgesOf, resolutionName } from "./titleText";

/** A file of a title: what it is, where it lies, and what can be done with it. */
export function FileCard(props: { file: TitleFile }) {
  const isGame = () => props.file.content !== "video";
  const name = () =>
    isGame()
      ? props.file.fileName
      : [props.file.episodeLabel, versionName(props.file)].filter(Boolean).join(" · ");
  const note = () => {
    const missing = missingPartsText(props.file.missingParts);
    if (props.file.absence) return missing || absenceText(props.file.absence);
    return [
      missing,
      props.file.platform ?? "",
      props.file.isDefault ? "Plays by default" : "",
      props.file.isOnlyInStore ? "Only in the store" : "",
      versionFacts(props.file),
    ]
      .filter(Boolean)
      .join(", ");
  };
  return (
    <article
      class="grid gap-3.5 rounded-sheet bg-surface-1 p-4"
      classList={{
        "shadow-[inset_0_0_0_1.5px_color-mix(in_srgb,var(--accent)_70%,transparent)]":
          props.file.isDefault,
        hairline: !props.file.isDefault,
      }}
      aria-label={name()}
    >
      <header class="flex items-start gap-3">
        <div class="min-w-0 flex-1">
          <h3 class="text-15 leading-tight font-strong tracking-[-.015em]">{name()}</h3>
          <p
            class="mt-0.5 text-13 text-muted"
            classList={{
              "text-warn": props.file.absence !== null || props.file.missingParts.length > 0,
            }}
          >
            {note()}
          </p>
        </div>
        <span class="text-15 font-strong tabular-nums">
          {formatBytes(versionBytes(props.file))}
        </span>
      </header>
      <ul class="flex flex-wrap gap-1.5 text-12" aria-label="Technical facts">
        <Show when={resolutionName(props.file.resolutionLabel)}>
          {(text) => <li class="rounded-chip bg-fill-3 px-2 py-0.5 font-strong">{text()}</li>}
        </Show>
        <For each={badgesOf(props.file)}>
          {(badge) => <li class="rounded-chip px-2 py-0.5 text-muted hairline">{badge}</li>}
        </For>
      </ul>
      <Show
        when={props.file.partPaths.length > 1}
        fallback={
          <Place
            text={props.file.path ?? props.file.fileName}
            isCopied={props.file.content !== "game_folder" && props.file.path !== null}
            label="Copy the path"
          />
        }
      >
        <ol class="grid gap-1.5" aria-label="Parts">
          <For each={props.file.partPaths}>
            {(path, at) => (
              <li>
                <Place text={path} isCopied label={`Copy the path of part ${at() + 1}`} />
              </li>
            )}
          </For>
        </ol>
      </Show>
      <Show when={!props.file.absence}>
        <div class="-ml-2 flex flex-wrap items-center gap-x-1">
          <Show when={!isGame()}>
            <A href={playFilePath(props.file.id)} class={ACTION}>
              <PlayIcon />
              Play
            </A>
          </Show>
          <Show when={props.file.content !== "game_folder"}>
            <Action label="Download" icon={<Download />} run={() => downloadFile(props.file)} />
          </Show>
          <Show when={!isGame()}>
            <Action label="M3U" icon={<ListMusic />} run={() => saveM3u(props.file)} />
          </Show>
          <Show when={props.file.content !== "game_folder"}>
            <Action label="Link" icon={<Link />} run={() => copyFileLink(props.file)} />
          </Show>
          <Show when={props.file.content === "game_folder" && props.file.path}>
            {(path) => (
              <Action
                label="Copy path"
                icon={<Copy />}
                run={() => copyText(path(), "Path copied.")}
              />
            )}
          </Show>
        </div>
      </Show>
    </article>
  );
}

/** A path, or the name of a file to those who may not see its path. */
function Place(props: { text: string; isCopied: boolean; label: string }) {
  return (
    <div class="flex items-center gap-2 text-13 text-muted">
      <p class="min-w-0 flex-1 [overflow-wrap:anywhere]">
        <BreakableName text={props.text} />
      </p>
      <Show when={props.isCopied}>
        <IconButton
          label={props.label}
          tone="bare"
          size="small"
          onClick={() => void copyText(props.text, "Path copied.")}
        >
          <Copy />
        </IconButton>
      </Show>
    </div>
  );
}

const ACTION =
  "reach inline-flex h-8 items-center gap-2 rounded-pill px-2.5 text-13 font-medium text-muted press hover:bg-fill hover:text-ink phone:gap-1.5 phone:px-1.5 [&>svg]:size-4";

function Action(props: { label: string; icon: JSX.Element; run: () => Promise<void> }) {
  return (
    <button type="button" class={ACTION} onClick={() => void props.run()}>
      {props.icon}
      {props.label}
    </button>
  );
}
