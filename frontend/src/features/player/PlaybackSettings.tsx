import Activity from "lucide-solid/icons/activity";
import FileDown from "lucide-solid/icons/file-down";
import LinkIcon from "lucide-solid/icons/link";
import Settings2 from "lucide-solid/icons/settings-2";
import { createUniqueId, For, Show, type JSX } from "solid-js";
import type { PlayTicket } from "../../api/types";
import { copyText, openInPlayer, playerAddress } from "../../shared/library/signedFileAddress";
import { changePreferences, createPreferences } from "../../shared/preferences";
import { ChoiceRow } from "./ChoiceRow";
import { PlayerPopover } from "./PlayerPopover";

interface PlaybackSettingsProps {
  ticket: PlayTicket | undefined;
  /** Lines; undefined: chosen by the server. */
  maxHeight: number | undefined;
  onMaxHeight: (height: number | undefined) => void;
  onVersion: (libraryItemId: string) => void;
  onStatistics: () => void;
  onOpenChange: (open: boolean) => void;
}

/** Quality, version, what plays next, and other players. */
export function PlaybackSettings(props: PlaybackSettingsProps) {
  const preferences = createPreferences();
  const [qualityGroup, versionGroup, nextGroup] = [
    createUniqueId(),
    createUniqueId(),
    createUniqueId(),
  ];
  const qualities = () => props.ticket?.qualities ?? [];
  const versions = () => props.ticket?.versions ?? [];

  return (
    <PlayerPopover
      label="Playback settings"
      trigger={<Settings2 />}
      isOn={props.maxHeight !== undefined}
      onOpenChange={props.onOpenChange}
    >
      {(close) => (
        <div class="grid gap-1">
          <Show when={qualities().length > 0}>
            <Group label="Quality">
              <ChoiceRow
                group={qualityGroup}
                label="Auto"
                note={props.ticket?.kind === "transcode" ? "Converted" : "Original"}
                checked={props.maxHeight === undefined}
                onChoose={() => props.onMaxHeight(undefined)}
              />
              <For each={qualities()}>
                {(quality) => (
                  <ChoiceRow
                    group={qualityGroup}
                    label={quality.label}
                    checked={props.maxHeight === quality.height}
                    onChoose={() => props.onMaxHeight(quality.height)}
                  />
                )}
              </For>
            </Group>
          </Show>
          <Show when={versions().length > 1}>
            <Group label="Version">
              <For each={versions()}>
                {(version) => (
                  <ChoiceRow
                    group={versionGroup}
                    label={version.label}
                    checked={version.libraryItemId === props.ticket?.libraryItemId}
                    onChoose={() => props.onVersion(version.libraryItemId)}
                  />
                )}
              </For>
            </Group>
          </Show>
          <Show when={props.ticket?.nextLibraryItemId}>
            <Group label="Next episode">
              <ChoiceRow
                group={nextGroup}
                label="Waits for you"
                checked={!preferences().autoplaysNext}
                onChoose={() => void changePreferences({ autoplaysNext: false })}
              />
              <For each={[5, 10, 20]}>
                {(autoplaySeconds) => (
                  <ChoiceRow
                    group={nextGroup}
                    label={`Starts after ${autoplaySeconds} seconds`}
                    checked={
                      preferences().autoplaysNext &&
                      preferences().autoplaySeconds === autoplaySeconds
                    }
                    onChoose={() =>
                      void changePreferences({ autoplaysNext: true, autoplaySeconds })
                    }
                  />
                )}
              </For>
            </Group>
          </Show>
          <Action
            icon={<Activity />}
            label="Statistics"
            onClick={() => {
              close();
              props.onStatistics();
            }}
          />
          <Show when={props.ticket}>
            {(ticket) => (
              <>
                <Action
                  icon={<FileDown />}
                  label="Open in another player"
                  onClick={() => openInPlayer(ticket(), ticket().title || "Video")}
                />
                <Action
                  icon={<LinkIcon />}
                  label="Copy a link for other players"
                  onClick={() =>
                    void copyText(playerAddress(ticket()), "Link copied. It works for some hours.")
                  }
                />
              </>
            )}
          </Show>
        </div>
      )}
    </PlayerPopover>
  );
}

function Group(props: { label: string; children: JSX.Element }) {
  return (
    <fieldset>
      <legend class="px-3 pt-1 pb-0.5 text-12 text-on-art-muted">{props.label}</legend>
      {props.children}
    </fieldset>
  );
}

function Action(props: { icon: JSX.Element; label: string; onClick: () => void }) {
  return (
    <button
      type="button"
      class="flex min-h-10 w-full items-center gap-3 rounded-control px-3 text-left text-14 hover:bg-art-fill [&>svg]:size-4"
      onClick={() => props.onClick()}
    >
      {props.icon}
      {props.label}
    </button>
  );
}
