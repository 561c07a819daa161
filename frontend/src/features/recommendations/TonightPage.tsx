import { createAsync, query, revalidate, useSearchParams } from "@solidjs/router";
import Dices from "lucide-solid/icons/dices";
import {
  createResource,
  createSignal,
  ErrorBoundary,
  For,
  onCleanup,
  onMount,
  Show,
  Suspense,
  type JSX,
} from "solid-js";
import { listGenres } from "../../api/discover";
import { drawTonight, type TonightQuery } from "../../api/recommendations";
import { user } from "../../api/signedInUser";
import { listPossibleCompanions } from "../../api/sharedViewing";
import type { MediaCard, SofaPerson } from "../../api/types";
import { isOverlayOpen, isPlain, isTyping } from "../../lib/keyboard";
import { createMediaQuery } from "../../lib/mediaQuery";
import { pageTitle } from "../../lib/pageTitle";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { FailedState } from "../../ui/FailedState";
import { KeyboardKey } from "../../ui/KeyboardKey";
import { Skeleton } from "../../ui/Skeleton";
import { RecommendationTabs } from "./RecommendationTabs";
import { dismissTitle, isDismissed } from "../../shared/titles/recommendationChanges";
import { useTitleActions } from "../../shared/titles/titleActions";
import TogetherNow from "../../shared/watchTogether/TogetherNow";
import { watchTogether } from "../../shared/watchTogether/sharedViewing";
import { FoldedTonightChoices } from "./FoldedTonightChoices";
import {
  LENGTHS,
  USUAL_LENGTH,
  MOODS,
  NOW,
  sofaText,
  startOf,
  summaryOf,
  moodText,
  type Choices,
  type ChoiceParams,
} from "./tonightOptions";
import { TonightCard } from "./TonightCard";
import { TonightChoices } from "./TonightChoices";

const tonightQuery = query((asked: TonightQuery) => drawTonight(asked), "tonight");

interface Search extends ChoiceParams, Record<string, string | undefined> {
  with?: string;
  /** The titles of the first draw: ids, separated by commas. */
  shown?: string;
}

/** Who is on the sofa, how long, and in which mood: three titles that suit all viewers. */
export default function TonightPage() {
  const titles = useTitleActions();
  const [search, setSearch] = useSearchParams<Search>();
  const isPhone = createMediaQuery("(max-width: 760px)");
  const [others] = createResource(() => listPossibleCompanions().catch(() => []));
  const [genres] = createResource(() => listGenres().catch(() => []));
  // Ahead of the address, which follows when the answer is there: quick taps all count.
  const [chosen, setChosen] = createSignal((search.with ?? "").split(",").filter(Boolean));
  const length = () => LENGTHS.find(({ value }) => value === search.time) ?? USUAL_LENGTH;
  const mood = () => MOODS.find(({ value }) => value === search.mood)?.value;
  const genre = () => (genres.latest ?? []).find(({ slug }) => slug === search.genre);
  const kind = () => (search.what === "game" ? "game" : "screen");
  const tonight = createAsync(() =>
    tonightQuery({
      with: search.with || undefined,
      minutes: length().minutes,
      mood: mood(),
      genre: search.genre,
      kind: kind(),
      startsAt: search.at ? startOf(search.at, new Date()).toISOString() : undefined,
      shown: search.shown || undefined,
    }),
  );
  // Other choices begin with their first draw.
  const change = (changes: Search) =>
    setSearch({ shown: undefined, ...changes }, { replace: true, scroll: false });
  const you = () => ({ name: user()?.displayName ?? "You", picture: user()?.picture });
  const companions = () => (others.latest ?? []).filter(({ id }) => chosen().includes(id));
  const choices = (): Choices => ({
    kind: kind(),
    length: length(),
    at: search.at ?? NOW,
    mood: mood(),
    genre: genre(),
  });
  const questions = () => (
    <TonightChoices
      you={you()}
      others={others.latest ?? []}
      genres={genres.latest ?? []}
      sofa={chosen()}
      onSofa={(ids) => {
        setChosen(ids);
        change({ with: ids.join(",") || undefined });
      }}
      choices={choices()}
      onChange={(params) => change({ ...params })}
    />
  );
  const moodWords = () => moodText(mood(), genre()?.name, kind() === "game");
  let cards: HTMLElement | undefined;
  let isRedrawing = false;
  const drawAgain = () => {
    if (!tonight.latest?.hasMore) return;
    isRedrawing = true;
    const shown = tonight.latest.items.map(({ media }) => media.id).join(",");
    setSearch({ shown }, { replace: true, scroll: false });
  };
  /** The button of the last draw is gone: its focus moves on to the new titles. */
  const focusDrawn = () => {
    if (isRedrawing && document.activeElement === document.body) cards?.querySelector("a")?.focus();
    isRedrawing = false;
  };
  const play = async (media: MediaCard, companions: readonly SofaPerson[]) => {
    // An older address may name people for whom others may not report any more.
    const possible = new Set((others.latest ?? []).map(({ id }) => id));
    const people = companions.map(({ id }) => id).filter((id) => possible.has(id));
    if (people.length > 0) await watchTogether(media, people);
    await titles.play(media);
  };
  pageTitle(() => "Tonight");

  const onKey = (event: KeyboardEvent) => {
    if (!isPlain(event) || isTyping(event) || isOverlayOpen() || event.defaultPrevented) return;
    if (event.key === "r") drawAgain();
  };
  onMount(() => {
    document.addEventListener("keydown", onKey);
    onCleanup(() => document.removeEventListener("keydown", onKey));
  });

  return (
    <div class="page page-top">
      <header class="mb-7 flex flex-wrap items-center justify-between gap-x-8 gap-y-5">
        <h1 class="text-32 leading-[1.35] tracking-[-.03em] text-muted phone:text-28">
          <Chosen>{sofaText(companions().map(({ name }) => name))}</Chosen> have{" "}
          <Chosen>{length().words}</Chosen> for <Chosen>{moodWords()}</Chosen>
        </h1>
        <RecommendationTabs at="/app/recommendations/tonight" />
      </header>
      <TogetherNow />
      <Show when={isPhone()} fallback={<div class="mb-7">{questions()}</div>}>
        <FoldedTonightChoices sofa={[you(), ...companions()]} summary={summaryOf(choices())}>
          {questions()}
        </FoldedTonightChoices>
      </Show>
      <ErrorBoundary
        fallback={(error: unknown, reset) => (
          <FailedState
            text="Nothing could be drawn."
            error={error}
            onRetry={() => void revalidate(tonightQuery.key).then(reset)}
          />
        )}
      >
        <Suspense fallback={<Loading />}>
          <Show when={tonight()}>
            {(drawn) => {
              const shown = () => drawn().items.filter(({ media }) => !isDismissed(media.id));
              return (
                <Show
                  when={shown().length > 0}
                  fallback={
                    <EmptyState
                      text="Nothing fits all of that. Take more time, or another mood."
                      action={
                        <Button
                          size="medium"
                          onClick={() =>
                            change({
                              time: "any",
                              mood: undefined,
                              genre: undefined,
                              what: undefined,
                            })
                          }
                        >
                          Take all evening
                        </Button>
                      }
                    />
                  }
                >
                  <section
                    ref={(section) => (cards = section)}
                    aria-label="Drawn for tonight"
                    class="grid grid-cols-3 gap-5 max-[1100px]:grid-cols-2 phone:-mx-6 phone:flex phone:snap-x phone:snap-mandatory phone:scroll-px-6 phone:gap-4 phone:overflow-x-auto phone:px-6"
                  >
                    <For each={shown()}>
                      {(title) => (
                        <TonightCard
                          title={title}
                          asker={drawn().people[0]?.id}
                          onPlay={() => void play(title.media, drawn().people.slice(1))}
                          onDismiss={() => void dismissTitle(title.media, "not_for_me")}
                          onSeen={() => void dismissTitle(title.media, "seen")}
                        />
                      )}
                    </For>
                  </section>
                  <div class="mt-6 flex flex-wrap items-center justify-center gap-4 text-14 text-muted">
                    <Show
                      when={drawn().hasMore}
                      fallback={
                        <p role="status" ref={() => queueMicrotask(focusDrawn)}>
                          {search.shown
                            ? "That was the last draw: now you have to choose."
                            : "That is all that fits."}
                        </p>
                      }
                    >
                      <Button size="medium" onClick={drawAgain}>
                        <Dices class="size-4" aria-hidden="true" />
                        Draw three more <KeyboardKey class="phone:hidden">R</KeyboardKey>
                      </Button>
                      <p>One more draw tonight, then you have to choose.</p>
                    </Show>
                  </div>
                </Show>
              );
            }}
          </Show>
        </Suspense>
      </ErrorBoundary>
    </div>
  );
}

/** A part of the sentence that answers a question below it. */
function Chosen(props: { children: JSX.Element }) {
  return (
    <span class="text-ink underline decoration-accent-text decoration-2 underline-offset-8">
      {props.children}
    </span>
  );
}

function Loading() {
  return (
    <div
      class="grid grid-cols-3 gap-5 max-[1100px]:grid-cols-2 phone:-mr-6 phone:flex phone:gap-4 phone:overflow-hidden"
      role="status"
      aria-label="Drawing"
    >
      <For each={[1, 2, 3]}>
        {() => (
          <Skeleton class="h-[430px] rounded-sheet phone:w-[82vw] phone:flex-none low:h-[384px]" />
        )}
      </For>
    </div>
  );
}
