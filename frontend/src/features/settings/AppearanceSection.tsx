import Monitor from "lucide-solid/icons/monitor";
import Moon from "lucide-solid/icons/moon";
import Sun from "lucide-solid/icons/sun";
import { createUniqueId, For, type JSX } from "solid-js";
import { setTheme, theme, type Theme } from "../../lib/theme";
import { SettingsPage } from "../../shared/settings/SettingsPage";

const THEMES: readonly { value: Theme; label: string; icon: JSX.Element; looks: string[] }[] = [
  { value: "dark", label: "Dark", icon: <Moon />, looks: ["dark"] },
  { value: "light", label: "Light", icon: <Sun />, looks: ["light"] },
  { value: "system", label: "System", icon: <Monitor />, looks: ["dark", "light"] },
];

export default function AppearanceSection() {
  const name = createUniqueId();
  return (
    <SettingsPage title="Appearance" lead="The theme is kept on this device.">
      <div role="radiogroup" aria-label="Theme" class="grid grid-cols-3 gap-4 phone:gap-2.5">
        <For each={THEMES}>
          {(each) => (
            <label class="group relative grid cursor-pointer gap-2.5 text-14 font-medium">
              <input
                type="radio"
                class="peer sr-only"
                name={name}
                checked={theme() === each.value}
                onChange={() => setTheme(each.value)}
              />
              <span
                class="relative block h-32 overflow-hidden rounded-card ring-offset-2 ring-offset-bg hairline peer-checked:ring-2 peer-checked:ring-accent peer-focus-visible:outline-2 peer-focus-visible:outline-offset-6 peer-focus-visible:outline-accent phone:h-20"
                aria-hidden="true"
              >
                <For each={each.looks}>
                  {(look, at) => <Miniature look={look} isSecond={at() > 0} />}
                </For>
              </span>
              <span class="flex items-center gap-2 [&>svg]:size-4">
                {each.icon}
                {each.label}
              </span>
            </label>
          )}
        </For>
      </div>
    </SettingsPage>
  );
}

/** The start page, small, in one theme; the second one covers the right half. */
function Miniature(props: { look: string; isSecond: boolean }) {
  return (
    <span
      class="absolute inset-0 bg-bg"
      classList={{ "[clip-path:polygon(52%_0,100%_0,100%_100%,48%_100%)]": props.isSecond }}
      data-theme={props.look}
    >
      <i class="absolute inset-y-0 right-0 w-2/3 bg-linear-120 from-bg via-accent-2/40 to-accent/50" />
      <i class="absolute inset-x-0 bottom-0 h-1/2 bg-linear-to-t from-bg to-transparent" />
      <i class="absolute top-[34%] left-[5%] h-2 w-[22%] rounded-pill bg-fill-3" />
      <i class="absolute top-[47%] left-[5%] h-2 w-[14%] rounded-pill bg-btn" />
      <For each={[5, 29, 53]}>
        {(left) => (
          <i
            class="absolute bottom-[8%] h-[20%] w-[22%] rounded-[4px] bg-surface-3"
            style={{ left: `${left}%` }}
          />
        )}
      </For>
    </span>
  );
}
