/** Looking inside what somebody gave, before it is added. */
import { createSignal, onCleanup, type Accessor } from "solid-js";
import { createStore, produce } from "solid-js/store";
import { ApiError } from "../../api/client";
import { forgetInspection, getInspection, lookInside } from "../../api/downloads";
import type { DownloadRequest, Inspection } from "../../api/types";
import { wordsFor } from "../../ui/toast";

/** One source, and what is known of its inside. */
export interface Peek {
  id: number;
  request: DownloadRequest;
  inspection: Inspection | null;
  /** Why nobody could look. It can be added anyway. */
  failure: string | null;
  /** Still being asked for. */
  isPending: boolean;
}

const LOOK_AGAIN_MS = 700;

let lastId = 0;

export interface Peeking {
  peeks: readonly Peek[];
  isAsking: Accessor<boolean>;
  /** Raises `ApiError` for what cannot be downloaded at all. */
  take: (request: DownloadRequest) => Promise<void>;
  /** It is decided. What was found is forgotten unless a job began with it. */
  close: (peek: Peek, isUsed: boolean) => void;
}

/** Wrong for good: adding it would be refused for the same reason. */
function isRefused(error: unknown): error is ApiError {
  return error instanceof ApiError && (error.status === 422 || error.status === 413);
}

function failureOf(found: Inspection): string | null {
  return found.status === "failed" ? found.message || "Nobody could look inside." : null;
}

export function createPeeking(): Peeking {
  const [peeks, setPeeks] = createStore<Peek[]>([]);
  const [isAsking, setAsking] = createSignal(false);
  const timers = new Set<number>();
  onCleanup(() => timers.forEach((timer) => clearTimeout(timer)));

  const change = (id: number, found: Partial<Peek>) => setPeeks((peek) => peek.id === id, found);

  const follow = (id: number, inspection: Inspection) => {
    change(id, {
      inspection,
      failure: failureOf(inspection),
      isPending: inspection.status === "pending",
    });
    if (inspection.status === "pending") askAgain(id, inspection.id);
  };
  const askAgain = (id: number, inspectionId: string) => {
    // eslint-disable-next-line solid/reactivity -- asked once, later
    const timer = window.setTimeout(() => {
      timers.delete(timer);
      if (!peeks.some((peek) => peek.id === id)) return;
      getInspection(inspectionId).then(
        (found) => follow(id, found),
        (error: unknown) => {
          // Gone is gone; anything else may be better in a moment.
          const isGone = error instanceof ApiError && error.status === 404;
          if (isGone) change(id, { failure: "The look inside was given up.", isPending: false });
          else askAgain(id, inspectionId);
        },
      );
    }, LOOK_AGAIN_MS);
    timers.add(timer);
  };

  const take = async (request: DownloadRequest) => {
    const known = peeks.some((peek) => peek.request.source === request.source);
    if (known) return;
    setAsking(true);
    try {
      const inspection = await lookInside(request);
      const id = ++lastId;
      setPeeks(peeks.length, { id, request, inspection, failure: null, isPending: true });
      follow(id, inspection);
    } catch (error) {
      if (isRefused(error)) throw error;
      const id = ++lastId;
      const failure = wordsFor(error);
      setPeeks(peeks.length, { id, request, inspection: null, failure, isPending: false });
    } finally {
      setAsking(false);
    }
  };

  const close = (peek: Peek, isUsed: boolean) => {
    const inspection = peek.inspection;
    const id = peek.id;
    setPeeks(
      produce((all) => {
        const at = all.findIndex((each) => each.id === id);
        if (at >= 0) all.splice(at, 1);
      }),
    );
    if (inspection && !isUsed) forgetInspection(inspection.id).catch(() => undefined);
  };

  return { peeks, isAsking, take, close };
}
