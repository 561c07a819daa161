import X from "lucide-solid/icons/x";
import { For, Show } from "solid-js";
import { searchPath } from "../../lib/pagePaths";
import { ChipLink } from "../../ui/Chip";
import { ChipRow } from "../../ui/ChipRow";
import { IconButton } from "../../ui/IconButton";
import { clearSearches, recentSearches } from "./recentSearches";

/** Recent searches, shown while the field is empty. */
export function RecentSearches() {
  return (
    <Show when={recentSearches().length > 0}>
      <section class="mt-7" aria-label="Recent searches">
        <div class="mb-2 flex items-center gap-2">
          <h2 class="text-17">Recent searches</h2>
          <IconButton
            label="Clear recent searches"
            tone="bare"
            size="small"
            onClick={() => clearSearches()}
          >
            <X />
          </IconButton>
        </div>
        <ChipRow label="Recent searches">
          <For each={recentSearches()}>
            {(text) => (
              <ChipLink href={searchPath(text)}>
                <span dir="auto">{text}</span>
              </ChipLink>
            )}
          </For>
        </ChipRow>
      </section>
    </Show>
  );
}
