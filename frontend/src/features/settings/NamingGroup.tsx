import { createAsyncStore } from "@solidjs/router";
import { createSignal, For, onCleanup, onMount, Show } from "solid-js";
import { ApiError } from "../../api/client";
import { previewNames } from "../../api/libraryImports";
import type { DownloadSettings, NamePatterns, NamingPreview } from "../../api/types";
import { BreakableName } from "../../ui/BreakableName";
import { SelectField } from "../../ui/SelectField";
import { Switch } from "../../ui/Switch";
import { TextField } from "../../ui/TextField";
import { libraryFoldersQuery } from "../../shared/library/foldersQuery";
import { SettingsGroup, THREE_COLUMNS, type DownloadSettingsProps } from "./SettingsGroup";

const PREVIEW_DELAY_MS = 250;
const PATTERNS = [
  { field: "film", label: "Films" },
  { field: "episode", label: "Episodes" },
  { field: "anime", label: "Episodes of anime" },
] as const;
const FOLDERS = [
  { field: "filmFolder", label: "Films go to" },
  { field: "showFolder", label: "Shows go to" },
  { field: "animeFolder", label: "Anime goes to" },
] as const;
const OWN = "own";

type Imports = DownloadSettings["imports"];

/** Whether finished downloads are put into the library, and under which names. */
export function NamingGroup(props: DownloadSettingsProps) {
  const imports = () => props.settings.imports;
  const [typed, setTyped] = createSignal<Partial<NamePatterns>>({});
  const [preview, setPreview] = createSignal<NamingPreview>();
  const [invalid, setInvalid] = createSignal<{ field: string; message: string } | null>(null);
  const folders = createAsyncStore(() => libraryFoldersQuery().catch(() => []));
  const patterns = () => ({ ...patternsOf(imports()), ...typed() });

  let timer: ReturnType<typeof setTimeout> | undefined;
  let request: AbortController | undefined;
  onCleanup(() => {
    clearTimeout(timer);
    request?.abort();
  });
  const look = async () => {
    request?.abort();
    const mine = new AbortController();
    request = mine;
    try {
      setPreview(await previewNames(patterns(), mine.signal));
      setInvalid(null);
    } catch (error) {
      if (mine.signal.aborted) return;
      if (error instanceof ApiError && error.field !== null) {
        setInvalid({ field: error.field, message: error.message });
      }
    }
  };
  onMount(() => void look());
  const type = (field: keyof NamePatterns, text: string) => {
    setTyped((before) => ({ ...before, [field]: text }));
    clearTimeout(timer);
    timer = setTimeout(() => void look(), PREVIEW_DELAY_MS);
  };
  const change = (changes: Partial<Imports>) => props.save({ imports: changes });
  const keep = (field: keyof NamePatterns) => {
    const text = typed()[field];
    if (text !== undefined && text !== imports()[field] && invalid()?.field !== field) {
      change({ [field]: text });
    }
  };
  const preset = () =>
    preview()?.presets.find((each) =>
      PATTERNS.every(({ field }) => each[field] === patterns()[field]),
    )?.id ?? OWN;
  const choosePreset = (id: string) => {
    const chosen = preview()?.presets.find((each) => each.id === id);
    if (!chosen) return;
    setTyped(patternsOf(chosen));
    change(patternsOf(chosen));
    void look();
  };
  const errorOf = (field: string) => {
    const found = invalid();
    return found?.field === field ? found.message : props.errorOf(`imports.${field}`);
  };

  return (
    <SettingsGroup
      id="names"
      title="Names and folders"
      text="Finished downloads can be named and sorted into your library. They are linked, not moved, so sharing goes on; on another disk they are copied."
    >
      <div class="grid gap-2">
        <Switch
          label="Put finished downloads into the library folders"
          text="Otherwise they stay in the download folder and play from there."
          checked={imports().isOn}
          onChange={(isOn) => change({ isOn })}
        />
        <Show when={imports().isOn}>
          <Switch
            label="Ask first"
            text="Each import waits on the library page until you have looked at it."
            checked={imports().asksFirst}
            onChange={(asksFirst) => change({ asksFirst })}
          />
          <Switch
            label="Replace worse versions"
            text="When a download is better than your file, by resolution, source, HDR and codec, your file goes to the recycle folder. A sample, a shorter file or one without your language replaces nothing. Otherwise both stay."
            checked={imports().replacesWorse}
            onChange={(replacesWorse) => change({ replacesWorse })}
          />
        </Show>
      </div>
      <Show when={imports().isOn}>
        <div class={THREE_COLUMNS}>
          <For each={FOLDERS}>
            {({ field, label }) => (
              <SelectField
                label={label}
                value={imports()[field] ?? ""}
                error={errorOf(field)}
                options={[
                  { value: "", label: "Automatic" },
                  ...(folders.latest ?? [])
                    .filter((folder) => folder.kind !== "games")
                    .map((folder) => ({ value: folder.path, label: folder.path })),
                ]}
                onChange={(path) => change({ [field]: path || null })}
              />
            )}
          </For>
        </div>
      </Show>
      <SelectField
        label="Names"
        value={preset()}
        options={[
          ...(preview()?.presets ?? []).map((each) => ({ value: each.id, label: each.name })),
          { value: OWN, label: "Your own" },
        ]}
        onChange={choosePreset}
      />
      <For each={PATTERNS}>
        {({ field, label }) => (
          <TextField
            label={label}
            value={patterns()[field]}
            error={errorOf(field)}
            spellcheck={false}
            autocomplete="off"
            onInput={(event) => type(field, event.currentTarget.value)}
            onBlur={() => keep(field)}
            onKeyDown={(event) => {
              if (event.key === "Enter") keep(field);
            }}
          />
        )}
      </For>
      <Show when={preview()}>
        {(known) => (
          <>
            <section
              class="rounded-control bg-fill px-4 py-3"
              aria-label="Preview"
              aria-live="polite"
            >
              <h3 class="text-13 text-muted">This is what your files would be called</h3>
              <ul class="mt-2 grid gap-2">
                <For each={known().examples}>
                  {(example) => (
                    <li class="grid gap-0.5 text-14 [overflow-wrap:anywhere]">
                      <span class="text-12 text-muted">{example.title}</span>
                      <BreakableName text={example.path} />
                    </li>
                  )}
                </For>
              </ul>
            </section>
            <p class="text-13 text-pretty [overflow-wrap:anywhere] text-muted">
              Words in braces are replaced:{" "}
              {known()
                .tokens.map((token) => `{${token}}`)
                .join(" ")}
              . {"{Season:00}"} has two digits. A slash begins a new folder.
            </p>
          </>
        )}
      </Show>
    </SettingsGroup>
  );
}

const patternsOf = (from: NamePatterns): NamePatterns => ({
  film: from.film,
  episode: from.episode,
  anime: from.anime,
});
