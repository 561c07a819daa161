import { createAsyncStore, query } from "@solidjs/router";
import { createSignal, Show, type JSX } from "solid-js";
import { ApiError } from "../../api/client";
import { updateDownloadSettings, getDownloadSettings } from "../../api/downloadSettings";
import type { DownloadSettings, DownloadSettingsChange } from "../../api/types";
import { NumberField, SpeedField } from "../../ui/NumberField";
import { SelectField } from "../../ui/SelectField";
import { TextField } from "../../ui/TextField";
import { toast, errorText } from "../../ui/toast";
import { CategoriesGroup } from "./CategoriesGroup";
import { NetworkGroup } from "./NetworkGroup";
import { ScheduleGroup } from "./ScheduleGroup";
import { SettingsSection } from "./SettingsSection";
import { UserLimitsGroup } from "./UserLimitsGroup";
import { WatchFolderOwner } from "./WatchFolderOwner";

const settingsQuery = query(() => getDownloadSettings().catch(() => null), "download-settings");

/** One group of settings: what is in force, how to change it, and what was refused. */
export interface SettingsGroupProps {
  settings: DownloadSettings;
  save: (change: DownloadSettingsChange) => void;
  /** What is wrong with a field, by its name on the wire: `network.port`. */
  errorOf: (field: string) => string | null;
}

/** What the house decides about downloads. Each change is in force at once. */
export default function DownloadsSection() {
  const asked = createAsyncStore(() => settingsQuery());
  const [saved, setSaved] = createSignal<DownloadSettings | null>(null);
  const [refused, setRefused] = createSignal<ApiError | null>(null);
  const rules = () => saved() ?? asked.latest ?? null;

  const save = async (change: DownloadSettingsChange) => {
    try {
      setSaved(await updateDownloadSettings(change));
      setRefused(null);
    } catch (error) {
      const isField = error instanceof ApiError && error.field !== null;
      if (isField) setRefused(error);
      else toast({ tone: "bad", text: errorText(error) });
    }
  };
  const errorOf = (field: string) => {
    const error = refused();
    return error?.field === field || error?.field?.endsWith(`.${field}`) ? error.message : null;
  };

  return (
    <SettingsSection
      title="Downloads"
      text="For everybody in the house. What you change is in force at once."
    >
      <Show when={rules()}>
        {(now) => (
          <div class="grid grid-cols-1 gap-8">
            <LimitsGroup settings={now()} save={(change) => void save(change)} errorOf={errorOf} />
            <ScheduleGroup
              settings={now()}
              save={(change) => void save(change)}
              errorOf={errorOf}
            />
            <SeedingGroup settings={now()} save={(change) => void save(change)} errorOf={errorOf} />
            <CategoriesGroup />
            <StorageGroup settings={now()} save={(change) => void save(change)} errorOf={errorOf} />
            <UserLimitsGroup
              settings={now()}
              save={(change) => void save(change)}
              errorOf={errorOf}
            />
            <NetworkGroup settings={now()} save={(change) => void save(change)} errorOf={errorOf} />
          </div>
        )}
      </Show>
    </SettingsSection>
  );
}

export function SettingsGroup(props: { title: string; text?: string; children: JSX.Element }) {
  return (
    <section class="border-t border-line pt-6 first:border-0 first:pt-0">
      <h3 class="text-15 font-strong">{props.title}</h3>
      <Show when={props.text}>
        <p class="mt-0.5 max-w-[60ch] text-13 text-muted">{props.text}</p>
      </Show>
      <div class="mt-4 grid grid-cols-1 gap-4">{props.children}</div>
    </section>
  );
}

export const THREE_COLUMNS = "grid grid-cols-3 gap-4 max-md:grid-cols-1";
export const TWO_COLUMNS = "grid grid-cols-2 gap-4 max-md:grid-cols-1";

function LimitsGroup(props: SettingsGroupProps) {
  return (
    <SettingsGroup title="Limits">
      <div class={THREE_COLUMNS}>
        <NumberField
          label="At the same time"
          unit="downloads"
          min={1}
          max={100}
          value={props.settings.mostActive}
          error={props.errorOf("mostActive")}
          onChange={(mostActive) => props.save({ mostActive: mostActive ?? 3 })}
        />
        <SpeedField
          label="Download at most"
          value={props.settings.downloadLimit}
          error={props.errorOf("downloadLimit")}
          onChange={(downloadLimit) => props.save({ downloadLimit })}
        />
        <SpeedField
          label="Give back at most"
          value={props.settings.uploadLimit}
          error={props.errorOf("uploadLimit")}
          onChange={(uploadLimit) => props.save({ uploadLimit })}
        />
      </div>
    </SettingsGroup>
  );
}

function SeedingGroup(props: SettingsGroupProps) {
  const seed = () => props.settings.seed;
  const hours = () => {
    const minutes = seed().minutes;
    return minutes === null ? null : Math.round((minutes / 60) * 100) / 100;
  };
  return (
    <SettingsGroup
      title="Giving back"
      text="A torrent that is complete is given to others until the first of these is reached."
    >
      <div class={THREE_COLUMNS}>
        <NumberField
          label="As often as"
          unit="times"
          none="No end by that"
          min={0}
          max={1000}
          value={seed().ratio}
          error={props.errorOf("seed.ratio")}
          onChange={(ratio) => props.save({ seed: { ratio } })}
        />
        <NumberField
          label="For as long as"
          unit="h"
          none="No end by that"
          min={0}
          max={8760}
          value={hours()}
          error={props.errorOf("seed.minutes")}
          onChange={(value) =>
            props.save({ seed: { minutes: value === null ? null : Math.round(value * 60) } })
          }
        />
        <SelectField
          label="Then"
          value={seed().action}
          options={[
            { value: "stop", label: "Stop" },
            { value: "remove", label: "Take it off the list" },
          ]}
          onChange={(action) => props.save({ seed: { action: action as "stop" | "remove" } })}
        />
      </div>
    </SettingsGroup>
  );
}

const GB = 1e9;

function StorageGroup(props: SettingsGroupProps) {
  const [folder, setFolder] = createSignal<string | null>(null);
  const choose = () => {
    const typed = folder();
    if (typed === null || typed.trim() === (props.settings.watchFolder ?? "")) return;
    props.save({ watchFolder: typed.trim() || null });
  };
  return (
    <SettingsGroup title="The disk">
      <div class={TWO_COLUMNS}>
        <NumberField
          label="Always leave free"
          unit="GB"
          none="A little, by itself"
          min={0}
          max={1_000_000}
          value={props.settings.reserveBytes === null ? null : props.settings.reserveBytes / GB}
          error={props.errorOf("reserveBytes")}
          onChange={(value) =>
            props.save({ reserveBytes: value === null ? null : Math.round(value * GB) })
          }
        />
        <NumberField
          label="Keep removed files for"
          unit="days"
          min={0}
          max={365}
          value={props.settings.recycleDays}
          error={props.errorOf("recycleDays")}
          onChange={(days) => props.save({ recycleDays: days ?? 7 })}
        />
      </div>
      <TextField
        label="Watched folder"
        placeholder="None"
        hint="Torrent files that are put there, on the server, are added by themselves."
        error={props.errorOf("watchFolder")}
        value={folder() ?? props.settings.watchFolder ?? ""}
        onInput={(event) => setFolder(event.currentTarget.value)}
        onBlur={choose}
        onKeyDown={(event) => {
          if (event.key === "Enter") choose();
        }}
      />
      <Show when={props.settings.watchFolder}>
        <WatchFolderOwner {...props} save={props.save} />
      </Show>
    </SettingsGroup>
  );
}
