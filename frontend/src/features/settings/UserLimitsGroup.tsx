import { createAsyncStore, query } from "@solidjs/router";
import { createSignal, For, Show } from "solid-js";
import { createStore } from "solid-js/store";
import { listQuotas } from "../../api/downloadSettings";
import type { QuotaLimits, UserQuota } from "../../api/types";
import { Button } from "../../ui/Button";
import { toastOnError } from "../../ui/toast";
import { QuotaFields } from "./QuotaFields";
import { SettingsGroup, type DownloadSettingsProps } from "./SettingsGroup";
import { UserRow } from "./UserLimitsRow";

const quotasQuery = query((page: number) => listQuotas(page), "download-quotas");

/** The default limits of users, then the limits of single users. */
export function UserLimitsGroup(props: DownloadSettingsProps) {
  return (
    <SettingsGroup
      id="user-limits"
      title="User limits"
      text="For every user. Open a user below to set other limits."
    >
      <QuotaFields
        quota={props.settings.perPerson}
        none={{ mostOpen: "No limit", mostActive: "No limit", bytesAMonth: "No limit" }}
        errorOf={(field) => props.errorOf(`perPerson.${field}`)}
        onChange={(perPerson) => props.save({ perPerson })}
      />
      <UserList house={props.settings.perPerson} />
    </SettingsGroup>
  );
}

function UserList(props: { house: QuotaLimits }) {
  const first = createAsyncStore(() => quotasQuery(1).catch(() => null));
  const [more, setMore] = createStore<{ items: UserQuota[] }>({ items: [] });
  const [saved, setSaved] = createStore<Partial<Record<string, QuotaLimits>>>({});
  const [open, setOpen] = createSignal<string | null>(null);
  const people = () => [...(first.latest?.items ?? []), ...more.items];
  const total = () => first.latest?.total ?? 0;

  const loadMore = async () => {
    const size = first.latest?.pageSize ?? 1;
    const next = await toastOnError(listQuotas(Math.floor(people().length / size) + 1));
    if (next) setMore("items", (items) => [...items, ...next.items]);
  };
  const ownOf = (person: UserQuota) => saved[person.id] ?? person.own;

  return (
    <Show when={people().length > 0}>
      <ul class="grid grid-cols-1 border-t border-line">
        <For each={people()}>
          {(person) => (
            <li class="border-b border-line last:border-b-0">
              <UserRow
                user={person}
                own={ownOf(person)}
                defaults={props.house}
                isOpen={open() === person.id}
                onOpen={() => setOpen(open() === person.id ? null : person.id)}
                onSaved={(own) => setSaved(person.id, own)}
              />
            </li>
          )}
        </For>
      </ul>
      <Show when={people().length < total()}>
        <Button size="small" class="justify-self-start" onClick={() => void loadMore()}>
          Show more users
        </Button>
      </Show>
    </Show>
  );
}
