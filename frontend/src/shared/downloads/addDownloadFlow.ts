/** Adding downloads from text, files, paste, drop or the share target. */
import { createSignal, onCleanup, onMount, type Accessor } from "solid-js";
import { moveDownload, type Target } from "../../api/downloads";
import { newIdempotencyKey } from "../../api/idempotentWrites";
import type { DownloadJob, DownloadRequest, JobOptionsInput, MediaCard } from "../../api/types";
import { isTyping } from "../../lib/keyboard";
import { toastOnError, toast, errorText } from "../../ui/toast";
import { submitDownload } from "./addDownload";
import { readTorrentFile, parseSources } from "./downloadSource";
import { createInspections, type InspectionDraft } from "./inspections";

const NO_SOURCE_FOUND = "This is not a magnet link, an address or a torrent file.";

export interface AddDownloadFlowOptions {
  /** The title the download is for, when it is known. */
  mediaId?: () => number | undefined;
  title?: () => string | undefined;
  onAdded?: (job: DownloadJob) => void;
}

/** The title of a source: as recognised, none of the catalogue, or one that the user chose. */
export type ChosenTitle = "auto" | "none" | MediaCard;

/** Options of one download to add. */
export interface AddOptions {
  chosen?: ChosenTitle;
  options?: JobOptionsInput;
  target?: Target;
  isPaused?: boolean;
}

export interface AddDownloadFlow {
  busy: Accessor<boolean>;
  /** Why the last input was rejected. */
  error: Accessor<string | null>;
  clearError: () => void;
  /** Sources under inspection, the oldest first. */
  drafts: readonly InspectionDraft[];
  /** True once the inspection has begun. */
  addText: (text: string) => Promise<boolean>;
  addFiles: (files: readonly File[]) => Promise<boolean>;
  /** True once the job exists; otherwise `error` says why. */
  start: (draft: InspectionDraft, addOptions: AddOptions) => Promise<boolean>;
  /** All drafts, with default options. */
  startAll: () => Promise<void>;
  dismiss: (draft: InspectionDraft) => void;
}

export function createAddDownloadFlow(options: AddDownloadFlowOptions = {}): AddDownloadFlow {
  const [busy, setBusy] = createSignal(false);
  const [error, setError] = createSignal<string | null>(null);
  const inspections = createInspections();
  /** One idempotency key per source: a repeated request adds no second job. */
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

  /** Several at once: an invalid source does not stop the others. */
  const inspectEach = async (sources: readonly (() => Promise<DownloadRequest>)[]) => {
    if (sources.length === 0) throw new Error(NO_SOURCE_FOUND);
    for (const source of sources) {
      try {
        await inspections.inspect(await source());
      } catch (failure) {
        if (sources.length === 1) throw failure;
        toast({ tone: "bad", text: errorText(failure) });
      }
    }
    return true;
  };

  const send = async (draft: InspectionDraft, addOptions: AddOptions): Promise<boolean> => {
    const { request, inspection } = draft;
    const key = keys.get(request.source) ?? newIdempotencyKey();
    keys.set(request.source, key);
    const { target, chosen = "auto", ...jobOptions } = addOptions;
    const isAnswered = inspection?.status === "ready";
    const job = await submitDownload(
      {
        ...request,
        // The name in the metadata outranks the name of the file or link. The episode is found
        // by it, so the title of the page is used only when there is no name at all.
        title: inspection?.title || request.title || options.title?.(),
        mediaId: typeof chosen === "object" ? chosen.id : options.mediaId?.(),
        isNoTitle: chosen === "none",
        inspectionId: isAnswered ? inspection.id : undefined,
        ...jobOptions,
        categoryId: target && "categoryId" in target ? target.categoryId : undefined,
      },
      key,
    );
    keys.delete(request.source);
    if (target && "root" in target) await toastOnError(moveDownload(job.id, target));
    inspections.remove(draft, isAnswered);
    options.onAdded?.(job);
    return true;
  };

  return {
    busy,
    error,
    clearError: () => setError(null),
    get drafts() {
      return inspections.drafts;
    },
    addText: (text) =>
      runExclusively(() =>
        inspectEach(parseSources(text).map((request) => () => Promise.resolve(request))),
      ),
    addFiles: (files) =>
      runExclusively(() => inspectEach(files.map((file) => () => readTorrentFile(file)))),
    start: (draft, addOptions) => runExclusively(() => send(draft, addOptions)),
    startAll: async () => {
      for (const draft of [...inspections.drafts]) {
        if (!(await runExclusively(() => send(draft, {})))) return;
      }
    },
    dismiss: (draft) => {
      setError(null);
      inspections.remove(draft, false);
    },
  };
}

/** Data types a drag must carry to be accepted. */
const ACCEPTED_DRAG_TYPES = ["Files", "text/uri-list", "text/plain"];

/**
 * Handle paste and drop anywhere on the page while the calling component is mounted. Paste into
 * another field is ignored. Returns whether something is being dragged over the page.
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
  /** A drag that starts on this page is not a download. */
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
    // Moving between elements also fires `dragleave`; only leaving the window counts.
    if (event.relatedTarget === null) setDragged(false);
  };
  const onDrop = (event: DragEvent) => {
    if (!isTaken(event)) return;
    event.preventDefault();
    setDragged(false);
    take(event.dataTransfer);
  };

  onMount(() => {
    const controller = new AbortController();
    const listener = { signal: controller.signal };
    document.addEventListener("paste", onPaste, listener);
    document.addEventListener("dragstart", onDragStart, listener);
    document.addEventListener("dragend", onDragEnd, listener);
    document.addEventListener("dragover", onDragOver, listener);
    document.addEventListener("dragleave", onDragLeave, listener);
    document.addEventListener("drop", onDrop, listener);
    onCleanup(() => controller.abort());
  });
  return dragged;
}
