import { createAsyncStore, query } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import { ApiError } from "../../api/client";
import { getDownloadSettings, updateDownloadSettings } from "../../api/downloadSettings";
import type { DownloadSettings, DownloadSettingsChange } from "../../api/types";
import { Folded } from "../../shared/settings/Folded";
import { SettingsPage } from "../../shared/settings/SettingsPage";
import { Skeleton } from "../../ui/Skeleton";
import { errorText, toast } from "../../ui/toast";
import { CategoriesGroup } from "./CategoriesGroup";
import { LimitsGroup } from "./LimitsGroup";
import { NetworkGroup } from "./NetworkGroup";
import { ScheduleGroup } from "./ScheduleGroup";
import { SeedingGroup } from "./SeedingGroup";
import { StorageGroup } from "./StorageGroup";
import { UserLimitsGroup } from "./UserLimitsGroup";

const settingsQuery = query(() => getDownloadSettings().catch(() => null), "download-settings");

/** Download settings of the server. Each change is saved at once. */
export default function DownloadsSection() {
  const fetched = createAsyncStore(() => settingsQuery());
  const [saved, setSaved] = createSignal<DownloadSettings | null>(null);
  const [invalid, setInvalid] = createSignal<ApiError | null>(null);
  const settings = () => saved() ?? fetched.latest ?? null;

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
  const save = (change: DownloadSettingsChange) => void send(change);
  const errorOf = (field: string) => {
    const error = invalid();
    return error?.field === field || error?.field?.endsWith(`.${field}`) ? error.message : null;
  };

  return (
    <SettingsPage title="Downloads" lead="For all users. Changes are saved at once.">
      <Show when={settings()} fallback={<Skeleton class="min-h-dvh rounded-card!" />}>
        {(current) => (
          <>
            <LimitsGroup settings={current()} save={save} errorOf={errorOf} />
            <ScheduleGroup settings={current()} save={save} errorOf={errorOf} />
            <StorageGroup settings={current()} save={save} errorOf={errorOf} />
            <Folded text="Seeding, categories, limits of each user, interface, port, DHT, proxy">
              <SeedingGroup settings={current()} save={save} errorOf={errorOf} />
              <CategoriesGroup />
              <UserLimitsGroup settings={current()} save={save} errorOf={errorOf} />
              <NetworkGroup settings={current()} save={save} errorOf={errorOf} />
            </Folded>
          </>
        )}
      </Show>
    </SettingsPage>
  );
}
