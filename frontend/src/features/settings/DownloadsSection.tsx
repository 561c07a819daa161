import { createAsyncStore, query } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import { ApiError } from "../../api/client";
import { getDownloadSettings, updateDownloadSettings } from "../../api/downloadSettings";
import type { DownloadSettings, DownloadSettingsChange } from "../../api/types";
import type { WeekHours } from "../../shared/downloads/weekSchedule";
import { FoldedOptions } from "../../shared/settings/FoldedOptions";
import { SettingsPage } from "../../shared/settings/SettingsPage";
import { Skeleton } from "../../ui/Skeleton";
import { errorText, toast } from "../../ui/toast";
import { CategoriesGroup } from "./CategoriesGroup";
import { DownloadLimitsGroup } from "./DownloadLimitsGroup";
import { NamingGroup } from "./NamingGroup";
import { TorrentNetworkGroup } from "./TorrentNetworkGroup";
import { ScheduleGroup } from "./ScheduleGroup";
import { SeedingGroup } from "./SeedingGroup";
import { DownloadStorageGroup } from "./DownloadStorageGroup";
import { UserLimitsGroup } from "./UserLimitsGroup";

const settingsQuery = query(() => getDownloadSettings().catch(() => null), "download-settings");

/** Download settings of the server. Each change is saved at once. */
export default function DownloadsSection() {
  const fetched = createAsyncStore(() => settingsQuery());
  const [saved, setSaved] = createSignal<DownloadSettings | null>(null);
  const [invalid, setInvalid] = createSignal<ApiError | null>(null);
  // Hours that are being drawn are shown before the server has them.
  const [drawn, setDrawn] = createSignal<WeekHours | null>(null);
  const settings = () => {
    const known = saved() ?? fetched.latest ?? null;
    const hours = drawn()?.map((ofDay) => [...ofDay]);
    return known && hours ? { ...known, timetable: { ...known.timetable, hours } } : known;
  };

  const send = async (change: DownloadSettingsChange) => {
    try {
      setSaved(await updateDownloadSettings(change));
      setInvalid(null);
    } catch (error) {
      const isField = error instanceof ApiError && error.field !== null;
      if (isField) setInvalid(error);
      else toast({ tone: "bad", text: errorText(error) });
    }
  };
  /** One after the other, so that the last change wins. */
  let line = Promise.resolve();
  let waiting = 0;
  const save = (change: DownloadSettingsChange) => {
    if (change.timetable?.hours) setDrawn(change.timetable.hours);
    waiting += 1;
    line = line
      .then(() => send(change))
      .finally(() => {
        waiting -= 1;
        if (waiting === 0) setDrawn(null);
      });
  };
  const errorOf = (field: string) => {
    const error = invalid();
    return error?.field === field || error?.field?.endsWith(`.${field}`) ? error.message : null;
  };

  return (
    <SettingsPage title="Downloads" lead="For all users. Changes are saved at once.">
      <Show when={settings()} fallback={<Skeleton class="min-h-dvh rounded-card!" />}>
        {(current) => (
          <>
            <DownloadLimitsGroup settings={current()} save={save} errorOf={errorOf} />
            <ScheduleGroup settings={current()} save={save} errorOf={errorOf} />
            <DownloadStorageGroup settings={current()} save={save} errorOf={errorOf} />
            <NamingGroup settings={current()} save={save} errorOf={errorOf} />
            <FoldedOptions text="Seeding, categories, limits of each user, interface, port, DHT, proxy">
              <SeedingGroup settings={current()} save={save} errorOf={errorOf} />
              <CategoriesGroup />
              <UserLimitsGroup settings={current()} save={save} errorOf={errorOf} />
              <TorrentNetworkGroup settings={current()} save={save} errorOf={errorOf} />
            </FoldedOptions>
          </>
        )}
      </Show>
    </SettingsPage>
  );
}
