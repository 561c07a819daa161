import Star from "lucide-solid/icons/star";
import { createResource, createSignal, For, Match, Show, Switch } from "solid-js";
import { getRecommendationState, restoreRecommendation } from "../../api/recommendations";
import { undoChange } from "../../api/tracking";
import type { DismissReason, MediaDetail } from "../../api/types";
import { reasonWithSubject } from "../../shared/recommendations/reasonText";
import { dismissTitle, showAgain } from "../../shared/titles/recommendationChanges";
import {
  chooseStatus,
  moveGame,
  rate,
  toggleFavorite,
  toggleFollow,
  toggleSeen,
  toggleWatchLater,
} from "../../shared/titles/titleActions";
import { withUserMarks } from "../../shared/titles/userMarks";
import { Button, ButtonLink } from "../../ui/Button";
import { FailedState } from "../../ui/FailedState";
import { Sheet } from "../../ui/Sheet";
import { Skeleton } from "../../ui/Skeleton";
import { toastOnError, toastUndo } from "../../ui/toast";
import { RecommendationScoreParts } from "./RecommendationScoreParts";
import { WAYS, whyNotAnswer, type WayBack } from "./whyNotText";

async function bringBack(title: MediaDetail): Promise<void> {
  const undoId = await toastOnError(restoreRecommendation(title.id));
  if (!undoId) return;
  showAgain(title.id);
  toastUndo(`${title.title} may be recommended again`, () => void toastOnError(undoChange(undoId)));
}

const DO: Record<WayBack, (title: MediaDetail) => Promise<void>> = {
  bring_back: bringBack,
  not_seen: toggleSeen,
  remove_rating: (title) => rate(title, null),
  remove_favorite: toggleFavorite,
  unfollow: toggleFollow,
  remove_from_watch_later: toggleWatchLater,
  forget_status: (title) =>
    title.mediaType === "game" ? moveGame(title, null) : chooseStatus(title, null),
  watch_later: toggleWatchLater,
};

/** Whether a title is recommended to the person: the reasons, or why not and what changes that. */
export default function RecommendationSheet(props: { title: MediaDetail; onClose: () => void }) {
  const [state, { refetch }] = createResource(() => props.title.id, getRecommendationState);
  const [isBusy, setBusy] = createSignal(false);
  const known = () => (state.error ? undefined : state.latest);
  const recommended = () => known()?.recommendation;
  const answer = () => {
    const why = known()?.whyNot;
    return why && whyNotAnswer(why, withUserMarks(props.title), props.title.releaseDate, known());
  };
  const heading = () => {
    if (recommended()) return "Recommended to you";
    return answer() ? "Not recommended to you" : "Recommended to you?";
  };
  const act = async (change: Promise<void>) => {
    setBusy(true);
    await change;
    props.onClose(); // A toast says what was done, or why it was not.
  };
  const dismiss = (reason: DismissReason) => void act(dismissTitle(props.title, reason));

  return (
    <Sheet
      open
      onClose={() => props.onClose()}
      title={heading()}
      eyebrow={props.title.title}
      actions={
        <Switch>
          <Match when={recommended()}>
            <Button size="medium" disabled={isBusy()} onClick={() => dismiss("not_for_me")}>
              Not for me
            </Button>
            <Button size="medium" disabled={isBusy()} onClick={() => dismiss("not_now")}>
              Not now
            </Button>
            <Button size="medium" disabled={isBusy()} onClick={() => dismiss("seen")}>
              {props.title.mediaType === "game" ? "Completed it" : "Seen it"}
            </Button>
            <ButtonLink size="medium" tone="ghost" href="/app/recommendations">
              Your list
            </ButtonLink>
          </Match>
          <Match when={answer()}>
            {(why) => (
              <>
                <Show when={why().way}>
                  {(way) => (
                    <Button
                      size="medium"
                      tone="primary"
                      disabled={isBusy()}
                      onClick={() => void act(DO[way()](props.title))}
                    >
                      {WAYS[way()]}
                    </Button>
                  )}
                </Show>
                <ButtonLink size="medium" href="/app/recommendations/taste">
                  Your taste
                </ButtonLink>
              </>
            )}
          </Match>
        </Switch>
      }
    >
      <Switch>
        <Match when={state.error as unknown}>
          {(error) => (
            <FailedState
              text="The answer did not load."
              error={error()}
              onRetry={() => void refetch()}
              class="min-h-0!"
            />
          )}
        </Match>
        <Match when={recommended()}>
          {(found) => (
            <>
              <p class="text-15">It is number {known()?.place} of what suits you.</p>
              <ul class="mt-5 grid gap-3 text-15 [&_svg]:mt-0.5 [&_svg]:size-[18px] [&_svg]:flex-none [&_svg]:text-accent-text">
                <For
                  each={found().because}
                  fallback={<li class="text-muted">Many who saw it like it.</li>}
                >
                  {(because) => (
                    <li class="flex gap-3">
                      <Star aria-hidden="true" />
                      {reasonWithSubject(because)}
                    </li>
                  )}
                </For>
              </ul>
              <RecommendationScoreParts parts={found().parts} />
            </>
          )}
        </Match>
        <Match when={answer()}>{(why) => <p class="text-15 leading-[1.6]">{why().text}</p>}</Match>
        <Match when={state.loading}>
          <div class="grid gap-3" role="status" aria-label="Loading">
            <Skeleton class="h-5 rounded-card" />
            <Skeleton class="h-5 w-2/3 rounded-card" />
          </div>
        </Match>
      </Switch>
    </Sheet>
  );
}
