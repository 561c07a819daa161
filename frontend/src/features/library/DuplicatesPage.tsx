import { createAsyncStore, revalidate } from "@solidjs/router";
import Copy from "lucide-solid/icons/copy";
import { createSignal, ErrorBoundary, For, Show, Suspense } from "solid-js";
import { may } from "../../api/signedInUser";
import { pageTitle } from "../../lib/pageTitle";
import { Button, ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { FailedState } from "../../ui/FailedState";
import { PageHeader } from "../../ui/PageHeader";
import { Skeleton } from "../../ui/Skeleton";
import { DuplicateCard } from "./DuplicateCard";
import { duplicatesQuery } from "./storageText";

/** Films and episodes with several versions: which is the best, and why. */
export default function DuplicatesPage() {
  pageTitle(() => "Duplicates");

  return (
    <div class="page page-top">
      <PageHeader
        title="Duplicates"
        lead="Films and episodes that are there more than once. The best version of each is marked."
        end={
          <ButtonLink href="/app/library/storage" size="medium">
            Storage
          </ButtonLink>
        }
      />
      <ErrorBoundary
        fallback={(error: unknown, reset) => (
          <FailedState
            text="The duplicates did not load."
            error={error}
            onRetry={() => void revalidate(duplicatesQuery.key).then(reset)}
          />
        )}
      >
        <Show
          when={may("match")}
          fallback={<EmptyState text="An administrator looks after the files." />}
        >
          <Suspense fallback={<Skeleton class="h-64 w-full rounded-sheet" />}>
            <Groups />
          </Suspense>
        </Show>
      </ErrorBoundary>
    </div>
  );
}

function Groups() {
  const [after, setAfter] = createSignal(0);
  const page = createAsyncStore(() => duplicatesQuery(after()));
  return (
    <div class="grid gap-5">
      <For
        each={page()?.groups}
        fallback={
          <EmptyState
            icon={<Copy />}
            text="Nothing is there twice: each film and episode has one version."
          />
        }
      >
        {(group) => <DuplicateCard group={group} />}
      </For>
      <div class="flex justify-center gap-2">
        <Show when={after() > 0}>
          <Button size="medium" onClick={() => setAfter(0)}>
            From the start
          </Button>
        </Show>
        <Show when={page()?.nextAfter}>
          {(next) => (
            <Button size="medium" onClick={() => setAfter(next())}>
              Show more
            </Button>
          )}
        </Show>
      </div>
    </div>
  );
}
