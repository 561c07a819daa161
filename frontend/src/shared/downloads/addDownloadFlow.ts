/** The state of a place that takes downloads: typed, pasted, dropped, chosen or shared. */
import { createSignal, onCleanup, onMount, type Accessor } from "solid-js";
import { moveDownload, type Target } from "../../api/downloads";
import type { DownloadJob, DownloadRequest, JobOptionsInput } from "../../api/types";
import { isTyping } from "../../lib/keys";
import { toastOnError, toast, errorText } from "../../ui/toast";
import { submitDownload, newIdempotencyKey } from "./addDownload";
import { readTorrentFile, parseSources } from "./downloadSource";
import { createInspections, type InspectionDraft } from "./inspections";

const NO_SOURCE_FOUND = "This is not a magnet link, an address or a torrent file.";

export interface AddDownloadFlowOptions {
  /** The title it is for, when it is known. */
  mediaId?: () => number | undefined;
  title?: () => string | undefined;
  onAdded?: (job: DownloadJob) => void;
}

/** How somebody would like to have it. */
export interface AddOptions {
  title?: string;
  options?: JobOptionsInput;
  target?: Target;
  isPaused?: boolean;
}

export interface AddDownloadFlow {
  busy: Accessor<boolean>;
  /** What is wrong with what was given last, in words. */
  error: Accessor<string | null>;
  clearError: () => void;
  /** What is being looked into, the first first. */
  drafts: readonly InspectionDraft[];
  /** True once somebody looks inside. */
  addText: (text: string) => Promise<boolean>;
  addFiles: (files: readonly File[]) => Promise<boolean>;
  /** True once it is on its way. What is wrong is said in `error`. */
  start: (peek: InspectionDraft, wish: AddOptions) => Promise<boolean>;
  /** All that wait, as they are. */
  startAll: () => Promise<void>;
  dismiss: (peek: InspectionDraft) => void;
}

export function createAddDownloadFlow(options: AddDownloadFlowOptions = {}): AddDownloadFlow {
  const [busy, setBusy] = createSignal(false);
  const [error, setError] = createSignal<string | null>(null);
  const peeking = createInspections();
  /** One key for each source: sent again after a lost answer it makes no second job. */
  const keys = new Map<string, string>();

  const runExclusively = async (work: () => Promise<boolean>): Promise<boolean> => {
    if (busy()) return false;
    setError(null);
    setBusy(true);
    try {
      return await work();
    } catch (failure) {
      setError(errorText(failure));
      return false;
    } finally {
      setBusy(false);
    }
  };

  /** Several at once: those that are wrong do not keep the others back. */
  const inspectEach = async (sources: readonly (() => Promise<DownloadRequest>)[]) => {
    if (sources.length === 0) throw new Error(NO_SOURCE_FOUND);
    for (const source of sources) {
      try {
        await peeking.inspect(await source());
      } catch (failure) {
        if (sources.length === 1) throw failure;
        toast({ tone: "bad", text: errorText(failure) });
      }
    }
    return true;
  };

  const send = async (peek: InspectionDraft, wish: AddOptions): Promise<boolean> => {
    const { request, inspection } = peek;
    const key = keys.get(request.source) ?? newIdempotencyKey();
    keys.set(request.source, key);
    const { target, ...wanted } = wish;
    const isAnswered = inspection?.status === "ready";
    const job = await submitDownload(
      {
        ...request,
        // What it calls itself goes before what its file or link was called.
        title: options.title?.() ?? (inspection?.title || request.title),
        mediaId: options.mediaId?.(),
        inspectionId: isAnswered ? inspection.id : undefined,
        ...wanted,
        categoryId: target && "categoryId" in target ? target.categoryId : undefined,
      },
      key,
    );
    keys.delete(request.source);
    if (target && "root" in target) await toastOnError(moveDownload(job.id, target));
    peeking.remove(peek, isAnswered);
    options.onAdded?.(job);
    return true;
  };

  return {
    busy,
    error,
    clearError: () => setError(null),
    get drafts() {
      return peeking.drafts;
    },
    addText: (text) =>
      runExclusively(() =>
        inspectEach(parseSources(text).map((request) => () => Promise.resolve(request))),
      ),
    addFiles: (files) =>
      runExclusively(() => inspectEach(files.map((file) => () => readTorrentFile(file)))),
    start: (peek, wish) => runExclusively(() => send(peek, wish)),
    startAll: async () => {
      for (const peek of [...peeking.drafts]) {
        if (!(await runExclusively(() => send(peek, {})))) return;
      }
    },
    dismiss: (peek) => {
      setError(null);
      peeking.remove(peek, false);
    },
  };
}

/** What a drag must carry to be taken. */
const ACCEPTED_DRAG_TYPES = ["Files", "text/uri-list", "text/plain"];

/**
 * Paste and drop anywhere on the page, for as long as the calling component is mounted. Pasting
 * into another field stays what it is. Returns whether something is being dragged over the page.
 */
export function acceptPasteAndDrop(
  adding: AddDownloadFlow,
  isOurs: (field: EventTarget) => boolean,
) {
  const [dragged, setDragged] = createSignal(false);
  let isFromHere = false;

  const take = (data: DataTransfer | null) => {
    const files = [...(data?.files ?? [])];
    if (files.length > 0) void adding.addFiles(files);
    else void adding.addText(data?.getData("text/uri-list") || data?.getData("text/plain") || "");
  };
  const onPaste = (event: ClipboardEvent) => {
    const elsewhere = isTyping(event) && event.target && !isOurs(event.target);
    if (elsewhere) return;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!event.clipboardData?.files.length && parseSources(text).length === 0) return;
    event.preventDefault();
    take(event.clipboardData);
  };
  const isTaken = (event: DragEvent) =>
    !isFromHere &&
    (event.dataTransfer?.types ?? []).some((type) => ACCEPTED_DRAG_TYPES.includes(type));
  /** A poster or a link of this page that is dragged goes nowhere. */
  const onDragStart = () => {
    isFromHere = true;
  };
  const onDragEnd = () => {
    isFromHere = false;
  };
  const onDragOver = (event: DragEvent) => {
    if (!isTaken(event)) return;
    event.preventDefault();
    setDragged(true);
  };
  const onDragLeave = (event: DragEvent) => {
    // Leaving one element for another is not leaving the window.
    if (event.relatedTarget === null) setDragged(false);
  };
  const onDrop = (event: DragEvent) => {
    if (!isTaken(event)) return;
    event.preventDefault();
    setDragged(false);
    take(event.dataTransfer);
  };

  onMount(() => {
    const gone = new AbortController();
    const listener = { signal: gone.signal };
    document.addEventListener("paste", onPaste, listener);
    document.addEventListener("dragstart", onDragStart, listener);
    document.addEventListener("dragend", onDragEnd, listener);
    document.addEventListener("dragover", onDragOver, listener);
    document.addEventListener("dragleave", onDragLeave, listener);
    document.addEventListener("drop", onDrop, listener);
    onCleanup(() => gone.abort());
  });
  return dragged;
}
