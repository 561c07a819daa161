import ChevronDown from "lucide-solid/icons/chevron-down";
import { createSignal, createUniqueId, For, Show } from "solid-js";
import { changeUser, createPasswordLink, removeUser, signOutUser } from "../../../api/userAdmin";
import { updateUser, user } from "../../../api/signedInUser";
import type { ManagedUser, UserChange } from "../../../api/types";
import { Avatar } from "../../../ui/Avatar";
import { Button } from "../../../ui/Button";
import { SegmentedControl } from "../../../ui/RadioGroup";
import { Switch } from "../../../ui/Switch";
import { toast, toastOnError } from "../../../ui/toast";
import { FormDialog } from "../../../shared/FormDialog";
import { longAgo } from "../../../lib/relativeTime";
import { CopyLink } from "../../../ui/CopyLink";
import { RIGHTS, rightsText, toggled } from "./rights";

const ROLES = [
  { value: "admin", label: "Administrator" },
  { value: "user", label: "Member" },
] as const;
type Role = (typeof ROLES)[number]["value"];

interface PersonRowProps {
  person: ManagedUser;
  isOpen: boolean;
  onOpen: () => void;
  /** Loads the account again. */
  onChanged: () => Promise<unknown>;
}

/** One account: role, rights, password link, sign-out, disabling and deletion. */
export function PersonRow(props: PersonRowProps) {
  const id = createUniqueId();
  const [link, setLink] = createSignal<string | null>(null);
  const [isLeaving, setLeaving] = createSignal(false);
  const [isSteppingDown, setSteppingDown] = createSignal(false);
  const [isPromoting, setPromoting] = createSignal(false);
  const name = () => props.person.displayName;
  const isMe = () => props.person.id === user()?.id;

  const summary = () => {
    if (props.person.isDisabled) return "Disabled: cannot sign in";
    const allowed =
      props.person.role === "admin" ? "Everything is allowed" : rightsText(props.person.rights);
    if (isMe()) return `You · ${allowed.toLowerCase()}`;
    const seen = props.person.lastSeenAt;
    return `${allowed} · ${seen === null ? "not here yet" : `seen ${longAgo(seen)}`}`;
  };
  const run = async (call: Promise<unknown>, text?: string) => {
    if ((await toastOnError(call.then(() => true))) && text !== undefined) toast({ text });
    await props.onChanged(); // also after an error: the controls show the stored values
  };
  const change = (body: UserChange) => run(changeUser(props.person.id, body));
  const changeRole = async (role: Role) => {
    if (role === "admin") setPromoting(true);
    else if (isMe()) setSteppingDown(true);
    else await change({ role });
  };
  const stepDown = async () => {
    await changeUser(props.person.id, { role: "user" });
    await updateUser();
  };
  const promote = async () => {
    await changeUser(props.person.id, { role: "admin" });
    await props.onChanged();
  };
  const sessions = () =>
    props.person.sessionCount === 1 ? "1 device" : `${props.person.sessionCount} devices`;
  const remove = async () => {
    await removeUser(props.person.id);
    toast({ text: `${name()} was removed.` });
    await props.onChanged();
  };

  return (
    <li>
      <button
        type="button"
        class="flex w-full items-center gap-4 py-4 text-left"
        aria-expanded={props.isOpen}
        aria-controls={id}
        onClick={() => props.onOpen()}
      >
        <Avatar
          name={name()}
          picture={props.person.picture}
          class={`size-12 flex-none text-15 ${props.person.isDisabled ? "opacity-40 grayscale" : ""}`}
        />
        <span class="min-w-0 flex-1">
          <b class="block truncate text-15 font-strong">{name()}</b>
          <span class="block text-13 text-pretty text-muted">{summary()}</span>
        </span>
        <span class="flex-none text-13 text-muted phone:hidden">
          {props.person.role === "admin" ? "Administrator" : "Member"}
        </span>
        <ChevronDown
          class={`size-5 flex-none text-muted transition-transform ${props.isOpen ? "rotate-180" : ""}`}
          aria-hidden="true"
        />
      </button>
      <Show when={props.isOpen}>
        <div
          id={id}
          role="group"
          aria-label={name()}
          class="grid grid-cols-1 gap-5 pb-6 pl-16 phone:pl-0"
        >
          <p class="-mt-2 text-13 break-words text-muted">{props.person.email}</p>
          <SegmentedControl
            class="justify-self-start"
            label={`Role of ${name()}`}
            options={ROLES}
            value={props.person.role}
            onChange={changeRole}
          />
          <Show when={props.person.role === "user"}>
            <div class="grid gap-1">
              <For each={RIGHTS}>
                {(each) => (
                  <Switch
                    label={each.label}
                    text={each.text}
                    checked={props.person.rights.includes(each.right)}
                    onChange={(isOn) =>
                      change({ rights: toggled(props.person.rights, each.right, isOn) })
                    }
                  />
                )}
              </For>
            </div>
          </Show>
          <Show when={!props.person.isDisabled && link()}>
            {(url) => (
              <CopyLink
                url={url()}
                label={`Link for a new password of ${name()}`}
                text={`With it ${name()} chooses a new password. It works once, for a day.`}
                onDone={() => setLink(null)}
              />
            )}
          </Show>
          <Show when={!isMe()}>
            <div class="flex flex-wrap gap-2">
              <Show when={!props.person.isDisabled}>
                <Button
                  size="small"
                  onClick={() =>
                    void toastOnError(createPasswordLink(props.person.id)).then((url) =>
                      setLink(url ?? null),
                    )
                  }
                >
                  Reset password
                </Button>
              </Show>
              <Show when={props.person.sessionCount > 0}>
                <Button
                  size="small"
                  onClick={() =>
                    void run(signOutUser(props.person.id), `${name()} is signed out everywhere.`)
                  }
                >
                  Sign out {sessions()}
                </Button>
              </Show>
              <Button
                size="small"
                onClick={() => {
                  setLink(null); // it ends with the account
                  void change({ isDisabled: !props.person.isDisabled });
                }}
              >
                {props.person.isDisabled ? "Enable" : "Disable"}
              </Button>
              <Button
                size="small"
                tone="danger"
                class="ml-auto phone:ml-0"
                onClick={() => setLeaving(true)}
              >
                Remove {name()}
              </Button>
            </div>
          </Show>
        </div>
      </Show>
      <FormDialog
        open={isSteppingDown()}
        onClose={() => setSteppingDown(false)}
        title="Stop being an administrator?"
        text="Only another administrator can make you one again."
        submitLabel="Become a member"
        tone="danger"
        fields={[]}
        onSend={stepDown}
      />
      <FormDialog
        open={isPromoting()}
        onClose={() => setPromoting(false)}
        title={`Make ${name()} an administrator?`}
        text="Administrators may do everything: change the settings, delete films, manage all accounts, and take this role from you."
        submitLabel="Make administrator"
        fields={[]}
        onSend={promote}
      />
      <FormDialog
        open={isLeaving()}
        onClose={() => setLeaving(false)}
        title={`Remove ${name()}?`}
        text="The account is deleted with its history, lists and downloads under way. Films of the library stay."
        submitLabel="Remove"
        tone="danger"
        fields={[]}
        onSend={() => remove()}
      />
    </li>
  );
}
