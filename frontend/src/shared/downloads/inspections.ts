/** Inspections: the file list of a source before it is added. */
import { createSignal, onCleanup, type Accessor } from "solid-js";
import { createStore, produce } from "solid-js/store";
import { ApiError } from "../../api/client";
import { discardInspection, getInspection, inspectSource } from "../../api/downloads";
import type { DownloadRequest, Inspection } from "../../api/types";
import { errorText } from "../../ui/toast";

/** One source and the result of its inspection. */
export interface InspectionDraft {
  id: number;
  request: DownloadRequest;
  inspection: Inspection | null;
  /** Why the inspection failed. The source can be added anyway. */
  failure: string | null;
  /** The result is not known yet. */
  isPending: boolean;
}

const POLL_INTERVAL_MS = 700;
const MAX_RECOGNITION_POLLS = 10;

let lastId = 0;

export interface Inspections {
  drafts: readonly InspectionDraft[];
  isAsking: Accessor<boolean>;
  /** Raises `ApiError` for a source that cannot be downloaded. */
  inspect: (request: DownloadRequest) => Promise<void>;
  /** Remove the draft and discard its inspection unless a job used it. */
  remove: (draft: InspectionDraft, isUsed: boolean) => void;
}

/** Permanently rejected: adding it would fail for the same reason. */
function isRejected(error: unknown): error is ApiError {
  return error instanceof ApiError && (error.status === 422 || error.status === 413);
}

function failureText(found: Inspection): string | null {
  return found.status === "failed" ? found.message || "The file list is not available." : null;
}

export function createInspections(): Inspections {
  const [drafts, setDrafts] = createStore<InspectionDraft[]>([]);
  const [isAsking, setAsking] = createSignal(false);
  const timers = new Set<number>();
  onCleanup(() => timers.forEach((timer) => clearTimeout(timer)));

  const updateDraft = (id: number, found: Partial<InspectionDraft>) =>
    setDrafts((draft) => draft.id === id, found);

  const applyInspection = (id: number, inspection: Inspection) => {
    updateDraft(id, {
      inspection,
      failure: failureText(inspection),
      isPending: inspection.status === "pending",
    });
    const isOver = inspection.status !== "pending";
    if (!isOver || (!inspection.isRecognized && recognitionPolls(id) < MAX_RECOGNITION_POLLS))
      schedulePoll(id, inspection.id);
  };
  /** The polls for the title alone: without a worker it never comes. */
  const polls = new Map<number, number>();
  const recognitionPolls = (id: number) => {
    const count = polls.get(id) ?? 0;
    polls.set(id, count + 1);
    return count;
  };
  const schedulePoll = (id: number, inspectionId: string) => {
    // eslint-disable-next-line solid/reactivity -- called once, later
    const timer = window.setTimeout(() => {
      timers.delete(timer);
      if (!drafts.some((draft) => draft.id === id)) return;
      getInspection(inspectionId).then(
        (found) => applyInspection(id, found),
        (error: unknown) => {
          // Any other failure may be transient.
          const isGone = error instanceof ApiError && error.status === 404;
          if (isGone)
            updateDraft(id, { failure: "The file list is no longer available.", isPending: false });
          else schedulePoll(id, inspectionId);
        },
      );
    }, POLL_INTERVAL_MS);
    timers.add(timer);
  };

  const take = async (request: DownloadRequest) => {
    const known = drafts.some((draft) => draft.request.source === request.source);
    if (known) return;
    setAsking(true);
    try {
      const inspection = await inspectSource(request);
      const id = ++lastId;
      setDrafts(drafts.length, { id, request, inspection, failure: null, isPending: true });
      applyInspection(id, inspection);
    } catch (error) {
      if (isRejected(error)) throw error;
      const id = ++lastId;
      const failure = errorText(error);
      setDrafts(drafts.length, { id, request, inspection: null, failure, isPending: false });
    } finally {
      setAsking(false);
    }
  };

  const close = (draft: InspectionDraft, isUsed: boolean) => {
    const inspection = draft.inspection;
    const id = draft.id;
    setDrafts(
      produce((all) => {
        const at = all.findIndex((each) => each.id === id);
        if (at >= 0) all.splice(at, 1);
      }),
    );
    if (inspection && !isUsed) discardInspection(inspection.id).catch(() => undefined);
  };

  return { drafts, isAsking, inspect: take, remove: close };
}
