import LogOut from "lucide-solid/icons/log-out";
import { For, lazy, Show, Suspense, type JSX } from "solid-js";
import { signOut } from "../../api/accounts";
import { user } from "../../api/session";
import { IS_APPLE, PALETTE_KEYS } from "../../lib/keys";
import { pageTitle } from "../../lib/pageTitle";
import { setTheme, theme, type Theme } from "../../lib/theme";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { Key } from "../../ui/Key";
import { PageHeader } from "../../ui/PageHeader";
import { SegmentedControl } from "../../ui/SegmentedControl";
import { Skeleton } from "../../ui/Skeleton";
import { toastOnError } from "../../ui/toast";
import { SettingsSection } from "./SettingsSection";

const DownloadsPart = lazy(() => import("./DownloadsSection"));
const MetadataPart = lazy(() => import("./MetadataSection"));

const THEMES: readonly { value: Theme; label: JSX.Element }[] = [
  { value: "dark", label: "Dark" },
  { value: "light", label: "Light" },
  { value: "system", label: "System" },
];

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
  ["Previous and next season", ["[", "]"]],
  ["Undo", ["Z"]],
  ["Next and previous download", ["J", "K"]],
  ["Pause or resume the download", ["Space"]],
  ["Select the download", ["X"]],
  ["Select all downloads", [IS_APPLE ? "⌘A" : "Ctrl A"]],
  ["Remove the download from the list", ["Del"]],
];

export default function SettingsPage() {
  pageTitle(() => "Settings");
  return (
    <div class="page page-top max-w-[860px]">
      <PageHeader title="Settings" />
      <Account />
      <SettingsSection title="Theme" text="Dark, light, or the same as your device.">
        <SegmentedControl label="Theme" options={THEMES} value={theme()} onChange={setTheme} />
      </SettingsSection>
      {/* What there is to set depends on who it is; nothing that stands below moves in sight. */}
      <Show when={user()} fallback={<SectionSkeleton />}>
        <Show when={user()?.role === "admin"}>
          <Suspense fallback={<SectionSkeleton />}>
            <DownloadsPart />
            <MetadataPart />
          </Suspense>
        </Show>
        <KeyboardShortcuts />
      </Show>
    </div>
  );
}

function SectionSkeleton() {
  return <Skeleton class="mt-4 min-h-dvh rounded-sheet!" />;
}

function KeyboardShortcuts() {
  return (
    <SettingsSection
      title="Keyboard shortcuts"
      text="They work on every page, while you are not typing."
      class="pointer-coarse:hidden"
    >
      <dl class="grid grid-cols-2 gap-x-10 gap-y-2.5 text-14 max-lg:grid-cols-1">
        <For each={KEYS}>
          {([name, caps]) => (
            <div class="flex items-center justify-between gap-4">
              <dt class="text-muted">{name}</dt>
              <dd class="flex gap-1">
                <For each={caps}>{(cap) => <Key>{cap}</Key>}</For>
              </dd>
            </div>
          )}
        </For>
      </dl>
    </SettingsSection>
  );
}

function Account() {
  return (
    <section
      class="flex min-h-[104px] flex-wrap items-center gap-5 rounded-sheet bg-surface-1 p-6 hairline"
      aria-label="Account"
    >
      <Show when={user()}>
        {(person) => (
          <>
            <Avatar name={person().displayName || person().email} class="size-14 text-20" />
            <div class="min-w-[11em] flex-1">
              <p class="truncate text-17 font-strong tracking-[-.015em]">
                {person().displayName || person().email}
              </p>
              <p class="truncate text-14 text-muted">{person().email}</p>
              <Show when={person().role === "admin"}>
                <p class="text-13 text-muted">Administrator</p>
              </Show>
            </div>
          </>
        )}
      </Show>
      <Button size="medium" onClick={() => void toastOnError(signOut())}>
        <LogOut class="size-4" aria-hidden="true" />
        Sign out
      </Button>
    </section>
  );
}
