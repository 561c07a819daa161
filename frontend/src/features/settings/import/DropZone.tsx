import Upload from "lucide-solid/icons/upload";
import { createSignal, Show } from "solid-js";
import { Button } from "../../../ui/Button";
import { ProgressBar } from "../../../ui/ProgressBar";
import type { Imports } from "./imports";

/** Takes a file by drop or by choice, and shows how much of it was sent. */
export function DropZone(props: { imports: Imports }) {
  let field!: HTMLInputElement;
  const [dragged, setDragged] = createSignal(false);
  const take = (files: FileList | null | undefined) => {
    const file = files?.item(0);
    if (file) void props.imports.send(file);
  };
  return (
    <div
      class="grid min-h-[220px] content-center justify-items-center gap-3 rounded-card border-[1.5px] border-dashed p-6 text-center transition-colors"
      classList={{
        "border-accent bg-accent/8": dragged(),
        "border-fill-3": !dragged(),
      }}
      onDragOver={(event) => {
        event.preventDefault();
        setDragged(true);
      }}
      onDragLeave={() => setDragged(false)}
      onDrop={(event) => {
        event.preventDefault();
        setDragged(false);
        if (!props.imports.upload()) take(event.dataTransfer?.files);
      }}
    >
      <Show
        when={props.imports.upload()}
        fallback={
          <>
            <span class="grid size-12 place-items-center rounded-full bg-fill text-muted">
              <Upload class="size-5" aria-hidden="true" />
            </span>
            <p class="text-17 font-strong tracking-[-.015em]">Drop the file of a service here</p>
            <p class="max-w-[44ch] text-13 text-pretty text-muted">
              A zip, CSV, JSON or XML of up to 64 MB. You see what is in it before anything is
              imported.
            </p>
            <Button tone="primary" size="medium" class="mt-1" onClick={() => field.click()}>
              Choose a file
            </Button>
          </>
        }
      >
        {(upload) => (
          <div class="grid w-full max-w-[360px] gap-3" role="status">
            <p class="truncate text-15 font-medium">Sending {upload().fileName}</p>
            <ProgressBar percent={upload().percent} label={`Sending ${upload().fileName}`} />
          </div>
        )}
      </Show>
      <input
        ref={field}
        class="hidden"
        type="file"
        data-import-file
        accept=".zip,.csv,.json,.xml,.gz,.txt"
        tabindex="-1"
        aria-hidden="true"
        onChange={(event) => {
          take(event.currentTarget.files);
          event.currentTarget.value = "";
        }}
      />
    </div>
  );
}
