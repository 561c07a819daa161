import { createAsyncStore, revalidate } from "@solidjs/router";
import PackageCheck from "lucide-solid/icons/package-check";
import { ErrorBoundary, For, Show, Suspense } from "solid-js";
import { may } from "../../api/signedInUser";
import { pageTitle } from "../../lib/pageTitle";
import { ButtonLink } from "../../ui/Button";
import { ChipLink } from "../../ui/Chip";
import { ChipRow } from "../../ui/ChipRow";
import { EmptyState } from "../../ui/EmptyState";
import { FailedState } from "../../ui/FailedState";
import { PageHeader } from "../../ui/PageHeader";
import { Skeleton } from "../../ui/Skeleton";
import { ImportCard } from "./ImportCard";
import { importsQuery } from "./fileMoves";

/** Finished downloads before they are imported: what becomes which title, and where it goes. */
export default function ImportsPage() {
  pageTitle(() => "Imports");

  return (
    <div class="page page-top">
      <PageHeader
        title="Library"
        lead="Finished downloads that wait for you. They get a name and a place; sharing goes on."
      />
      <ChipRow label="Which files" class="mb-5">
        <ChipLink href="/app/library">All</ChipLink>
        <ChipLink href="/app/library/imports" on>
          To import
        </ChipLink>
        <ChipLink href="/app/library/review">Unmatched</ChipLink>
      </ChipRow>
      <ErrorBoundary
        fallback={(error: unknown, reset) => (
          <FailedState
            text="The imports did not load."
            error={error}
            onRetry={() => void revalidate(importsQuery.key).then(reset)}
          />
        )}
      >
        <Show
          when={may("match")}
          fallback={<EmptyState text="An administrator decides what is imported." />}
        >
          <Suspense fallback={<Skeleton class="h-64 w-full rounded-sheet" />}>
            <Waiting />
          </Suspense>
        </Show>
      </ErrorBoundary>
    </div>
  );
}

function Waiting() {
  const imports = createAsyncStore(() => importsQuery(), { reconcile: { key: "jobId" } });
  return (
    <div class="grid gap-5">
      <For
        each={imports()?.items}
        fallback={
          <EmptyState
            icon={<PackageCheck />}
            text={
              imports()?.isOn === false
                ? "Downloads stay in their folder. In the settings you can have them named and sorted into your library."
                : "No download waits to be imported."
            }
            action={
              <ButtonLink href="/app/settings/downloads#names" size="medium">
                Names and folders
              </ButtonLink>
            }
          />
        }
      >
        {(download) => <ImportCard download={download} />}
      </For>
    </div>
  );
}
