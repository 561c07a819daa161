import { createAsyncStore } from "@solidjs/router";
import ChevronRight from "lucide-solid/icons/chevron-right";
import { Show } from "solid-js";
import type { JobOptionsInput } from "../../api/types";
import { SpeedField } from "../../ui/NumberField";
import { SelectField } from "../../ui/SelectField";
import { Switch } from "../../ui/Switch";
import { categoriesQuery, foldersQuery, destinationOptions } from "./destinations";

interface DownloadOptionsProps {
  options: JobOptionsInput;
  onOptions: (options: JobOptionsInput) => void;
  place: string;
  onPlace: (place: string) => void;
  isTorrent: boolean;
}

/** Download folder, limits and order; collapsed by default. */
export function DownloadOptions(props: DownloadOptionsProps) {
  const categories = createAsyncStore(() => categoriesQuery().catch(() => []), {
    initialValue: [],
  });
  const folders = createAsyncStore(() => foldersQuery().catch(() => []), { initialValue: [] });

  return (
    <details class="group/ways mt-6 border-t border-line pt-4">
      <summary class="flex cursor-pointer list-none items-center gap-1.5 rounded-chip text-14 font-strong [&::-webkit-details-marker]:hidden">
        <ChevronRight
          class="size-4 flex-none text-muted transition-transform group-open/ways:rotate-90"
          aria-hidden="true"
        />
        Download folder and options
      </summary>
      <div class="mt-4 grid gap-4">
        <SelectField
          label="Download folder"
          options={destinationOptions(categories.latest, folders.latest)}
          value={props.place}
          onChange={(place) => props.onPlace(place)}
        />
        <div class="grid grid-cols-2 gap-4 phone:grid-cols-1">
          <SpeedField
            label="Download limit"
            value={props.options.downloadLimit ?? null}
            onChange={(downloadLimit) => props.onOptions({ downloadLimit })}
          />
          <Show when={props.isTorrent}>
            <SpeedField
              label="Upload limit"
              value={props.options.uploadLimit ?? null}
              onChange={(uploadLimit) => props.onOptions({ uploadLimit })}
            />
          </Show>
        </div>
        <Show when={props.isTorrent}>
          <div>
            <Switch
              label="Sequential download"
              text="Plays while it downloads"
              checked={props.options.isSequential ?? false}
              onChange={(isSequential) => props.onOptions({ isSequential })}
            />
            <Switch
              label="First and last pieces first"
              text="Lets a player open the file early"
              checked={props.options.firstLastFirst ?? false}
              onChange={(firstLastFirst) => props.onOptions({ firstLastFirst })}
            />
          </div>
        </Show>
      </div>
    </details>
  );
}
