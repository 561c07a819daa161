import { createAsyncStore, query } from "@solidjs/router";
import { createSignal, Show, type JSX } from "solid-js";
import { ApiError } from "../../api/client";
import { changeHouseRules, getHouseRules } from "../../api/downloadSettings";
import type { HouseRules, HouseRulesChange } from "../../api/types";
import { NumberField, SpeedField } from "../../ui/NumberField";
import { SelectField } from "../../ui/SelectField";
import { TextField } from "../../ui/TextField";
import { toast, wordsFor } from "../../ui/toast";
import { CategoriesGroup } from "./CategoriesGroup";
import { NetworkGroup } from "./NetworkGroup";
import { TimetableGroup } from "./ScheduleGroup";
import { Part } from "./SettingsSection";
import { PeopleGroup } from "./UserLimitsGroup";
import { WatchOwner } from "./WatchFolderOwner";

const rulesQuery = query(() => getHouseRules().catch(() => null), "download-settings");

/** One group of settings: what is in force, how to change it, and what was refused. */
export interface RulesProps {
  rules: HouseRules;
  save: (change: HouseRulesChange) => void;
  /** What is wrong with a field, by its name on the wire: `network.port`. */
  errorOf: (field: string) => string | null;
}

/** What the house decides about downloads. Each change is in force at once. */
export default function DownloadsPart() {
  const asked = createAsyncStore(() => rulesQuery());
  const [saved, setSaved] = createSignal<HouseRules | null>(null);
  const [refused, setRefused] = createSignal<ApiError | null>(null);
  const rules = () => saved() ?? asked.latest ?? null;

  const save = async (change: HouseRulesChange) => {
    try {
      setSaved(await changeHouseRules(change));
      setRefused(null);
    } catch (error) {
      const isField = error instanceof ApiError && error.field !== null;
      if (isField) setRefused(error);
      else toast({ tone: "bad", text: wordsFor(error) });
    }
  };
  const errorOf = (field: string) => {
    const error = refused();
    return error?.field === field || error?.field?.endsWith(`.${field}`) ? error.message : null;
  };

  return (
    <Part title="Downloads" text="For everybody in the house. What you change is in force at once.">
      <Show when={rules()}>
        {(now) => (
          <div class="grid grid-cols-1 gap-8">
            <LimitsGroup rules={now()} save={(change) => void save(change)} errorOf={errorOf} />
            <TimetableGroup rules={now()} save={(change) => void save(change)} errorOf={errorOf} />
            <SeedingGroup rules={now()} save={(change) => void save(change)} errorOf={errorOf} />
            <CategoriesGroup />
            <PlacesGroup rules={now()} save={(change) => void save(change)} errorOf={errorOf} />
            <PeopleGroup rules={now()} save={(change) => void save(change)} errorOf={errorOf} />
            <NetworkGroup rules={now()} save={(change) => void save(change)} errorOf={errorOf} />
          </div>
        )}
      </Show>
    </Part>
  );
}

export function Group(props: { title: string; text?: string; children: JSX.Element }) {
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

export const THREE = "grid grid-cols-3 gap-4 max-md:grid-cols-1";
export const TWO = "grid grid-cols-2 gap-4 max-md:grid-cols-1";

function LimitsGroup(props: RulesProps) {
  return (
    <Group title="Limits">
      <div class={THREE}>
        <NumberField
          label="At the same time"
          unit="downloads"
          min={1}
          max={100}
          value={props.rules.mostActive}
          error={props.errorOf("mostActive")}
          onChange={(mostActive) => props.save({ mostActive: mostActive ?? 3 })}
        />
        <SpeedField
          label="Download at most"
          value={props.rules.downloadLimit}
          error={props.errorOf("downloadLimit")}
          onChange={(downloadLimit) => props.save({ downloadLimit })}
        />
        <SpeedField
          label="Give back at most"
          value={props.rules.uploadLimit}
          error={props.errorOf("uploadLimit")}
          onChange={(uploadLimit) => props.save({ uploadLimit })}
        />
      </div>
    </Group>
  );
}

function SeedingGroup(props: RulesProps) {
  const seed = () => props.rules.seed;
  const hours = () => {
    const minutes = seed().minutes;
    return minutes === null ? null : Math.round((minutes / 60) * 100) / 100;
  };
  return (
    <Group
      title="Giving back"
      text="A torrent that is complete is given to others until the first of these is reached."
    >
      <div class={THREE}>
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
    </Group>
  );
}

const GB = 1e9;

function PlacesGroup(props: RulesProps) {
  const [folder, setFolder] = createSignal<string | null>(null);
  const choose = () => {
    const typed = folder();
    if (typed === null || typed.trim() === (props.rules.watchFolder ?? "")) return;
    props.save({ watchFolder: typed.trim() || null });
  };
  return (
    <Group title="The disk">
      <div class={TWO}>
        <NumberField
          label="Always leave free"
          unit="GB"
          none="A little, by itself"
          min={0}
          max={1_000_000}
          value={props.rules.reserveBytes === null ? null : props.rules.reserveBytes / GB}
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
          value={props.rules.recycleDays}
          error={props.errorOf("recycleDays")}
          onChange={(days) => props.save({ recycleDays: days ?? 7 })}
        />
      </div>
      <TextField
        label="Watched folder"
        placeholder="None"
        hint="Torrent files that are put there, on the server, are added by themselves."
        error={props.errorOf("watchFolder")}
        value={folder() ?? props.rules.watchFolder ?? ""}
        onInput={(event) => setFolder(event.currentTarget.value)}
        onBlur={choose}
        onKeyDown={(event) => {
          if (event.key === "Enter") choose();
        }}
      />
      <Show when={props.rules.watchFolder}>
        <WatchOwner {...props} save={props.save} />
      </Show>
    </Group>
  );
}
