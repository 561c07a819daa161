import { createAsync, query, revalidate } from "@solidjs/router";
import { createSignal, ErrorBoundary, For, Show, Suspense } from "solid-js";
import {
  createScrobbleAddress,
  deleteScrobbleAddress,
  getScrobbling,
  setScrobbleAccount,
} from "../../api/scrobble";
import type { Scrobbling } from "../../api/types";
import { SettingsCard, SettingsRow } from "../../shared/settings/SettingsCard";
import { SettingsPage } from "../../shared/settings/SettingsPage";
import { Button } from "../../ui/Button";
import { FailedState } from "../../ui/FailedState";
import { Skeleton } from "../../ui/Skeleton";
import { TextField } from "../../ui/TextField";
import { toast, toastOnError } from "../../ui/toast";
import { longAgo } from "../../lib/relativeTime";
import { ScrobbleSteps } from "./ScrobbleSteps";

const scrobblingQuery = query(() => getScrobbling(), "scrobbling");

/** The address at which other players report what one watches. */
export default function ScrobbleSection() {
  return (
    <SettingsPage
      title="Other players"
      lead="What you watch in Plex, Jellyfin, Emby or Kodi counts here by itself."
    >
      <ErrorBoundary
        fallback={(error: unknown, reset) => <FailedState error={error} onRetry={reset} />}
      >
        <Suspense fallback={<Skeleton class="h-40 rounded-card" />}>
          <Content />
        </Suspense>
      </ErrorBoundary>
    </SettingsPage>
  );
}

function Content() {
  const scrobbling = createAsync(() => scrobblingQuery());
  return (
    <Show when={scrobbling()}>
      {(known) => (
        <>
          <AddressCard known={known()} />
          <Show when={known().createdAt !== null}>
            <AccountCard known={known()} />
          </Show>
          <Show when={known().unknown.length > 0}>
            <UnknownCard known={known()} />
          </Show>
          <ScrobbleSteps />
        </>
      )}
    </Show>
  );
}

function AddressCard(props: { known: Scrobbling }) {
  const [url, setUrl] = createSignal<string>();
  const make = async () => {
    const made = await toastOnError(createScrobbleAddress());
    if (!made) return;
    setUrl(made.url);
    void revalidate(scrobblingQuery.key);
  };
  const remove = async () => {
    const removed = await toastOnError(deleteScrobbleAddress().then(() => true));
    if (!removed) return;
    setUrl(undefined);
    toast({ text: "The address is withdrawn: players that use it report nothing any more." });
    void revalidate(scrobblingQuery.key);
  };
  const copy = (address: string) =>
    void toastOnError(navigator.clipboard.writeText(address).then(() => true)).then((done) => {
      if (done) toast({ text: "Copied." });
    });
  const hasAddress = () => props.known.createdAt !== null;
  const heard = () => {
    const { lastEventAt, lastProgram, lastName } = props.known;
    if (lastEventAt === null) return "Nothing was reported yet";
    return `${lastProgram ?? "A player"} reported ${lastName ?? "something"} ${longAgo(lastEventAt)}`;
  };

  return (
    <SettingsCard id="address" title="Your address">
      <SettingsRow
        label={hasAddress() ? "Players report to your address" : "No address yet"}
        text={
          hasAddress()
            ? heard()
            : "Make one and give it to your player. Keep it to yourself: it adds to your history without a password."
        }
        stacks
      >
        <Button size="small" onClick={() => void make()}>
          {hasAddress() ? "Make a new one" : "Make an address"}
        </Button>
        <Show when={hasAddress()}>
          <Button size="small" tone="danger" onClick={() => void remove()}>
            Withdraw
          </Button>
        </Show>
      </SettingsRow>
      <Show when={url()}>
        {(address) => (
          <div class="grid gap-2 py-5">
            <TextField
              label="Copy it now: it is shown once."
              readonly
              value={address()}
              onFocus={(event) => event.currentTarget.select()}
              end={
                <Button size="small" tone="ghost" onClick={() => copy(address())}>
                  Copy
                </Button>
              }
            />
          </div>
        )}
      </Show>
    </SettingsCard>
  );
}

function AccountCard(props: { known: Scrobbling }) {
  // eslint-disable-next-line solid/reactivity -- the field begins with what is stored
  const [name, setName] = createSignal(props.known.accountName);
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!(await toastOnError(setScrobbleAccount(name().trim())))) return;
    toast({
      text: name().trim() === "" ? "Plays of all accounts count." : `Only ${name().trim()} counts.`,
    });
    void revalidate(scrobblingQuery.key);
  };
  return (
    <SettingsCard id="account-name" title="Whose plays count">
      <form class="py-5" onSubmit={(event) => void save(event)}>
        <TextField
          label="Your name at the other server"
          hint="Leave it empty when only you use that server."
          maxLength={100}
          autocomplete="off"
          value={name()}
          onInput={(event) => setName(event.currentTarget.value)}
          end={
            <Button type="submit" size="small" tone="ghost">
              Save
            </Button>
          }
        />
      </form>
    </SettingsCard>
  );
}

function UnknownCard(props: { known: Scrobbling }) {
  return (
    <SettingsCard
      id="unknown"
      title="Not recognised"
      text="Reported, but not in the catalogue under this name or its ids."
    >
      <For each={props.known.unknown}>
        {(each) => (
          <SettingsRow label={each.name} text={`${each.program}, ${longAgo(each.seenAt)}`} />
        )}
      </For>
    </SettingsCard>
  );
}
