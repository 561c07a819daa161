import { createAsync, revalidate, useSearchParams } from "@solidjs/router";
import Clock from "lucide-solid/icons/clock";
import CirclePlay from "lucide-solid/icons/circle-play";
import Eye from "lucide-solid/icons/eye";
import ThumbsDown from "lucide-solid/icons/thumbs-down";
import {
  createMemo,
  createResource,
  ErrorBoundary,
  For,
  Index,
  Match,
  Show,
  Suspense,
  Switch,
  type JSX,
} from "solid-js";
import { listGenres } from "../../api/discover";
import type { MediaCard, MediaType, Recommendation, RecommendationPage } from "../../api/types";
import { pageTitle } from "../../lib/pageTitle";
import { cardReason } from "../../shared/recommendations/reasonText";
import { MediaRail } from "../../shared/titles/MediaRail";
import { Button } from "../../ui/Button";
import { Chip } from "../../ui/Chip";
import { EmptyState } from "../../ui/EmptyState";
import { FailedState } from "../../ui/FailedState";
import type { MenuItem } from "../../ui/Menu";
import { PageHeader } from "../../ui/PageHeader";
import { GridSkeleton } from "../../ui/Skeleton";
import { WhyNotSearch } from "./WhyNotSearch";
import { PendingRecommendations } from "./PendingRecommendations";
import { CardReason } from "./CardReason";
import { railReasons } from "./railReasons";
import { TasteOnboarding } from "./TasteOnboarding";
import { firstTitles } from "./onboardingTitles";
import { GenreMenu } from "./GenreMenu";
import { RecommendationTabs } from "./RecommendationTabs";
import { PickOfToday } from "./PickOfToday";
import { arrange } from "./reasonRails";
import {
  dismissTitle,
  isDismissed,
  recommendationsQuery,
  type Kind,
} from "../../shared/titles/recommendationChanges";

const KINDS: readonly { value: MediaType; label: string; more: string }[] = [
  { value: "movie", label: "Films", more: "More films for you" },
  { value: "show", label: "Shows", more: "More shows for you" },
  { value: "game", label: "Games", more: "More games for you" },
];
/** What "Fits in 90 min" means. */
const SHORT_MINUTES = 90;
const FIRST_TITLES = 24;

interface Search extends Record<string, string | undefined> {
  kind?: string;
  here?: string;
  short?: string;
  /** The slug of a genre. */
  genre?: string;
  /** The list that is being made after the first choice is newer than this. */
  after?: string;
  skip?: string;
}

const listGenresOf = (kind: Kind) => listGenres(kind === "all" ? undefined : kind).catch(() => []);

/** What a person may like next, with the reasons; filters are in the URL. */
export default function ForYouPage() {
  const [search, setSearch] = useSearchParams<Search>();
  const kind = (): Kind => KINDS.find(({ value }) => value === search.kind)?.value ?? "all";
  const isAvailable = () => search.here === "1";
  const isShort = () => search.short === "1";
  const page = createAsync(() =>
    recommendationsQuery(
      kind(),
      isAvailable(),
      isShort() ? SHORT_MINUTES : undefined,
      search.genre || undefined,
    ),
  );
  const [genres] = createResource(() => kind(), listGenresOf);
  const change = (changes: Search) => setSearch(changes, { replace: true, scroll: false });
  const isFiltered = () => kind() !== "all" || isAvailable() || isShort() || Boolean(search.genre);
  const isWaiting = (loaded: RecommendationPage) =>
    loaded.madeAt === null || (search.after !== undefined && loaded.madeAt <= search.after);
  const isFirst = (loaded: RecommendationPage) =>
    !loaded.isPersonal && !isFiltered() && search.skip !== "1" && loaded.items.length > 0;
  pageTitle(() => "For you");

  return (
    <ErrorBoundary
      fallback={(error: unknown, reset) => (
        <div class="page page-top">
          <PageHeader title="For you" />
          <FailedState
            text="Your recommendations did not load."
            error={error}
            onRetry={() => void revalidate(recommendationsQuery.key).then(reset)}
          />
        </div>
      )}
    >
      <Suspense fallback={<Loading />}>
        <Show when={page()}>
          {(loaded) => (
            <Switch>
              <Match when={isWaiting(loaded())}>
                <div class="page page-top">
                  <PageHeader title="For you" />
                  <PendingRecommendations workerIsAlive={loaded().workerIsAlive} />
                </div>
              </Match>
              <Match when={isFirst(loaded())}>
                <TasteOnboarding
                  titles={firstTitles(
                    loaded().items.map((item) => item.media),
                    FIRST_TITLES,
                  )}
                  onChosen={() => {
                    change({ after: loaded().madeAt ?? undefined });
                    void revalidate(recommendationsQuery.key);
                  }}
                  onSkip={() => change({ skip: "1" })}
                />
              </Match>
              <Match when={true}>
                <List
                  items={loaded().items}
                  filters={
                    <div class="flex flex-wrap gap-2" role="group" aria-label="Filters">
                      <Chip
                        on={isShort()}
                        onClick={() => change({ short: isShort() ? undefined : "1" })}
                      >
                        <Clock aria-hidden="true" />
                        Fits in {SHORT_MINUTES} min
                      </Chip>
                      <Chip
                        on={isAvailable()}
                        onClick={() => change({ here: isAvailable() ? undefined : "1" })}
                      >
                        <CirclePlay aria-hidden="true" />
                        In your library
                      </Chip>
                      <For each={KINDS}>
                        {(each) => (
                          <Chip
                            on={kind() === each.value}
                            onClick={() =>
                              change({ kind: kind() === each.value ? undefined : each.value })
                            }
                          >
                            {each.label}
                          </Chip>
                        )}
                      </For>
                      <GenreMenu
                        genres={genres.latest ?? []}
                        chosen={search.genre || undefined}
                        onChange={(genre) => change({ genre })}
                      />
                    </div>
                  }
                  onClear={
                    isFiltered()
                      ? () =>
                          change({
                            kind: undefined,
                            here: undefined,
                            short: undefined,
                            genre: undefined,
                          })
                      : undefined
                  }
                />
              </Match>
            </Switch>
          )}
        </Show>
      </Suspense>
    </ErrorBoundary>
  );
}

interface ListProps {
  items: readonly Recommendation[];
  filters: JSX.Element;
  /** Set while filters leave something out. */
  onClear?: () => void;
}

function List(props: ListProps) {
  const arranged = createMemo(() => arrange(props.items, isDismissed));
  const rest = (kind: MediaType) =>
    arranged()
      .rest.map((item) => item.media)
      .filter((media) => media.mediaType === kind);
  const byId = createMemo(() => new Map(props.items.map((item) => [item.media.id, item])));
  const becauseOf = (media: MediaCard) => byId().get(media.id)?.because ?? [];

  return (
    <>
      <Show when={arranged().pick}>{(pick) => <PickOfToday pick={pick()} />}</Show>
      <div class="page" classList={{ "page-top": arranged().pick === undefined }}>
        <Show when={arranged().pick} fallback={<PageHeader title="For you" />}>
          <h1 class="sr-only">For you</h1>
        </Show>
        {/* At one place: a filter that leaves nothing keeps the focus. */}
        <div class="flex flex-wrap items-center justify-between gap-4">
          {props.filters}
          <RecommendationTabs at="/app/recommendations" />
        </div>
        <Show
          when={arranged().pick}
          fallback={
            <EmptyState
              text={
                props.onClear
                  ? "Nothing on your list fits these filters."
                  : "Nothing to recommend yet. Watch or rate something."
              }
              action={
                <Show when={props.onClear}>
                  {(clear) => <Button onClick={() => clear()()}>Clear filters</Button>}
                </Show>
              }
            />
          }
        >
          {/* By place: rails are arranged anew, and keep where they are scrolled to. */}
          <Index each={arranged().rails}>
            {(rail) => {
              const reasons = createMemo(() =>
                railReasons(
                  rail().because,
                  rail().items.map((item) => item.because),
                ),
              );
              return (
                <MediaRail
                  title={reasons().heading}
                  items={rail().items.map((item) => item.media)}
                  menuItems={menuItems}
                  reason={(media) => <CardReason reason={reasons().ofCard(becauseOf(media))} />}
                />
              );
            }}
          </Index>
          <For each={KINDS}>
            {(kind) => (
              <MediaRail
                title={kind.more}
                items={rest(kind.value)}
                menuItems={menuItems}
                reason={(media) => <CardReason reason={cardReason(becauseOf(media))} />}
              />
            )}
          </For>
        </Show>
        <WhyNotSearch />
      </div>
    </>
  );
}

const menuItems = (media: MediaCard): MenuItem[] => [
  {
    value: "not-for-me",
    label: "Not for me",
    icon: <ThumbsDown />,
    note: "X",
    key: "x",
    onSelect: () => void dismissTitle(media, "not_for_me"),
  },
  {
    value: "not-now",
    label: "Not now",
    icon: <Clock />,
    note: "3 months",
    onSelect: () => void dismissTitle(media, "not_now"),
  },
  {
    value: "seen-it",
    label: media.mediaType === "game" ? "Completed it" : "Seen it",
    icon: <Eye />,
    onSelect: () => void dismissTitle(media, "seen"),
  },
];

function Loading() {
  return (
    <div class="page page-top" role="status" aria-label="Loading">
      <PageHeader title="For you" />
      <GridSkeleton />
    </div>
  );
}
