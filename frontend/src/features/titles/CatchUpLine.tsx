import { createAsync, revalidate } from "@solidjs/router";
import ListVideo from "lucide-solid/icons/list-video";
import { createEffect, createSignal, on, Show } from "solid-js";
import type { MediaDetail } from "../../api/types";
import { CatchUpSheet } from "../../shared/catchUp/CatchUpSheet";
import { catchUpText } from "../../shared/catchUp/catchUpText";
import { catchUpQuery } from "../../shared/catchUp/catchUpQueries";
import { Button } from "../../ui/Button";
import { progressOf } from "./showProgress";

/** `New season in 12 days, 9 episodes left: 38 minutes a day`, and the way to a plan. */
export default function CatchUpLine(props: { title: MediaDetail }) {
  const [isOpen, setOpen] = createSignal(false);
  const catchUp = createAsync(() => catchUpQuery(props.title.id));
  const seen = () => progressOf(props.title.seasons, (episode) => episode.watched).seen;
  createEffect(
    on(seen, () => void revalidate(catchUpQuery.keyFor(props.title.id)), { defer: true }),
  );
  return (
    <>
      <Show when={catchUp.latest}>
        {(found) => (
          <p class="mt-4 flex flex-wrap items-center gap-x-3 gap-y-2 text-14 tabular-nums">
            <ListVideo class="size-4 flex-none text-accent-text" aria-hidden="true" />
            {catchUpText(found())}
            <Button size="small" onClick={() => setOpen(true)}>
              {found().isPlanned ? "Your plan" : "Catch up"}
            </Button>
          </p>
        )}
      </Show>
      <CatchUpSheet
        media={isOpen() ? props.title : undefined}
        libraryItemId={props.title.playable?.libraryItemId ?? null}
        onClose={() => setOpen(false)}
      />
    </>
  );
}
