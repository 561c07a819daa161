import { For, Show } from "solid-js";
import type { HistoryImport } from "../../../api/types";
import { formatDate } from "../../../lib/formatDates";
import { SettingsCard, SettingsRow } from "../../../shared/settings/SettingsCard";
import { Button } from "../../../ui/Button";
import type { Imports } from "./imports";
import { FORMATS, isBusy, outcomeText } from "./importText";

/** Imports of before: each can be opened, undone as a whole, or forgotten. */
export function EarlierImports(props: { items: readonly HistoryImport[]; imports: Imports }) {
  return (
    <SettingsCard id="earlier" title="Earlier imports">
      <For each={props.items}>
        {(each) => (
          <SettingsRow
            label={each.format ? `${FORMATS[each.format]}: ${each.fileName}` : each.fileName}
            text={`${formatDate(each.createdAt)} · ${outcomeText(each)}`}
            stacks
          >
            <Show when={!isBusy(each)}>
              <Button
                size="small"
                aria-label={`Open the import of ${each.fileName}`}
                onClick={() => props.imports.open(each.id)}
              >
                Open
              </Button>
              <Show
                when={each.canUndo}
                fallback={
                  <Button
                    size="small"
                    tone="ghost"
                    aria-label={`Remove the import of ${each.fileName}`}
                    onClick={() => void props.imports.remove(each.id)}
                  >
                    Remove
                  </Button>
                }
              >
                <Button
                  size="small"
                  aria-label={`Undo the import of ${each.fileName}`}
                  onClick={() => void props.imports.undo(each.id)}
                >
                  Undo
                </Button>
              </Show>
            </Show>
          </SettingsRow>
        )}
      </For>
    </SettingsCard>
  );
}
