import Link from "lucide-solid/icons/link";
import { createSignal, For, Show } from "solid-js";
import { createInvitation, withdrawInvitation } from "../../../api/userAdmin";
import type { Invitation, Right } from "../../../api/types";
import { SettingsCard, SettingsRow } from "../../../shared/settings/SettingsCard";
import { Button } from "../../../ui/Button";
import { SelectField } from "../../../ui/SelectField";
import { Switch } from "../../../ui/Switch";
import { toast, toastOnError } from "../../../ui/toast";
import { CopyLink } from "../../../ui/CopyLink";
import { RIGHTS, rightsText, toggled } from "./rights";

type Role = "user" | "admin";

const ROLES = [
  { value: "user", label: "As a member" },
  { value: "admin", label: "As an administrator" },
];

interface InviteCardProps {
  invitations: readonly Invitation[];
  onChanged: () => void;
}

/** Creates an invitation link. */
export function InviteCard(props: InviteCardProps) {
  const [role, setRole] = createSignal<Role>("user");
  const [rights, setRights] = createSignal<Right[]>(["download"]);
  const [url, setUrl] = createSignal<string | null>(null);
  const [isBusy, setBusy] = createSignal(false);

  const create = async () => {
    setBusy(true);
    const made = await toastOnError(createInvitation(role(), rights()));
    setBusy(false);
    if (!made) return;
    setUrl(made.url);
    props.onChanged();
  };
  const withdraw = async (id: string) => {
    if ((await toastOnError(withdrawInvitation(id).then(() => true))) === undefined) return;
    setUrl(null);
    toast({ text: "This link does not work any more." });
    props.onChanged();
  };

  return (
    <SettingsCard id="invite">
      <div class="grid gap-4 py-5">
        <div class="flex flex-wrap items-start justify-between gap-4">
          <div class="min-w-0 flex-1 basis-64">
            <h2 class="text-17 font-strong tracking-[-.015em]">Invite someone</h2>
            <p class="mt-0.5 text-13 text-pretty text-muted">
              The person who opens the link creates an account. It works once, for seven days.
            </p>
          </div>
          <SelectField
            class="w-52 phone:w-full"
            label="Role"
            options={ROLES}
            value={role()}
            onChange={(value) => setRole(value as Role)}
          />
        </div>
        <Show when={role() === "user"}>
          <div class="grid grid-cols-2 gap-x-10 max-md:grid-cols-1">
            <For each={RIGHTS}>
              {(each) => (
                <Switch
                  label={each.label}
                  checked={rights().includes(each.right)}
                  onChange={(isOn) => setRights(toggled(rights(), each.right, isOn))}
                />
              )}
            </For>
          </div>
        </Show>
        <Show
          when={url()}
          fallback={
            <Button
              tone="primary"
              size="medium"
              class="justify-self-start"
              disabled={isBusy()}
              onClick={() => void create()}
            >
              <Link class="size-4" aria-hidden="true" />
              Create link
            </Button>
          }
        >
          {(made) => (
            <CopyLink
              url={made()}
              label="Invitation link"
              text="Send it to one person. It is shown only now."
              onDone={() => setUrl(null)}
            />
          )}
        </Show>
      </div>
      <For each={props.invitations}>
        {(invitation) => (
          <SettingsRow
            label={
              invitation.role === "admin" ? "Invitation as administrator" : "Invitation as member"
            }
            text={`${invitation.role === "admin" ? "May do everything" : rightsText(invitation.rights)} · by ${invitation.invitedBy} · until ${day(invitation.expiresAt)}`}
          >
            <Button size="small" onClick={() => void withdraw(invitation.id)}>
              Withdraw
            </Button>
          </SettingsRow>
        )}
      </For>
    </SettingsCard>
  );
}

const day = (at: string) =>
  new Date(at).toLocaleDateString("en-GB", { day: "numeric", month: "long" });
