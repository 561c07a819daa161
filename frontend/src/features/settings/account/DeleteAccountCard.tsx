import { createSignal } from "solid-js";
import { deleteAccount } from "../../../api/accounts";
import { SettingsCard, SettingsRow } from "../../../shared/settings/SettingsCard";
import { Button } from "../../../ui/Button";
import { FormDialog } from "../../../shared/FormDialog";
import { CURRENT_PASSWORD } from "./ProfileCard";

export function DeleteAccountCard() {
  const [isOpen, setOpen] = createSignal(false);
  return (
    <SettingsCard id="delete">
      <SettingsRow
        label="Delete your account"
        text="With your history, lists and downloads under way. Films of the library stay."
      >
        <Button size="small" tone="danger" onClick={() => setOpen(true)}>
          Delete
        </Button>
      </SettingsRow>
      <FormDialog
        open={isOpen()}
        onClose={() => setOpen(false)}
        title="Delete your account?"
        text="Your history, lists and settings are deleted for good. They cannot be restored."
        submitLabel="Delete account"
        tone="danger"
        fields={[CURRENT_PASSWORD]}
        onSend={({ currentPassword = "" }) => deleteAccount(currentPassword)}
      />
    </SettingsCard>
  );
}
