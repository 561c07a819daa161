/** The running download of a title, followed while its page is open. */
import { revalidate } from "@solidjs/router";
import { createEffect, createMemo, createSignal, on, onCleanup } from "solid-js";
import type { DownloadJob, MediaDetail, TitleDownload } from "../../api/types";
import { downloadsChangedAt } from "../../shared/downloads/downloadChanges";
import { isOpen } from "../../shared/downloads/jobState";
import { mediaQuery } from "../../shared/titleQueries";

const POLL_INTERVAL_MS = 2_000;
/** Without a file in the library by then, the import found no video. */
const MAX_IMPORT_POLLS = 60;

/** Most titles have no download: what asks for one is loaded with the first. */
const request = async (id: string) => (await import("../../api/downloads")).getDownload(id);

/**
 * The download with its present progress; null when there is none. Once it ends, the title is
 * fetched again, so that its button becomes Play without a reload.
 */
export function createTitleDownload(title: () => MediaDetail): () => TitleDownload | null {
  const [job, setJob] = createSignal<DownloadJob>();
  const refetch = () => void revalidate(mediaQuery.keyFor(title().mediaType, title().id));

  const id = createMemo(() => title().download?.jobId);
  createEffect(
    on(id, (jobId) => {
      setJob(undefined);
      if (jobId === undefined) return;
      let polls = 0;
      let isOver = false;
      let timer = 0;
      const poll = async () => {
        const found = document.hidden ? undefined : await request(jobId).catch(() => undefined);
        if (isOver) return;
        if (found) {
          setJob(found);
          if (found.status === "completed") polls += 1;
          const isHere = found.status === "completed" && found.libraryItemId !== null;
          const hasEnded =
            found.removedAt !== null || (!isOpen(found) && found.status !== "completed");
          if (isHere || hasEnded || polls > MAX_IMPORT_POLLS) {
            refetch();
            return;
          }
        }
        schedule();
      };
      const schedule = () => {
        timer = window.setTimeout(() => void poll(), POLL_INTERVAL_MS);
      };
      schedule();
      onCleanup(() => {
        isOver = true;
        clearTimeout(timer);
      });
    }),
  );
  // A download that was added or cancelled in this tab.
  createEffect(on(downloadsChangedAt, refetch, { defer: true }));

  // eslint-disable-next-line solid/reactivity -- read where it is rendered
  return () => {
    const known = title().download;
    const now = job();
    if (!known || now?.id !== known.jobId) return known;
    return {
      jobId: now.id,
      status: now.status,
      detail: now.detail,
      isPaused: now.isPaused,
      progressPercent: now.progressPercent,
      seasonNumber: now.seasonNumber,
      episodeNumber: now.episodeNumber,
    };
  };
}
