import Camera from "lucide-solid/icons/camera";
import { createSignal, Show } from "solid-js";
import { changeProfile, removePicture, setPicture } from "../../../api/accounts";
import type { User } from "../../../api/types";
import { SettingsCard, SettingsRow } from "../../../shared/settings/SettingsCard";
import { Avatar } from "../../../ui/Avatar";
import { Button } from "../../../ui/Button";
import { toast, toastOnError } from "../../../ui/toast";
import { FormDialog } from "../../../shared/FormDialog";
import { pictureInBase64 } from "./pictureFile";

const NAME = { name: "displayName", label: "Display name", autocomplete: "name" } as const;

/** Picture, name and email address. */
export function ProfileCard(props: { person: User }) {
  const [open, setOpen] = createSignal<"name" | "email" | null>(null);
  const name = () => props.person.displayName;
  let input!: HTMLInputElement;

  const upload = async (file: File | undefined) => {
    if (!file) return;
    const saved = pictureInBase64(file).then(setPicture);
    if ((await toastOnError(saved.then(() => true))) === true) toast({ text: "Picture changed." });
    input.value = "";
  };

  return (
    <SettingsCard id="profile" title="Profile">
      <SettingsRow label="Picture" text="A photo, or your initials" stacks>
        <Avatar name={name()} picture={props.person.picture} class="size-14 flex-none text-20" />
        <input
          ref={input}
          type="file"
          accept="image/*"
          class="sr-only"
          tabIndex={-1}
          aria-label="Picture file"
          onChange={(event) => void upload(event.currentTarget.files?.[0])}
        />
        <Button size="small" onClick={() => input.click()}>
          <Camera class="size-4" aria-hidden="true" />
          Choose a picture
        </Button>
        <Show when={props.person.picture}>
          <Button size="small" tone="ghost" onClick={() => void toastOnError(removePicture())}>
            Remove
          </Button>
        </Show>
      </SettingsRow>
      <SettingsRow label="Display name" text={name()}>
        <Button size="small" onClick={() => setOpen("name")}>
          Change
        </Button>
      </SettingsRow>
      <SettingsRow label="Email" text={props.person.email}>
        <Button size="small" onClick={() => setOpen("email")}>
          Change
        </Button>
      </SettingsRow>
      <FormDialog
        open={open() === "name"}
        onClose={() => setOpen(null)}
        title="Display name"
        text="The name that other users see."
        submitLabel="Save"
        fields={[{ ...NAME, value: name(), maxLength: 80 }]}
        onSend={({ displayName }) => changeProfile({ displayName })}
      />
      <FormDialog
        open={open() === "email"}
        onClose={() => setOpen(null)}
        title="Email"
        text="You sign in with it. No mail is sent."
        submitLabel="Save"
        fields={[
          {
            name: "email",
            label: "New email address",
            type: "email",
            autocomplete: "email",
            value: props.person.email,
            maxLength: 254,
          },
          CURRENT_PASSWORD,
        ]}
        onSend={({ email, currentPassword }) => changeProfile({ email, currentPassword })}
      />
    </SettingsCard>
  );
}

export const CURRENT_PASSWORD = {
  name: "currentPassword",
  label: "Your password",
  type: "password",
  autocomplete: "current-password",
  maxLength: 128,
} as const;
