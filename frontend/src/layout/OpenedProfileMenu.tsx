import { useNavigate } from "@solidjs/router";
import Download from "lucide-solid/icons/download";
import LogOut from "lucide-solid/icons/log-out";
import Monitor from "lucide-solid/icons/monitor";
import Moon from "lucide-solid/icons/moon";
import Settings from "lucide-solid/icons/settings-2";
import Sun from "lucide-solid/icons/sun";
import type { JSX } from "solid-js";
import { signOut } from "../api/accounts";
import { user } from "../api/signedInUser";
import { install, installPrompt } from "../lib/installPrompt";
import { setTheme, theme } from "../lib/theme";
import { Avatar } from "../ui/Avatar";
import OpenedMenu from "../ui/OpenedMenu";
import { toastOnError } from "../ui/toast";

/** The button with the menu of a person: the theme, the settings and the way out. */
export default function OpenedProfileMenu(props: {
  label: string;
  name: string;
  trigger: JSX.Element;
}) {
  const navigate = useNavigate();
  const themes = () =>
    (
      [
        ["dark", "Dark", <Moon />],
        ["light", "Light", <Sun />],
        ["system", "Follow the system", <Monitor />],
      ] as const
    ).map(([value, label, icon]) => ({
      value,
      label,
      icon,
      chosen: theme() === value,
      onSelect: () => setTheme(value),
    }));

  return (
    <OpenedMenu
      label={props.label}
      trigger={props.trigger}
      header={
        <div class="flex items-center gap-3 px-3 py-2.5">
          <Avatar name={props.name} picture={user()?.picture} class="size-9 text-13" />
          <div class="min-w-0">
            <p class="truncate text-14 font-strong">{props.name}</p>
            <p class="truncate text-12 text-muted">{user()?.email}</p>
          </div>
        </div>
      }
      groups={[
        { title: "Theme", items: themes() },
        {
          items: [
            {
              value: "settings",
              label: "Settings",
              icon: <Settings />,
              onSelect: () => navigate("/app/settings"),
            },
            ...(installPrompt()
              ? [
                  {
                    value: "install",
                    label: "Install /seen/",
                    icon: <Download />,
                    onSelect: install,
                  },
                ]
              : []),
            {
              value: "sign-out",
              label: "Sign out",
              icon: <LogOut />,
              onSelect: () => void toastOnError(signOut()),
            },
          ],
        },
      ]}
    />
  );
}
