import { createAsyncStore, query, revalidate } from "@solidjs/router";
import { createSignal, ErrorBoundary, For, Suspense } from "solid-js";
import { listInvitations, listUsers } from "../../api/userAdmin";
import { SettingsCard } from "../../shared/settings/SettingsCard";
import { SettingsPage } from "../../shared/settings/SettingsPage";
import { FailedState } from "../../ui/FailedState";
import { Skeleton } from "../../ui/Skeleton";
import { InviteCard } from "./people/InviteCard";
import { PersonRow } from "./people/PersonRow";

const usersQuery = query(() => listUsers(), "managed-users");
const invitationsQuery = query(() => listInvitations(), "invitations");

/** The accounts of the server, for administrators. */
export default function PeopleSection() {
  const users = createAsyncStore(() => usersQuery());
  const invitations = createAsyncStore(() => invitationsQuery());
  const [open, setOpen] = createSignal<string | null>(null);
  const reload = () => revalidate([usersQuery.key, invitationsQuery.key]);
  const lead = () => {
    const count = users.latest?.length ?? 0;
    if (count === 0) return "";
    return count === 1 ? "You live here alone so far." : `${count} people live here.`;
  };

  return (
    <SettingsPage title="People" lead={lead()}>
      <ErrorBoundary
        fallback={(error: unknown, reset) => <FailedState error={error} onRetry={reset} />}
      >
        <Suspense fallback={<Skeleton class="min-h-72 rounded-card!" />}>
          <InviteCard invitations={invitations() ?? []} onChanged={() => void reload()} />
          <SettingsCard id="people" title="Who lives here">
            <ul class="[&>li+li]:border-t [&>li+li]:border-line">
              <For each={users() ?? []}>
                {(person) => (
                  <PersonRow
                    person={person}
                    isOpen={open() === person.id}
                    onOpen={() => setOpen(open() === person.id ? null : person.id)}
                    onChanged={reload}
                  />
                )}
              </For>
            </ul>
          </SettingsCard>
        </Suspense>
      </ErrorBoundary>
    </SettingsPage>
  );
}
