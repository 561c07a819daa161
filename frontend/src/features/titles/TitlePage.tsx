import { createAsyncStore, revalidate, useParams } from "@solidjs/router";
import { ErrorBoundary, Show, Suspense, type JSX } from "solid-js";
import { ApiError } from "../../api/client";
import type { MediaDetail, MediaType } from "../../api/types";
import { pageTitle } from "../../lib/pageTitle";
import { refetchWhile } from "../../lib/refetchWhile";
import { mediaQuery } from "../../shared/titleQueries";
import { ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { FailedState } from "../../ui/FailedState";
import { TitleSkeleton } from "./TitleSkeleton";

interface TitlePageProps {
  type: MediaType;
  children: (title: MediaDetail) => JSX.Element;
}

/** Loads the title of the URL; the common parts of film, show and game pages. */
export function TitlePage(props: TitlePageProps) {
  const params = useParams<{ id: string }>();
  const id = () => Number(params.id);
  const title = createAsyncStore(() => mediaQuery(props.type, id()));

  return (
    <ErrorBoundary
      fallback={(error: unknown, reset) => (
        <div class="page page-top">
          <h1 class="sr-only">Title</h1>
          <Show
            when={error instanceof ApiError && error.status === 404}
            fallback={
              <FailedState
                text="This title did not load."
                error={error}
                onRetry={() => void revalidate(mediaQuery.keyFor(props.type, id())).then(reset)}
              />
            }
          >
            <EmptyState
              text="Title not found. It may have been removed from the catalogue."
              action={
                <ButtonLink href="/app/discover" size="medium">
                  Discover others
                </ButtonLink>
              }
            />
          </Show>
        </div>
      )}
    >
      <Suspense fallback={<TitleSkeleton type={props.type} />}>
        <Show when={title()} keyed>
          {(found) => (
            <Found
              title={found}
              onAgain={() => void revalidate(mediaQuery.keyFor(props.type, id()))}
            >
              {props.children(found)}
            </Found>
          )}
        </Show>
      </Suspense>
    </ErrorBoundary>
  );
}

function Found(props: { title: MediaDetail; onAgain: () => void; children: JSX.Element }) {
  pageTitle(() => props.title.title);
  refetchWhile(
    () => String(props.title.id),
    () => props.title.metadata.refreshing,
    () => props.onAgain(),
  );
  return <>{props.children}</>;
}
