import Copy from "lucide-solid/icons/copy";
import Link from "lucide-solid/icons/link";
import { createSignal, Show } from "solid-js";
import { createInvitation } from "../../api/userAdmin";
import { user } from "../../api/session";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/TextField";
import { toast, toastOnError } from "../../ui/toast";

/** Creates an invitation link. */
export function WelcomePeople() {
  const [link, setLink] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);
  const name = () => user()?.displayName || user()?.email || "";
  const invite = async () => {
    setBusy(true);
    const made = await toastOnError(createInvitation("user", ["download"]));
    setBusy(false);
    if (made) setLink(made.url);
  };
  const copy = async () => {
    const isCopied = await navigator.clipboard.writeText(link() ?? "").then(
      () => true,
      () => false,
    );
    toast({ text: isCopied ? "The link is copied" : "Select the link and copy it" });
  };
  return (
    <div class="grid gap-2.5">
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
          <div class="flex flex-wrap items-end gap-2">
            <TextField
              class="min-w-0 flex-1"
              label="Link for one person, valid for a week"
              readonly
              value={url()}
              onFocus={(event) => event.currentTarget.select()}
            />
            <Button class="mb-0.5" size="medium" onClick={() => void copy()}>
              <Copy class="size-4" aria-hidden="true" />
              Copy link
            </Button>
            <Button class="mb-0.5" size="medium" tone="ghost" onClick={() => void invite()}>
              Another one
            </Button>
          </div>
        )}
      </Show>
    </div>
  );
}
