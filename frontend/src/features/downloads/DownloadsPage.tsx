import { revalidate, useSearchParams } from "@solidjs/router";
import { createMemo, createSignal, ErrorBoundary, Show, Suspense } from "solid-js";
import type { DownloadJob } from "../../api/types";
import { createMediaQuery } from "../../lib/mediaQuery";
import { pageTitle } from "../../lib/pageTitle";
import { whileVisible } from "../../lib/whileVisible";
import { AddDownloadField } from "../../media/AddDownloadField";
import { downloadsQuery } from "../../media/queries";
import { EmptyState } from "../../ui/EmptyState";
import { FailedState } from "../../ui/FailedState";
import { DownloadPanel, ROOM_FOR_BOTH } from "./DownloadPanel";
import { addAgain, cancelJob, createDownloads } from "./downloads";
import { DownloadsHeader } from "./DownloadsHeader";
import { DownloadsList } from "./DownloadsList";
import { DownloadsSkeleton } from "./DownloadsSkeleton";

const TICK_MS = 1_000;

export default function DownloadsPage() {
  const { jobs, isOld } = createDownloads();
  pageTitle(() => "Downloads");

  return (
    <ErrorBoundary
      fallback={(error: unknown, reset) => (
        <div class="page page-top">
          <h1 class="sr-only">Downloads</h1>
          <FailedState
            text="Your downloads did not load."
            error={error}
            onRetry={() => void revalidate(downloadsQuery.key).then(reset)}
          />
        </div>
      )}
    >
      <Suspense fallback={<DownloadsSkeleton />}>
        <Show when={jobs()}>{(all) => <Downloads jobs={all()} isOld={isOld()} />}</Show>
      </Suspense>
    </ErrorBoundary>
  );
}

function Downloads(props: { jobs: readonly DownloadJob[]; isOld: boolean }) {
  const [now, setNow] = createSignal(new Date());
  const [search, setSearch] = useSearchParams<{ job?: string }>();
  const chosen = createMemo(() => props.jobs.find((job) => job.id === search.job));
  whileVisible(TICK_MS, () => setNow(new Date()));

  const besideList = createMediaQuery(ROOM_FOR_BOTH);
  const choose = (id: string | undefined) => setSearch({ job: id }, { replace: true });

  return (
    <div class="page flex items-start gap-8 page-top">
      <div class="min-w-0 flex-1">
        <DownloadsHeader jobs={props.jobs} now={now()} isOld={props.isOld} />
        <AddDownloadField
          class="mt-7"
          onAdded={(job) => {
            // Over the list it would be in the way: there the note at the foot says enough.
            if (besideList()) choose(job.id);
          }}
        />
        <Show
          when={props.jobs.length > 0}
          fallback={
            <EmptyState
              class="mt-8"
              text="Nothing has been downloaded yet. Paste a link above and it comes in here."
            />
          }
        >
          <DownloadsList
            jobs={props.jobs}
            now={now()}
            chosen={search.job}
            onOpen={(id) => choose(id === search.job ? undefined : id)}
            onCancel={(job) => void cancelJob(job)}
          />
        </Show>
      </div>
      <Show when={chosen()}>
        {(job) => (
          <DownloadPanel
            job={job()}
            now={now()}
            onClose={() => choose(undefined)}
            onCancel={(one) => void cancelJob(one)}
            onAddAgain={(one) => void addAgain(one)}
          />
        )}
      </Show>
    </div>
  );
}
