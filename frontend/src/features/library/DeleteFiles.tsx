import Trash from "lucide-solid/icons/trash";
import { createEffect, createMemo, createSignal, For, Show } from "solid-js";
import type { TitleFile } from "../../api/types";
import { formatBytes, pluralize } from "../../lib/format";
import { versionBytes, versionName } from "../../shared/titles/versionName";
import { Button } from "../../ui/Button";
import { deleteWithUndo } from "./deletedFiles";

interface DeleteFilesProps {
  /** The name of their title. */
  title: string;
  files: readonly TitleFile[];
  /** No file is left. */
  onAllDeleted: () => void;
}

interface Group {
  label: string;
  files: TitleFile[];
}

/** Chooses files of a title to delete: all, seasons, episodes, versions. */
export function DeleteFiles(props: DeleteFilesProps) {
  const [chosen, setChosen] = createSignal<ReadonlySet<string>>(new Set());
  const groups = createMemo(() => groupsOf(props.files));
  const selected = () => props.files.filter((file) => chosen().has(file.id));
  const bytes = () => selected().reduce((sum, file) => sum + versionBytes(file), 0);
  const choose = (files: readonly TitleFile[], isOn: boolean) => {
    const next = new Set(chosen());
    for (const file of files) {
      if (isOn) next.add(file.id);
      else next.delete(file.id);
    }
    setChosen(next);
  };
  const remove = async () => {
    const files = selected();
    const isAll = files.length === props.files.length;
    const only = files.length === 1 && !isAll ? files[0] : undefined;
    const name = only ? [props.title, nameOf(only)].join(" ") : props.title;
    if (!(await deleteWithUndo(files, name))) return;
    setChosen(new Set<string>());
    if (isAll) props.onAllDeleted();
  };

  return (
    <details class="group border-t border-line pt-4">
      <summary class="flex cursor-pointer items-center gap-2 text-14 font-strong">
        <Trash class="size-4 text-muted" aria-hidden="true" />
        Delete files
      </summary>
      <div class="mt-3 grid gap-1">
        <Show when={props.files.length > 1}>
          <Choice
            label={`Everything of ${props.title}`}
            files={props.files}
            chosen={chosen()}
            onChoose={choose}
          />
        </Show>
        <For each={groups()}>
          {(group) => (
            <Show
              when={group.label}
              fallback={<Files {...group} chosen={chosen()} onChoose={choose} />}
            >
              <details>
                <summary class="flex cursor-pointer items-center">
                  <span class="flex-1">
                    <Choice
                      label={group.label}
                      files={group.files}
                      chosen={chosen()}
                      onChoose={choose}
                    />
                  </span>
                </summary>
                <div class="pl-6">
                  <Files {...group} chosen={chosen()} onChoose={choose} />
                </div>
              </details>
            </Show>
          )}
        </For>
        <div class="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2">
          <Button size="medium" disabled={selected().length === 0} onClick={() => void remove()}>
            <Trash class="size-4" aria-hidden="true" />
            {selected().length === 0
              ? "Delete"
              : `Delete ${pluralize(selected().length, "file")}, ${formatBytes(bytes())}`}
          </Button>
          <p class="min-w-48 flex-1 text-13 text-muted">
            They wait in the recycle folder. What you watched stays.
          </p>
        </div>
      </div>
    </details>
  );
}

interface ChoiceProps {
  files: readonly TitleFile[];
  chosen: ReadonlySet<string>;
  onChoose: (files: readonly TitleFile[], isOn: boolean) => void;
}

function Files(props: ChoiceProps) {
  return (
    <For each={props.files}>
      {(file) => (
        <Choice
          label={nameOf(file)}
          files={[file]}
          chosen={props.chosen}
          onChoose={props.onChoose}
        />
      )}
    </For>
  );
}

function Choice(props: ChoiceProps & { label: string }) {
  const count = () => props.files.filter((file) => props.chosen.has(file.id)).length;
  const bytes = () => props.files.reduce((sum, file) => sum + versionBytes(file), 0);
  return (
    <label class="flex min-h-10 cursor-pointer items-center gap-3 text-14">
      <input
        ref={(box) => {
          createEffect(() => (box.indeterminate = count() > 0 && count() < props.files.length));
        }}
        type="checkbox"
        class="size-4 flex-none accent-accent"
        checked={count() === props.files.length}
        onChange={(event) => props.onChoose(props.files, event.currentTarget.checked)}
      />
      <span class="min-w-0 flex-1 [overflow-wrap:anywhere]">{props.label}</span>
      <span class="text-13 text-muted tabular-nums">{formatBytes(bytes())}</span>
    </label>
  );
}

function nameOf(file: TitleFile): string {
  return [file.episodeLabel, versionName(file)].filter(Boolean).join(" · ") || file.fileName;
}

/** By season; one group without a name for a film. */
function groupsOf(files: readonly TitleFile[]): Group[] {
  const groups = new Map<string, TitleFile[]>();
  for (const file of files) {
    const season = file.episodes[0]?.seasonNumber;
    const label =
      season === undefined ? "" : season === 0 ? "Specials" : `Season ${String(season)}`;
    groups.set(label, [...(groups.get(label) ?? []), file]);
  }
  return [...groups].map(([label, inside]) => ({ label, files: inside }));
}
