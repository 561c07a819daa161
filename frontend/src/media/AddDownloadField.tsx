import Plus from "lucide-solid/icons/plus";
import { createSignal, Show } from "solid-js";
import { PASTE_KEYS } from "../lib/keys";
import { createMediaQuery } from "../lib/mediaQuery";
import { Button } from "../ui/Button";
import { Key } from "../ui/Key";
import { createAdding, takeAnywhere, type AddingOptions } from "./adding";

interface AddDownloadFieldProps extends AddingOptions {
  /** Where it is the only thing to do, it has the focus at once. */
  autofocus?: boolean;
  class?: string;
}

const HINT = "Paste a magnet or a link, or drop a torrent file anywhere";
/** A finger drops nothing. */
const SHORT_HINT = "Paste a magnet or a link";

/** Takes a magnet link or an address by typing or pasting, a torrent file by dropping or choosing. */
export function AddDownloadField(props: AddDownloadFieldProps) {
  let field!: HTMLInputElement;
  let files!: HTMLInputElement;
  const [text, setText] = createSignal("");
  const adding = createAdding({
    mediaId: () => props.mediaId?.(),
    title: () => props.title?.(),
    onAdded: (job) => props.onAdded?.(job),
  });
  const dragged = takeAnywhere(adding, (target) => target === field);

  const isNarrow = createMediaQuery("(max-width: 760px)");
  const placeholder = () => {
    if (dragged()) return "Drop it here";
    return isNarrow() ? SHORT_HINT : HINT;
  };

  const submit = async () => {
    if (await adding.addText(text())) setText("");
  };

  return (
    <form
      class={props.class}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div
        class="flex h-14 items-center gap-3.5 rounded-card border-[1.5px] border-dashed border-fill-2 pr-3 pl-3 text-14 text-muted transition-colors hover:border-accent has-[input:focus]:border-solid has-[input:focus]:border-accent"
        classList={{ "border-accent! bg-accent/8": dragged(), "opacity-60": adding.busy() }}
      >
        <button
          type="button"
          class="grid size-8 flex-none place-items-center rounded-[9px] bg-fill transition-colors hover:bg-fill-2 hover:text-ink"
          aria-label="Choose a torrent file"
          title="Choose a torrent file"
          onClick={() => files.click()}
        >
          <Plus class="size-5" aria-hidden="true" />
        </button>
        <input
          ref={field}
          class="h-full min-w-0 flex-1 bg-transparent text-ink text-ellipsis outline-none placeholder:text-muted"
          aria-label="Magnet link or address to download"
          aria-invalid={adding.error() ? true : undefined}
          placeholder={placeholder()}
          data-autofocus={props.autofocus ? "" : undefined}
          autocomplete="off"
          spellcheck={false}
          value={text()}
          onInput={(event) => {
            setText(event.currentTarget.value);
            adding.forget();
          }}
        />
        <Show when={text() !== ""} fallback={<Key class="phone:hidden">{PASTE_KEYS}</Key>}>
          <Button type="submit" size="small" tone="primary" disabled={adding.busy()}>
            Get
          </Button>
        </Show>
      </div>
      <input
        ref={files}
        class="hidden"
        type="file"
        accept=".torrent,application/x-bittorrent"
        tabindex="-1"
        aria-hidden="true"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          if (file) void adding.addFile(file);
          event.currentTarget.value = "";
        }}
      />
      <Show when={adding.error()}>
        <p class="mt-2 px-1 text-13 text-bad" role="alert">
          {adding.error()}
        </p>
      </Show>
    </form>
  );
}
