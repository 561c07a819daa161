import { createAsyncStore } from "@solidjs/router";
import Inbox from "lucide-solid/icons/inbox";
import { Show } from "solid-js";
import type { MediaCard, Season } from "../../api/types";
import { wantedShowQuery } from "../../shared/queries";
import { withUserMarks } from "../../shared/titles/userMarks";
import { stopWanting, want } from "../../shared/titles/wantedActions";
import { Button } from "../../ui/Button";
import { seasonName } from "./seasonParts";

/** Wants the episodes of a season that are not here; shows how many are. */
export function WantSeason(props: { title: MediaCard; season: Season }) {
  // The page works without it.
  const shown = createAsyncStore(() => wantedShowQuery(props.title.id).catch(() => undefined));
  const season = () =>
    shown.latest?.seasons.find((each) => each.seasonNumber === props.season.seasonNumber);
  const scope = () => ({
    mediaIds: [props.title.id],
    seasonNumber: props.season.seasonNumber,
  });
  const name = () => `${withUserMarks(props.title).title}, ${seasonName(props.season)}`;
  return (
    <Show when={season()}>
      {(found) => (
        <Show
          when={found().wanted > 0}
          fallback={
            <Show when={found().have < found().aired}>
              <Button size="small" tone="ghost" onClick={() => void want(name(), scope())}>
                <Inbox class="size-4" aria-hidden="true" />
                Want season
              </Button>
            </Show>
          }
        >
          <Button
            size="small"
            tone="ghost"
            aria-label={`${found().have} of ${found().aired}, ${found().wanted} wanted. Remove from Wanted`}
            onClick={() => void stopWanting(name(), scope())}
          >
            <Inbox class="size-4 text-warn" aria-hidden="true" />
            {found().have} of {found().aired}, {found().wanted} wanted
          </Button>
        </Show>
      )}
    </Show>
  );
}
