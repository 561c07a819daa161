import { createAsyncStore, query } from "@solidjs/router";
import { listQuotas } from "../../api/downloadSettings";
import { SelectField } from "../../ui/SelectField";
import { type DownloadSettingsProps } from "./SettingsGroup";

const peopleQuery = query(() => listQuotas(1), "watch-owners");

/** The user who owns downloads from the watch folder. */
export function WatchFolderOwner(props: DownloadSettingsProps) {
  const people = createAsyncStore(() => peopleQuery().catch(() => null));
  const chosen = () => props.settings.watchOwner ?? "";
  const options = () => {
    const known = (people.latest?.items ?? []).map((person) => ({
      value: person.id,
      label: person.displayName || person.email,
    }));
    const isKnown = chosen() === "" || known.some((person) => person.value === chosen());
    return [
      { value: "", label: "The first administrator" },
      ...known,
      ...(isKnown ? [] : [{ value: chosen(), label: "Another user" }]),
    ];
  };
  return (
    <SelectField
      label="User for files from the watch folder"
      value={chosen()}
      options={options()}
      error={props.errorOf("watchOwner")}
      onChange={(value) => props.save({ watchOwner: value || null })}
    />
  );
}
