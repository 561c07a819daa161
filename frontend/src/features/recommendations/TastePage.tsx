import { createAsync, query, revalidate } from "@solidjs/router";
import { ErrorBoundary, For, Show, Suspense, type JSX } from "solid-js";
import {
  forgetTitle,
  getTaste,
  restoreRecommendation,
  setTasteRule,
} from "../../api/recommendations";
import { undoChange } from "../../api/tracking";
import type { MediaCard, Strength, Taste, TasteTrait } from "../../api/types";
import { formatDate } from "../../lib/formatDates";
import { pageTitle } from "../../lib/pageTitle";
import { ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { FailedState } from "../../ui/FailedState";
import { PageHeader } from "../../ui/PageHeader";
import { Skeleton } from "../../ui/Skeleton";
import { toastOnError, toastUndo } from "../../ui/toast";
import { RecommendationTabs } from "./RecommendationTabs";
import { evidenceText } from "./reasonRails";
import { recommendationsQuery, showAgain } from "../../shared/titles/recommendationChanges";
import { TasteTitles } from "./TasteTitles";
import { TasteWheel } from "./TasteWheel";
import { traitName } from "../../shared/recommendations/traitText";
import { TraitRow } from "./TraitRow";

const tasteQuery = query(() => getTaste(), "taste");

const KINDS: readonly { kind: TasteTrait["kind"]; title: string }[] = [
  { kind: "genre", title: "Genres" },
  { kind: "keyword", title: "Subjects" },
  { kind: "person", title: "People" },
  { kind: "decade", title: "Decades" },
  { kind: "language", title: "Languages" },
  { kind: "country", title: "Countries" },
  { kind: "platform", title: "Platforms you play on" },
  { kind: "age", title: "Age ratings" },
];

const reload = () => revalidate([tasteQuery.key, recommendationsQuery.key]);

/** A change that shows when it is stored, with a toast that takes it back. */
async function change(call: Promise<string>, text: string): Promise<boolean> {
  const undoId = await toastOnError(call);
  void reload();
  if (!undoId) return false;
  toastUndo(text, () => void toastOnError(undoChange(undoId)).then(reload));
  return true;
}

/** What a person seems to like, from what, and what they want more or less of. */
export default function TastePage() {
  const taste = createAsync(() => tasteQuery());
  pageTitle(() => "Your taste");
  return (
    <div class="page page-top">
      <PageHeader
        title="Your taste"
        lead="What your lists are made from. Say more or less of it, or never."
        end={<RecommendationTabs at="/app/recommendations/taste" />}
      />
      <ErrorBoundary
        fallback={(error: unknown, reset) => (
          <FailedState
            text="Your taste did not load."
            error={error}
            onRetry={() => void revalidate(tasteQuery.key).then(reset)}
          />
        )}
      >
        <Suspense fallback={<Loading />}>
          <Show when={taste()}>{(loaded) => <Contents taste={loaded()} />}</Show>
        </Suspense>
      </ErrorBoundary>
    </div>
  );
}

function Contents(props: { taste: Taste }) {
  const of = (kind: TasteTrait["kind"]) =>
    props.taste.traits.filter((trait) => trait.kind === kind);
  const isEmpty = () =>
    props.taste.traits.length + props.taste.evidence.length + props.taste.dismissed.length === 0;
  const rule = (trait: TasteTrait, strength: Strength | null) => {
    const name = traitName(trait);
    const text = strength === null ? `${name}: as you watch` : `${name}: ${strength}`;
    void change(setTasteRule(trait.trait, strength), text);
  };
  const forget = (media: MediaCard) => {
    const piece = props.taste.evidence.find((each) => each.media.id === media.id);
    const on = !piece?.isForgotten;
    const text = on ? `${media.title} says nothing any more` : `${media.title} counts again`;
    void change(forgetTitle(media.id, on), text);
  };
  const restore = (media: MediaCard) =>
    void change(restoreRecommendation(media.id), `${media.title} may be recommended again`).then(
      (done) => done && showAgain(media.id),
    );

  return (
    <Show
      when={!isEmpty()}
      fallback={
        <EmptyState
          text="Nothing is known yet. Watch or rate something."
          action={
            <ButtonLink href="/app/recommendations" tone="primary" size="medium">
              Tap three you love
            </ButtonLink>
          }
        />
      }
    >
      <TasteWheel traits={props.taste.traits} kinds={KINDS} />
      <div class="grid grid-cols-2 gap-x-14 gap-y-10 max-[1280px]:grid-cols-1">
        <For each={KINDS}>
          {({ kind, title }) => (
            <Show when={of(kind).length > 0}>
              <Part title={title}>
                <ul class="divide-y divide-line">
                  <For each={of(kind)}>
                    {(trait) => (
                      <TraitRow trait={trait} onChange={(strength) => rule(trait, strength)} />
                    )}
                  </For>
                </ul>
              </Part>
            </Show>
          )}
        </For>
      </div>
      <Show when={props.taste.evidence.length > 0}>
        <Part title="Because of" class="mt-12">
          <TasteTitles
            items={props.taste.evidence.map((piece) => ({
              media: piece.media,
              text: evidenceText(piece),
              action: piece.isForgotten ? "Count again" : "Forget",
              isFaint: piece.isForgotten,
            }))}
            onAction={forget}
          />
        </Part>
      </Show>
      <Show when={props.taste.dismissed.length > 0}>
        <Part title="Not recommended" class="mt-12">
          <TasteTitles
            items={props.taste.dismissed.map(({ media, until }) => ({
              media,
              text: until === null ? "Not for you" : `Not before ${formatDate(until)}`,
              action: "Bring back",
              isFaint: false,
            }))}
            onAction={restore}
          />
        </Part>
      </Show>
    </Show>
  );
}

function Part(props: { title: string; class?: string; children: JSX.Element }) {
  return (
    <section aria-label={props.title} class={props.class}>
      <h2 class="mb-3 text-22 tracking-[-.02em]">{props.title}</h2>
      {props.children}
    </section>
  );
}

function Loading() {
  return (
    <div class="grid gap-4" role="status" aria-label="Loading">
      <For each={[1, 2, 3, 4, 5]}>{() => <Skeleton class="h-14 rounded-card" />}</For>
    </div>
  );
}
