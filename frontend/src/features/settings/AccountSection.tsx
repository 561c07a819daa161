import LogOut from "lucide-solid/icons/log-out";
import { Show } from "solid-js";
import { signOut } from "../../api/accounts";
import { user } from "../../api/session";
import { SettingsCard, SettingsRow } from "../../shared/settings/SettingsCard";
import { SettingsPage } from "../../shared/settings/SettingsPage";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { toastOnError } from "../../ui/toast";

export default function AccountSection() {
  return (
    <SettingsPage title="Account">
      <Show when={user()}>
        {(person) => (
          <SettingsCard>
            <div class="flex items-center gap-5 py-5">
              <Avatar name={person().displayName || person().email} class="size-14 text-20" />
              <div class="min-w-0 flex-1">
                <p class="truncate text-17 font-strong tracking-[-.015em]">
                  {person().displayName || person().email}
                </p>
                <p class="truncate text-14 text-muted">{person().email}</p>
                <Show when={person().role === "admin"}>
                  <p class="text-13 text-muted">Administrator</p>
                </Show>
              </div>
            </div>
            <SettingsRow label="Sign out" text="On this device">
              <Button size="small" onClick={() => void toastOnError(signOut())}>
                <LogOut class="size-4" aria-hidden="true" />
                Sign out
              </Button>
            </SettingsRow>
          </SettingsCard>
        )}
      </Show>
    </SettingsPage>
  );
}
