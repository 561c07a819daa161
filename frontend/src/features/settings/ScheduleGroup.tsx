import { For, Show } from "solid-js";
import type { DownloadSettingsChange } from "../../api/types";
import { SpeedField } from "../../ui/NumberField";
import { Switch } from "../../ui/Switch";
import { TextField } from "../../ui/TextField";
import { daysText, hoursText } from "./scheduleText";
import { SettingsGroup, THREE_COLUMNS, type DownloadSettingsProps } from "./SettingsGroup";

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

/** Alternative speed limits by weekday and hour. */
export function ScheduleGroup(props: DownloadSettingsProps) {
  const table = () => props.settings.timetable;
  const save = (timetable: NonNullable<DownloadSettingsChange["timetable"]>) =>
    props.save({ timetable });
  const toggleDay = (day: number) => {
    const days = table().days.includes(day)
      ? table().days.filter((each) => each !== day)
      : [...table().days, day].toSorted((a, b) => a - b);
    save({ days });
  };

  return (
    <SettingsGroup id="schedule" title="Schedule">
      <Switch
        label="Alternative speed limits"
        text={
          table().isOn
            ? `${daysText(table().days)}, ${hoursText(table().since, table().until)}`
            : "The limits above apply at all times"
        }
        checked={table().isOn}
        onChange={(isOn) => save({ isOn })}
      />
      <Show when={table().isOn}>
        <div class="flex flex-wrap gap-2" role="group" aria-label="Days">
          <For each={DAYS}>
            {(day, index) => (
              <button
                type="button"
                class="reach h-9 min-w-12 rounded-pill px-3 text-13 transition-colors hairline aria-pressed:bg-btn aria-pressed:font-strong aria-pressed:text-on-btn"
                aria-pressed={table().days.includes(index())}
                onClick={() => toggleDay(index())}
              >
                {day}
              </button>
            )}
          </For>
        </div>
        <div class="grid grid-cols-4 gap-4 max-lg:grid-cols-2">
          <TextField
            label="From"
            type="time"
            required
            value={table().since.slice(0, 5)}
            error={props.errorOf("timetable.since")}
            onChange={(event) => {
              if (event.currentTarget.value) save({ since: event.currentTarget.value });
            }}
          />
          <TextField
            label="Until"
            type="time"
            required
            value={table().until.slice(0, 5)}
            error={props.errorOf("timetable.until")}
            onChange={(event) => {
              if (event.currentTarget.value) save({ until: event.currentTarget.value });
            }}
          />
          <SpeedField
            label="Download limit"
            value={table().downloadLimit}
            error={props.errorOf("timetable.downloadLimit")}
            onChange={(downloadLimit) => save({ downloadLimit })}
          />
          <SpeedField
            label="Upload limit"
            value={table().uploadLimit}
            error={props.errorOf("timetable.uploadLimit")}
            onChange={(uploadLimit) => save({ uploadLimit })}
          />
        </div>
        <div class={THREE_COLUMNS}>
          <TextField
            label="Time zone"
            placeholder="The server's"
            hint="Such as Europe/Zurich"
            value={table().timeZone ?? ""}
            error={props.errorOf("timetable.timeZone")}
            onChange={(event) => save({ timeZone: event.currentTarget.value.trim() || null })}
          />
        </div>
      </Show>
    </SettingsGroup>
  );
}
