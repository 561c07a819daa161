import { For } from "solid-js";
import { IS_APPLE, PALETTE_KEYS } from "../../lib/keyboard";
import { SettingsCard } from "../../shared/settings/SettingsCard";
import { SettingsPage } from "../../shared/settings/SettingsPage";
import { KeyboardKey } from "../../ui/KeyboardKey";

const KEYS: readonly [string, readonly string[]][] = [
  ["Search", [PALETTE_KEYS]],
  ["Search (also)", ["/"]],
  ["Home", ["G", "H"]],
  ["Discover", ["G", "D"]],
  ["Movies", ["G", "M"]],
  ["Collections", ["G", "C"]],
  ["Library", ["G", "L"]],
  ["Downloads", ["G", "A"]],
  ["Play the poster in focus", ["P"]],
  ["Watch later", ["W"]],
  ["Mark as seen", ["S"]],
  ["Favorite", ["F"]],
  ["Rate with one to five stars", ["1", "5"]],
  ["Remove the rating", ["0"]],
  ["Follow the show", ["E"]],
  ["Want it for the library", ["N"]],
  ["Add to a collection", ["C"]],
  ["Following", ["G", "F"]],
  ["Previous and next season", ["[", "]"]],
  ["Undo", ["Z"]],
  ["Next and previous download", ["J", "K"]],
  ["Pause or resume the download", ["Space"]],
  ["Select the download", ["X"]],
  ["Select all downloads", [IS_APPLE ? "⌘A" : "Ctrl A"]],
  ["Remove the download from the list", ["Del"]],
];

export default function KeyboardSection() {
  return (
    <SettingsPage
      title="Keyboard shortcuts"
      lead="They work on every page, while you are not typing."
    >
      <SettingsCard>
        <dl class="grid grid-cols-2 gap-x-10 gap-y-2.5 py-5 text-14 max-lg:grid-cols-1">
          <For each={KEYS}>
            {([name, caps]) => (
              <div class="flex items-center justify-between gap-4">
                <dt class="text-muted">{name}</dt>
                <dd class="flex gap-1">
                  <For each={caps}>{(cap) => <KeyboardKey>{cap}</KeyboardKey>}</For>
                </dd>
              </div>
            )}
          </For>
        </dl>
      </SettingsCard>
    </SettingsPage>
  );
}
