import { createAsync, query, revalidate } from "@solidjs/router";
import { Show } from "solid-js";
import { listDevices } from "../../api/accounts";
import { user } from "../../api/signedInUser";
import { SettingsPage } from "../../shared/settings/SettingsPage";
import { DeleteAccountCard } from "./account/DeleteAccountCard";
import { SignedInDevicesCard } from "./account/SignedInDevicesCard";
import { PasswordCard } from "./account/PasswordCard";
import { ProfileCard } from "./account/ProfileCard";

const devicesQuery = query(() => listDevices().catch(() => []), "devices");

/** The own account: profile, password, devices, deletion. */
export default function AccountSection() {
  const devices = createAsync(() => devicesQuery(), { initialValue: [] });
  const reload = () => void revalidate(devicesQuery.key);
  const since = (at: string) =>
    new Date(at).toLocaleDateString("en-GB", { month: "long", year: "numeric" });

  return (
    <Show when={user()}>
      {(person) => (
        <SettingsPage
          title="Account"
          lead={`${person().role === "admin" ? "Administrator" : "Member"}, here since ${since(person().createdAt)}`}
        >
          <ProfileCard person={person()} />
          <PasswordCard person={person()} onChanged={reload} />
          <Show when={devices.latest.length > 0}>
            <SignedInDevicesCard devices={devices.latest} onChanged={reload} />
          </Show>
          <DeleteAccountCard />
        </SettingsPage>
      )}
    </Show>
  );
}
