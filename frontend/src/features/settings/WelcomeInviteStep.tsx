import Link from "lucide-solid/icons/link";
import { createSignal, Show } from "solid-js";
import { createInvitation } from "../../api/userAdmin";
import { user } from "../../api/signedInUser";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { CopyLink } from "../../ui/CopyLink";
import { toastOnError } from "../../ui/toast";

/** Creates an invitation link. */
export function WelcomeInviteStep() {
  const [link, setLink] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);
  const name = () => user()?.displayName || user()?.email || "";
  const invite = async () => {
    setBusy(true);
    const made = await toastOnError(createInvitation("user", ["download"]));
    setBusy(false);
    if (made) setLink(made.url);
  };
  return (
    <div class="grid grid-cols-1 gap-2.5">
      <div class="flex items-center gap-4 rounded-card bg-surface-1 px-4 py-3.5 hairline">
        <Avatar name={name()} class="size-11 text-15" />
        <p class="min-w-0 flex-1">
          <b class="block truncate text-15 font-strong">{name()}</b>
          <span class="block text-13 text-muted">You, the administrator</span>
        </p>
      </div>
      <Show
        when={link()}
        fallback={
          <Button
            class="justify-self-start"
            size="medium"
            disabled={busy()}
            onClick={() => void invite()}
          >
            <Link class="size-4" aria-hidden="true" />
            Make a link for one person
          </Button>
        }
      >
        {(url) => (
          <CopyLink
            url={url()}
            label="Invitation link"
            text="Send it to one person. It works once, for seven days."
            onDone={() => setLink(null)}
          />
        )}
      </Show>
    </div>
  );
}
