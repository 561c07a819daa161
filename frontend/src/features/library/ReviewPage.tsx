import { revalidate } from "@solidjs/router";
import { ErrorBoundary, onCleanup, onMount, Show, Suspense } from "solid-js";
import { may } from "../../api/signedInUser";
import { pluralize } from "../../lib/format";
import { isPlain, isTyping } from "../../lib/keyboard";
import { pageTitle } from "../../lib/pageTitle";
import { ButtonLink } from "../../ui/Button";
import { ChipCount, ChipLink } from "../../ui/Chip";
import { ChipRow } from "../../ui/ChipRow";
import { EmptyState } from "../../ui/EmptyState";
import { FailedState } from "../../ui/FailedState";
import { PageHeader } from "../../ui/PageHeader";
import { Skeleton } from "../../ui/Skeleton";
import { ReviewDecisions } from "./ReviewDecisions";
import { createFacets, unmatchedQuery } from "./libraryQueries";
import { RescanButton } from "./RescanButton";
import { ScanLine } from "./ScanLine";
import { createReview, type Review } from "./review";
import { ReviewQueue } from "./ReviewQueue";
import { UnmatchedCard } from "./UnmatchedCard";

export default function ReviewPage() {
  pageTitle(() => "Unmatched files");

  return (
    <div class="page page-top">
      <PageHeader
        title="Library"
        lead="These files could not be matched to a title automatically."
        end={<RescanButton />}
      />
      <ScanLine />
      <ReviewChips />
      <ErrorBoundary
        fallback={(error: unknown, reset) => (
          <FailedState
            text="The unmatched files did not load."
            error={error}
            onRetry={() => void revalidate(unmatchedQuery.key).then(reset)}
          />
        )}
      >
        <Show when={may("match")} fallback={<NotForMe />}>
          <Suspense fallback={<ReviewSkeleton />}>
            <ReviewBoard />
          </Suspense>
        </Show>
      </ErrorBoundary>
    </div>
  );
}

function ReviewChips() {
  const facets = createFacets();
  const titles = (kind: string) => facets()?.kinds.find((facet) => facet.value === kind)?.titles;
  return (
    <ChipRow label="Which files" class="mb-5">
      <ChipLink href="/app/library">All</ChipLink>
      <ChipLink href="/app/library?type=movie">
        Movies <ChipCount number={titles("movie")} />
      </ChipLink>
      <ChipLink href="/app/library?type=show">
        Shows <ChipCount number={titles("show")} />
      </ChipLink>
      <Show when={titles("game")}>
        {(count) => (
          <ChipLink href="/app/library?type=game">
            Games <ChipCount number={count()} />
          </ChipLink>
        )}
      </Show>
      <ChipLink href="/app/library/review" on ref={intoView}>
        Unmatched <ChipCount number={facets()?.unmatchedFiles} />
      </ChipLink>
      <ChipLink href="/app/library/files?state=ignored">Ignored</ChipLink>
    </ChipRow>
  );
}

/** On phones the row is wider than the window. */
function intoView(chip: HTMLAnchorElement): void {
  requestAnimationFrame(() => chip.scrollIntoView({ inline: "center", block: "nearest" }));
}

function ReviewBoard() {
  const review = createReview();

  return (
    <Show when={review.current()} fallback={<AllNamed review={review} />}>
      {(item) => (
        <section
          class="grid h-[max(440px,calc(100dvh-var(--bar)-252px))] grid-cols-[272px_minmax(0,1fr)] xl:grid-cols-[316px_minmax(0,1fr)] grid-rows-[minmax(0,1fr)] rounded-sheet bg-surface-1 hairline max-lg:h-auto max-lg:grid-cols-[minmax(0,1fr)] max-lg:grid-rows-none"
          aria-label="Unmatched files"
        >
          <ReviewQueue review={review} current={item().id} />
          <Show when={item().id} keyed>
            <UnmatchedCard item={item()} review={review} />
          </Show>
        </section>
      )}
    </Show>
  );
}

function AllNamed(props: { review: Review }) {
  const named = () => props.review.decided().reduce((sum, each) => sum + each.files, 0);
  onMount(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "z" || !isPlain(event) || isTyping(event)) return;
      event.preventDefault();
      void props.review.undo();
    };
    document.addEventListener("keydown", onKey);
    onCleanup(() => document.removeEventListener("keydown", onKey));
  });
  return (
    <EmptyState
      text={
        named() > 0
          ? `Every file is matched. You matched ${pluralize(named(), "file")}.`
          : "Every file is matched."
      }
      action={
        <div class="grid justify-items-center gap-4">
          <ButtonLink href="/app/library" size="medium">
            Back to the library
          </ButtonLink>
          <ReviewDecisions review={props.review} class="w-full max-w-90 text-left" />
        </div>
      }
    />
  );
}

function NotForMe() {
  return (
    <EmptyState
      text="Your account may not change matches. An administrator can allow it."
      action={
        <ButtonLink href="/app/library" size="medium">
          Back to the library
        </ButtonLink>
      }
    />
  );
}

function ReviewSkeleton() {
  return (
    <div role="status" aria-label="Loading">
      <Skeleton class="h-[560px] w-full rounded-sheet" />
    </div>
  );
}
