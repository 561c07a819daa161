/** The state of a place that takes downloads: typed, pasted, dropped or chosen. */
import { createSignal, onCleanup, onMount, type Accessor } from "solid-js";
import type { DownloadJob, DownloadRequest } from "../api/types";
import { isTyping } from "../lib/keys";
import { wordsFor } from "../ui/toast";
import { add, newIdempotencyKey } from "./addDownload";
import { sourceIn, sourceOfFile } from "./downloadSource";

const NOTHING_IN_IT = "That is no magnet link, address or torrent file.";

export interface AddingOptions {
  /** The title it is for, when it is known. */
  mediaId?: () => number | undefined;
  title?: () => string | undefined;
  onAdded?: (job: DownloadJob) => void;
}

export interface Adding {
  busy: Accessor<boolean>;
  /** What is wrong with what was given last, in words. */
  error: Accessor<string | null>;
  forget: () => void;
  /** True once it is on its way. */
  addText: (text: string) => Promise<boolean>;
  addFile: (file: File) => Promise<boolean>;
}

export function createAdding(options: AddingOptions = {}): Adding {
  const [busy, setBusy] = createSignal(false);
  const [error, setError] = createSignal<string | null>(null);
  let intention = { source: "", key: "" };

  const send = async (request: DownloadRequest): Promise<boolean> => {
    if (intention.source !== request.source) {
      intention = { source: request.source, key: newIdempotencyKey() };
    }
    const title = options.title?.() ?? request.title;
    const job = await add({ ...request, title, mediaId: options.mediaId?.() }, intention.key);
    intention = { source: "", key: "" };
    options.onAdded?.(job);
    return true;
  };

  const attempt = async (work: () => Promise<boolean>): Promise<boolean> => {
    if (busy()) return false;
    setError(null);
    setBusy(true);
    try {
      return await work();
    } catch (failure) {
      setError(wordsFor(failure));
      return false;
    } finally {
      setBusy(false);
    }
  };

  return {
    busy,
    error,
    forget: () => setError(null),
    addFile: (file) => attempt(async () => send(await sourceOfFile(file))),
    addText: (text) =>
      attempt(async () => {
        const request = sourceIn(text);
        if (request) return send(request);
        throw new Error(NOTHING_IN_IT);
      }),
  };
}

/**
 * Paste and drop anywhere on the page, for as long as the calling component is mounted. Pasting
 * into another field stays what it is. Returns whether something is being dragged over the page.
 */
export function takeAnywhere(adding: Adding, isOurs: (field: EventTarget) => boolean) {
  const [dragged, setDragged] = createSignal(false);

  const take = (data: DataTransfer | null) => {
    const file = data?.files[0];
    if (file) void adding.addFile(file);
    else void adding.addText(data?.getData("text/plain") ?? "");
  };
  const onPaste = (event: ClipboardEvent) => {
    const elsewhere = isTyping(event) && event.target && !isOurs(event.target);
    if (elsewhere) return;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!event.clipboardData?.files.length && sourceIn(text) === null) return;
    event.preventDefault();
    take(event.clipboardData);
  };
  const onDragOver = (event: DragEvent) => {
    event.preventDefault();
    setDragged(true);
  };
  const onDragLeave = (event: DragEvent) => {
    // Leaving one element for another is not leaving the window.
    if (event.relatedTarget === null) setDragged(false);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setDragged(false);
    take(event.dataTransfer);
  };

  onMount(() => {
    document.addEventListener("paste", onPaste);
    document.addEventListener("dragover", onDragOver);
    document.addEventListener("dragleave", onDragLeave);
    document.addEventListener("drop", onDrop);
    onCleanup(() => {
      document.removeEventListener("paste", onPaste);
      document.removeEventListener("dragover", onDragOver);
      document.removeEventListener("dragleave", onDragLeave);
      document.removeEventListener("drop", onDrop);
    });
  });
  return dragged;
}
