/** The state of a place that takes downloads: typed, pasted, dropped, chosen or shared. */
import { createSignal, onCleanup, onMount, type Accessor } from "solid-js";
import { moveDownload, type Target } from "../../api/downloads";
import type { DownloadJob, DownloadRequest, JobWishes } from "../../api/types";
import { isTyping } from "../../lib/keys";
import { orToast, toast, wordsFor } from "../../ui/toast";
import { add, newIdempotencyKey } from "./addDownload";
import { sourceOfFile, sourcesIn } from "./downloadSource";
import { createPeeking, type Peek } from "./inspections";

const NOTHING_IN_IT = "That is no magnet link, address or torrent file.";

export interface AddingOptions {
  /** The title it is for, when it is known. */
  mediaId?: () => number | undefined;
  title?: () => string | undefined;
  onAdded?: (job: DownloadJob) => void;
}

/** How somebody would like to have it. */
export interface Wish {
  title?: string;
  options?: JobWishes;
  target?: Target;
  isPaused?: boolean;
}

export interface Adding {
  busy: Accessor<boolean>;
  /** What is wrong with what was given last, in words. */
  error: Accessor<string | null>;
  forget: () => void;
  /** What is being looked into, the first first. */
  peeks: readonly Peek[];
  /** True once somebody looks inside. */
  takeText: (text: string) => Promise<boolean>;
  takeFiles: (files: readonly File[]) => Promise<boolean>;
  /** True once it is on its way. What is wrong is said in `error`. */
  start: (peek: Peek, wish: Wish) => Promise<boolean>;
  /** All that wait, as they are. */
  startAll: () => Promise<void>;
  leave: (peek: Peek) => void;
}

export function createAdding(options: AddingOptions = {}): Adding {
  const [busy, setBusy] = createSignal(false);
  const [error, setError] = createSignal<string | null>(null);
  const peeking = createPeeking();
  /** One key for each source: sent again after a lost answer it makes no second job. */
  const keys = new Map<string, string>();

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

  /** Several at once: those that are wrong do not keep the others back. */
  const takeEach = async (sources: readonly (() => Promise<DownloadRequest>)[]) => {
    if (sources.length === 0) throw new Error(NOTHING_IN_IT);
    for (const source of sources) {
      try {
        await peeking.take(await source());
      } catch (failure) {
        if (sources.length === 1) throw failure;
        toast({ tone: "bad", text: wordsFor(failure) });
      }
    }
    return true;
  };

  const send = async (peek: Peek, wish: Wish): Promise<boolean> => {
    const { request, inspection } = peek;
    const key = keys.get(request.source) ?? newIdempotencyKey();
    keys.set(request.source, key);
    const { target, ...wanted } = wish;
    const isAnswered = inspection?.status === "ready";
    const job = await add(
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
    if (target && "root" in target) await orToast(moveDownload(job.id, target));
    peeking.close(peek, isAnswered);
    options.onAdded?.(job);
    return true;
  };

  return {
    busy,
    error,
    forget: () => setError(null),
    get peeks() {
      return peeking.peeks;
    },
    takeText: (text) =>
      attempt(() => takeEach(sourcesIn(text).map((request) => () => Promise.resolve(request)))),
    takeFiles: (files) => attempt(() => takeEach(files.map((file) => () => sourceOfFile(file)))),
    start: (peek, wish) => attempt(() => send(peek, wish)),
    startAll: async () => {
      for (const peek of [...peeking.peeks]) {
        if (!(await attempt(() => send(peek, {})))) return;
      }
    },
    leave: (peek) => {
      setError(null);
      peeking.close(peek, false);
    },
  };
}

/** What a drag must carry to be taken. */
const TAKEN = ["Files", "text/uri-list", "text/plain"];

/**
 * Paste and drop anywhere on the page, for as long as the calling component is mounted. Pasting
 * into another field stays what it is. Returns whether something is being dragged over the page.
 */
export function takeAnywhere(adding: Adding, isOurs: (field: EventTarget) => boolean) {
  const [dragged, setDragged] = createSignal(false);
  let isFromHere = false;

  const take = (data: DataTransfer | null) => {
    const files = [...(data?.files ?? [])];
    if (files.length > 0) void adding.takeFiles(files);
    else void adding.takeText(data?.getData("text/uri-list") || data?.getData("text/plain") || "");
  };
  const onPaste = (event: ClipboardEvent) => {
    const elsewhere = isTyping(event) && event.target && !isOurs(event.target);
    if (elsewhere) return;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!event.clipboardData?.files.length && sourcesIn(text).length === 0) return;
    event.preventDefault();
    take(event.clipboardData);
  };
  const isTaken = (event: DragEvent) =>
    !isFromHere && (event.dataTransfer?.types ?? []).some((type) => TAKEN.includes(type));
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
