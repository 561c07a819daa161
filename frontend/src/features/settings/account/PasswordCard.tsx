import { createSignal } from "solid-js";
import { changePassword, signOut } from "../../../api/accounts";
import type { User } from "../../../api/types";
import { SettingsCard, SettingsRow } from "../../../shared/settings/SettingsCard";
import { Button } from "../../../ui/Button";
import { toast, toastOnError } from "../../../ui/toast";
import { FormDialog } from "../../../shared/FormDialog";
import { longAgo } from "../../../lib/relativeTime";
import { CURRENT_PASSWORD } from "./ProfileCard";

/** The server's minimum. */
const MIN_PASSWORD_LENGTH = 8;

/** Password and signing out. */
export function PasswordCard(props: { person: User; onChanged: () => void }) {
  const [isOpen, setOpen] = createSignal(false);
  const changed = () => {
    const at = props.person.passwordChangedAt;
    return at === null ? "The one your account was created with" : `Changed ${longAgo(at)}`;
  };
  const change = async (currentPassword: string, newPassword: string) => {
    await changePassword(currentPassword, newPassword);
    toast({ text: "Password changed. Your other devices are signed out." });
    props.onChanged();
  };

  return (
    <SettingsCard id="password" title="Signing in">
      <SettingsRow label="Password" text={changed()}>
        <Button size="small" onClick={() => setOpen(true)}>
          Change password
        </Button>
      </SettingsRow>
      <SettingsRow label="Sign out" text="On this device">
        <Button size="small" onClick={() => void toastOnError(signOut())}>
          Sign out
        </Button>
      </SettingsRow>
      <FormDialog
        open={isOpen()}
        onClose={() => setOpen(false)}
        title="Change password"
        text="All your other devices are signed out."
        submitLabel="Change password"
        fields={[
          CURRENT_PASSWORD,
          {
            name: "newPassword",
            label: "New password",
            type: "password",
            autocomplete: "new-password",
            hint: `At least ${MIN_PASSWORD_LENGTH} characters.`,
            minLength: MIN_PASSWORD_LENGTH,
            maxLength: 128,
          },
        ]}
        onSend={({ currentPassword = "", newPassword = "" }) =>
          change(currentPassword, newPassword)
        }
      />
    </SettingsCard>
  );
}
