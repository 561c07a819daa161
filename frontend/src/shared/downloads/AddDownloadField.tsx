import Plus from "lucide-solid/icons/plus";
import { createSignal, Show } from "solid-js";
import { Portal } from "solid-js/web";
import { may } from "../../api/signedInUser";
import { PASTE_KEYS } from "../../lib/keyboard";
import { createMediaQuery } from "../../lib/mediaQuery";
import { Button } from "../../ui/Button";
import { KeyboardKey } from "../../ui/KeyboardKey";
import {
  createAddDownloadFlow,
  acceptPasteAndDrop,
  type AddDownloadFlow,
  type AddDownloadFlowOptions,
} from "./addDownloadFlow";
import { InspectionSheet } from "./InspectionSheet";

interface AddDownloadFieldProps extends AddDownloadFlowOptions {
  /** Focus the field on mount. */
  autofocus?: boolean;
  /** Passes the add flow to the parent, for links from other sources. */
  ref?: (addFlow: AddDownloadFlow) => void;
  class?: string;
}

const HINT = "Paste a magnet or a link, or drop a torrent file anywhere";
/** Touch devices have no drag and drop. */
const SHORT_HINT = "Paste a magnet or a link";

/** The field for those who may download; a sentence for the others. */
export function AddDownloadField(props: AddDownloadFieldProps) {
  return (
    <Show
      when={may("download")}
      fallback={
        <p class={`text-14 text-muted ${props.class ?? ""}`}>
          Your account may not download. An administrator can allow it.
        </p>
      }
    >
      <SourceField {...props} />
    </Show>
  );
}

/**
 * Accepts a magnet link or URL by typing or pasting, torrent files by drop or file dialog, and
 * shows the file list before adding. Enter inspects, a second Enter adds.
 */
function SourceField(props: AddDownloadFieldProps) {
  let field!: HTMLInputElement;
  let files!: HTMLInputElement;
  const [text, setText] = createSignal("");
  const addFlow = createAddDownloadFlow({
    mediaId: () => props.mediaId?.(),
    title: () => props.title?.(),
    onAdded: (job) => props.onAdded?.(job),
  });
  const dragged = acceptPasteAndDrop(addFlow, (target) => target === field);
  // eslint-disable-next-line solid/reactivity -- called once, on mount
  props.ref?.(addFlow);

  const isNarrow = createMediaQuery("(max-width: 760px)");
  const submit = async () => {
    if (await addFlow.addText(text())) setText("");
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
        classList={{ "opacity-60": addFlow.busy() && addFlow.drafts.length === 0 }}
      >
        <button
          type="button"
          class="reach grid size-8 flex-none place-items-center rounded-[9px] bg-fill transition-colors hover:bg-fill-2 hover:text-ink"
          aria-label="Choose torrent files"
          title="Choose torrent files"
          onClick={() => files.click()}
        >
          <Plus class="size-5" aria-hidden="true" />
        </button>
        <input
          ref={field}
          class="h-full min-w-0 flex-1 bg-transparent text-ink text-ellipsis outline-none placeholder:text-muted"
          aria-label="Magnet link or address to download"
          aria-invalid={addFlow.error() ? true : undefined}
          placeholder={isNarrow() ? SHORT_HINT : HINT}
          data-autofocus={props.autofocus ? "" : undefined}
          data-add-field
          autocomplete="off"
          spellcheck={false}
          value={text()}
          onInput={(event) => {
            setText(event.currentTarget.value);
            addFlow.clearError();
          }}
        />
        <Show
          when={text() !== ""}
          fallback={<KeyboardKey class="phone:hidden">{PASTE_KEYS}</KeyboardKey>}
        >
          <Button type="submit" size="small" tone="primary" disabled={addFlow.busy()}>
            Get
          </Button>
        </Show>
      </div>
      <input
        ref={files}
        class="hidden"
        type="file"
        accept=".torrent,application/x-bittorrent"
        multiple
        tabindex="-1"
        aria-hidden="true"
        onChange={(event) => {
          const chosen = [...(event.currentTarget.files ?? [])];
          if (chosen.length > 0) void addFlow.addFiles(chosen);
          event.currentTarget.value = "";
        }}
      />
      <Show when={addFlow.drafts.length === 0 && addFlow.error()}>
        <p class="mt-2 px-1 text-13 text-bad" role="alert">
          {addFlow.error()}
        </p>
      </Show>
      <InspectionSheet flow={addFlow} mediaId={props.mediaId?.()} />
      <Show when={dragged()}>
        <DropVeil />
      </Show>
    </form>
  );
}

/** An overlay over the whole window while a file or link is dragged. */
function DropVeil() {
  return (
    <Portal>
      <div class="pointer-events-none fixed inset-0 z-70 grid place-items-center bg-scrim p-5 backdrop-blur-[10px] enter-fade">
        <div class="grid size-full place-content-center justify-items-center gap-4 rounded-sheet border-2 border-dashed border-accent text-center">
          <span class="grid size-16 place-items-center rounded-full bg-accent/16 text-accent-text">
            <Plus class="size-8" aria-hidden="true" />
          </span>
          <p class="text-28 font-strong tracking-[-.03em] text-on-art">Drop to download</p>
          <p class="text-15 text-on-art-muted">Torrent files, magnets and links</p>
        </div>
      </div>
    </Portal>
  );
}
