import { createMemo, createSignal, onCleanup, Show } from "solid-js";
import type { DownloadSettings, DownloadSettingsChange } from "../../api/types";
import { formatSpeed } from "../../lib/formatRates";
import { clockText, hourOfWeek, isChosen, nextChange } from "../../shared/downloads/weekSchedule";
import { SpeedField } from "../../ui/NumberField";
import { SelectField } from "../../ui/SelectField";
import { Switch } from "../../ui/Switch";
import { WeekScheduleGrid } from "./WeekScheduleGrid";
import { SettingsGroup, THREE_COLUMNS, type DownloadSettingsProps } from "./SettingsGroup";

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MINUTE_MS = 60_000;

/** Alternative speed limits by the hours of the week. */
export function ScheduleGroup(props: DownloadSettingsProps) {
  const table = () => props.settings.timetable;
  const save = (timetable: NonNullable<DownloadSettingsChange["timetable"]>) =>
    props.save({ timetable });
  const [now, setNow] = createSignal(new Date());
  const timer = setInterval(() => setNow(new Date()), MINUTE_MS);
  onCleanup(() => clearInterval(timer));
  const here = createMemo(() => hourOfWeek(now(), table().timeZone));
  const zones = createMemo(() => [
    { value: "", label: "The server\u2019s" },
    ...[...new Set([...Intl.supportedValuesOf("timeZone"), ...zoneOf(table())])].map((value) => ({
      value,
      label: value.replaceAll("_", " "),
    })),
  ]);

  return (
    <SettingsGroup id="schedule" title="Schedule">
      <Switch
        label="Alternative speed limits"
        text={
          table().isOn
            ? "Drag to draw the hours. By keyboard, arrows move and Space changes an hour"
            : "The limits above apply at all times"
        }
        checked={table().isOn}
        onChange={(isOn) => save({ isOn })}
      />
      <Show when={table().isOn}>
        <WeekScheduleGrid
          label="Hours with alternative speed limits"
          hours={table().hours}
          now={here()}
          onChange={(hours) => save({ hours })}
        />
        <div class="flex flex-wrap items-center gap-x-6 gap-y-1.5 text-13 text-muted">
          <Legend tone="bg-accent" text={limitsText(table())} />
          <Legend tone="bg-fill-3" text={limitsText(props.settings)} />
          <span class="ml-auto tabular-nums phone:ml-0">{nowText(table(), here())}</span>
        </div>
        <div class={THREE_COLUMNS}>
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
          <SelectField
            label="Time zone"
            value={table().timeZone ?? ""}
            options={zones()}
            error={props.errorOf("timetable.timeZone")}
            onChange={(value) => save({ timeZone: value || null })}
          />
        </div>
      </Show>
    </SettingsGroup>
  );
}

function Legend(props: { tone: string; text: string }) {
  return (
    <span class="flex items-center gap-2">
      <i class={`size-2.5 flex-none rounded-[3px] ${props.tone}`} aria-hidden="true" />
      {props.text}
    </span>
  );
}

type Timetable = DownloadSettings["timetable"];

const zoneOf = ({ timeZone }: Timetable) => (timeZone === null ? [] : [timeZone]);

/** `5.0 MB/s down, no limit up` */
function limitsText(limits: Pick<Timetable, "downloadLimit" | "uploadLimit">): string {
  const text = (limit: number | null) => (limit === null ? "no limit" : formatSpeed(limit));
  const { downloadLimit, uploadLimit } = limits;
  if (downloadLimit === null && uploadLimit === null) return "No limit";
  return `${text(downloadLimit)} down, ${text(uploadLimit)} up`;
}

/** `Sunday 20:14: alternative limits until 23:00` */
function nowText(table: Timetable, now: ReturnType<typeof hourOfWeek>): string {
  const change = nextChange(table.hours, now);
  const clock = `${clockText(now.hour).slice(0, 3)}${String(now.minute).padStart(2, "0")}`;
  const limits = isChosen(table.hours, now) ? "alternative limits" : "usual limits";
  if (!change) return `${DAYS[now.day]} ${clock}: ${limits}`;
  const isToday = change.day === now.day && change.hour > now.hour;
  const day = isToday ? "" : `${DAYS[change.day]} `;
  return `${DAYS[now.day]} ${clock}: ${limits} until ${day}${clockText(change.hour)}`;
}
