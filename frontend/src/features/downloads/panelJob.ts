import { createEffect, createMemo } from "solid-js";
import { createStore } from "solid-js/store";
import { getDownload } from "../../api/downloads";
import type { DownloadJob } from "../../api/types";

/** The job whose details are open: from the list, or fetched when the list does not contain it. */
export function createPanelJob(
  id: () => string | undefined,
  find: (id: string | undefined) => DownloadJob | undefined,
) {
  const [other, setOther] = createStore<{ job: DownloadJob | null }>({ job: null });
  const listed = createMemo(() => find(id()));
  createEffect(() => {
    const openId = id();
    if (openId === undefined || listed() || other.job?.id === openId) return;
    getDownload(openId).then(
      (job) => setOther("job", job.removedAt === null ? job : null),
      () => setOther("job", null),
    );
  });
  // eslint-disable-next-line solid/reactivity -- read where it is rendered
  return () => listed() ?? (other.job?.id === id() ? (other.job ?? undefined) : undefined);
}
