import type { JSX } from "solid-js";
import type { DownloadSettings, DownloadSettingsChange } from "../../api/types";
import { SettingsCard } from "../../shared/settings/SettingsCard";

/** The props of every group of download settings. */
export interface DownloadSettingsProps {
  settings: DownloadSettings;
  save: (change: DownloadSettingsChange) => void;
  /** The server's message for a field, by its name on the wire: `network.port`. */
  errorOf: (field: string) => string | null;
}

export const THREE_COLUMNS = "grid grid-cols-3 gap-4 max-md:grid-cols-1";
export const TWO_COLUMNS = "grid grid-cols-2 gap-4 max-md:grid-cols-1";

interface SettingsGroupProps {
  /** The fragment of its address: `/app/settings/downloads#seeding`. */
  id: string;
  title: string;
  text?: string;
  children: JSX.Element;
}

/** One heading of the download settings and its fields. */
export function SettingsGroup(props: SettingsGroupProps) {
  return (
    <SettingsCard id={props.id} title={props.title} text={props.text}>
      <div class="grid grid-cols-1 gap-4 py-5">{props.children}</div>
    </SettingsCard>
  );
}
