import { createAsyncStore, query, revalidate } from "@solidjs/router";
import { Show } from "solid-js";
import { getAutomaticSearch, setAutomaticSearch } from "../../api/automaticSubtitleSearch";
import { SettingsCard } from "../../shared/settings/SettingsCard";
import { Switch } from "../../ui/Switch";
import { toastOnError } from "../../ui/toast";
import { automaticSearchText } from "./automaticSubtitleText";

const automaticSearchQuery = query(() => getAutomaticSearch(), "automatic-subtitle-search");

/** Whether the server looks for subtitles of new files by itself. */
export function AutomaticSubtitlesCard() {
  const setting = createAsyncStore(() => automaticSearchQuery().catch(() => undefined));
  const change = async (isOn: boolean) => {
    await toastOnError(setAutomaticSearch(isOn)).catch(() => undefined);
    await revalidate(automaticSearchQuery.key);
  };
  return (
    <Show when={setting.latest}>
      {(known) => (
        <SettingsCard id="subtitles">
          <Switch
            class="py-5!"
            label="Find subtitles for new files"
            text={automaticSearchText(known())}
            checked={known().isOn}
            disabled={known().source === "environment"}
            onChange={(isOn) => void change(isOn)}
          />
        </SettingsCard>
      )}
    </Show>
  );
}
