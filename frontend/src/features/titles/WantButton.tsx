import { createAsyncStore } from "@solidjs/router";
import Inbox from "lucide-solid/icons/inbox";
import { Match, Show, Switch } from "solid-js";
import type { MediaCard, Season } from "../../api/types";
import { wantedShowQuery } from "../../shared/queries";
import { withUserMarks } from "../../shared/titles/userMarks";
import { stopWanting, want } from "../../shared/titles/wantedActions";
import { wantPresetItems } from "../../shared/titles/wantItems";
import { Button } from "../../ui/Button";
import { IconButton } from "../../ui/IconButton";
import { Menu } from "../../ui/Menu";
import { seasonName } from "./episodes";

/** Puts a film that is not here on the wanted list; of a show, the chosen episodes. */
export function WantButton(props: { title: MediaCard }) {
  const scope = () => ({ mediaIds: [props.title.id] });
  return (
    <Switch>
      <Match when={props.title.mediaType === "show"}>
        <Menu
          label={props.title.wanted ? "Wanted" : "Want"}
          triggerClass={`reach grid size-12 flex-none place-items-center rounded-full bg-fill-2 backdrop-blur-[20px] transition-[background-color] press hover:bg-fill-3 ${props.title.wanted ? "text-accent-text" : ""}`}
          trigger={<Inbox class="size-5" aria-hidden="true" />}
          groups={[{ title: "Episodes for the library", items: wantPresetItems(props.title) }]}
        />
      </Match>
      <Match
        when={props.title.mediaType === "movie" && (props.title.wanted || !props.title.inLibrary)}
      >
        <IconButton
          label={props.title.wanted ? "Remove from Wanted" : "Want"}
          pressed={props.title.wanted}
          onClick={() =>
            void (props.title.wanted
              ? stopWanting(props.title.title, scope())
              : want(props.title.title, scope()))
          }
        >
          <Inbox />
        </IconButton>
      </Match>
    </Switch>
  );
}

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
