import { createAsyncStore, query, revalidate, useParams } from "@solidjs/router";
import Eye from "lucide-solid/icons/eye";
import { ErrorBoundary, For, Show, Suspense } from "solid-js";
import { ApiError } from "../../api/client";
import { getPerson } from "../../api/people";
import { checkWatchlist } from "../../api/watchlist";
import type { PersonDetail } from "../../api/types";
import { pageTitle } from "../../lib/pageTitle";
import { refetchWhile } from "../../lib/refetchWhile";
import { MediaRail } from "../../shared/titles/MediaRail";
import { isFollowed, setFollowed } from "../../shared/watchlist/followPeople";
import { Button, ButtonLink } from "../../ui/Button";
import { ClampedText } from "../../ui/ClampedText";
import { EmptyState } from "../../ui/EmptyState";
import { FailedState } from "../../ui/FailedState";
import { Portrait } from "../../ui/Portrait";
import { Backdrop } from "../../ui/poster/Backdrop";
import { groupsOf, lifeOf, professionOf } from "./filmographyGroups";
import { Filmography } from "./Filmography";
import { PersonSkeleton } from "./PersonSkeleton";

const personQuery = query((id: number) => getPerson(id), "person");
const followQuery = query((id: number) => checkWatchlist("person", [id]), "person-follow");

/** A person's biography and filmography. */
export default function PersonPage() {
  const params = useParams<{ id: string }>();
  const id = () => Number(params.id);
  const person = createAsyncStore(() => personQuery(id()));
  const again = () => revalidate(personQuery.keyFor(id()));

  return (
    <ErrorBoundary
      fallback={(error: unknown, reset) => (
        <div class="page page-top">
          <h1 class="sr-only">Person</h1>
          <Show
            when={error instanceof ApiError && error.status === 404}
            fallback={
              <FailedState
                text="This person's page did not load."
                error={error}
                onRetry={() => void again().then(reset)}
              />
            }
          >
            <EmptyState
              text="Person not found."
              action={
                <ButtonLink href="/app/search" size="medium">
                  Search people
                </ButtonLink>
              }
            />
          </Show>
        </div>
      )}
    >
      <Suspense fallback={<PersonSkeleton />}>
        <Show when={person()}>
          {(found) => <Person person={found()} onAgain={() => void again()} />}
        </Show>
      </Suspense>
    </ErrorBoundary>
  );
}

function Person(props: { person: PersonDetail; onAgain: () => void }) {
  pageTitle(() => props.person.name);
  refetchWhile(
    () => String(props.person.id),
    () => props.person.refreshing,
    () => props.onAgain(),
  );
  const groups = () => groupsOf(props.person.credits, props.person.knownFor);
  const isEmpty = () => groups().length === 0 && !props.person.refreshing;

  return (
    <div class="relative">
      <Ambience person={props.person} />
      <div class="page page-top grid grid-cols-[240px_minmax(0,1fr)] gap-x-14 max-lg:grid-cols-[168px_minmax(0,1fr)] max-lg:gap-x-9 phone:grid-cols-1 wide:grid-cols-[280px_minmax(0,1fr)]">
        <aside class="phone:mb-7 phone:flex phone:items-center phone:gap-5">
          <Portrait
            name={props.person.name}
            src={props.person.profileUrl}
            placeholder={props.person.profilePlaceholder}
            sizes="(max-width: 760px) 112px, 280px"
            eager
            class="aspect-2/3 w-full rounded-card text-56 phone:w-28 phone:flex-none phone:text-32"
          />
          <div class="hidden min-w-0 phone:block">
            <Name person={props.person} />
            <Follow person={props.person} />
          </div>
          <div class="phone:hidden">
            <Life person={props.person} class="mt-7" />
          </div>
        </aside>
        <div class="min-w-0">
          <div class="pt-2 phone:hidden">
            <Name person={props.person} />
            <Follow person={props.person} />
          </div>
          <Show when={props.person.biography}>
            {(biography) => (
              <div class="mt-6 max-w-[68ch] phone:mt-0" dir="auto">
                <ClampedText
                  text={biography()}
                  clamp="line-clamp-5 phone:line-clamp-4"
                  class="text-17 leading-[1.65] text-pretty text-muted phone:text-15"
                />
              </div>
            )}
          </Show>
          <div class="hidden phone:block">
            <Life person={props.person} class="mt-7" />
          </div>
          <MediaRail title="Best known" items={props.person.best} eager class="mt-11" />
          <Show
            when={!isEmpty()}
            fallback={<EmptyState quiet class="mt-11" text="No credits in the catalogue yet." />}
          >
            <Filmography groups={groups()} />
          </Show>
        </div>
      </div>
    </div>
  );
}

/** Following a person brings what they do next to the page Following. */
function Follow(props: { person: PersonDetail }) {
  const state = createAsyncStore(() => followQuery(props.person.id).catch(() => []));
  const on = () => isFollowed(props.person.id, state.latest?.[0]?.isFollowed ?? false);
  return (
    <Button
      size="medium"
      class="mt-5"
      aria-pressed={on()}
      onClick={() => void setFollowed(props.person, !on())}
    >
      <Eye class="size-[18px]" aria-hidden="true" />
      {on() ? "Following" : "Follow"}
    </Button>
  );
}

/** The page's heading; on phones beside the portrait. */
function Name(props: { person: PersonDetail }) {
  const look =
    "text-56 leading-[1.02] tracking-[-.045em] text-balance [overflow-wrap:anywhere] phone:text-28 phone:tracking-[-.03em]";
  return (
    <>
      <Show when={props.person.knownFor}>
        <p class="mb-3 text-14 text-muted phone:mb-1.5">{professionOf(props.person.knownFor)}</p>
      </Show>
      {/* CSS shows one of the two; screen readers skip the hidden one. */}
      <h1 class={`text-left font-semibold ${look}`} dir="auto">
        {props.person.name}
      </h1>
    </>
  );
}

function Life(props: { person: PersonDetail; class?: string }) {
  const facts = () => lifeOf(props.person, new Date());
  const imdb = () => props.person.externalIds.imdb;
  return (
    <dl class={`grid gap-4 text-14 phone:grid-cols-2 ${props.class ?? ""}`}>
      <For each={facts()}>
        {(fact) => (
          <div>
            <dt class="text-13 text-muted">{fact.name}</dt>
            <dd class="mt-0.5">{fact.value}</dd>
          </div>
        )}
      </For>
      <Show when={imdb()}>
        {(id) => (
          <div>
            <dt class="text-13 text-muted">Elsewhere</dt>
            <dd class="mt-0.5">
              <a
                href={`https://www.imdb.com/name/${id()}/`}
                target="_blank"
                rel="noreferrer"
                class="text-accent-text hover:underline"
              >
                IMDb
              </a>
            </dd>
          </div>
        )}
      </Show>
    </dl>
  );
}

/** The backdrop of their best-known title, blurred, as page background. */
function Ambience(props: { person: PersonDetail }) {
  const best = () => props.person.best.find((media) => media.backdropUrl);
  return (
    <Show when={best()}>
      {(media) => (
        <div
          class="absolute top-0 right-0 -left-(--side) -z-1 h-[360px] overflow-hidden opacity-30 phone:left-0 phone:h-[260px]"
          aria-hidden="true"
        >
          <div class="size-full backdrop-mask backdrop-in">
            <Backdrop media={media()} />
          </div>
        </div>
      )}
    </Show>
  );
}
