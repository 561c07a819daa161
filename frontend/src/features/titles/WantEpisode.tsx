import Inbox from "lucide-solid/icons/inbox";
import { Show } from "solid-js";
import type { MediaCard, WantedEpisode, WantedShow } from "../../api/types";
import { addToWanted, removeFromWanted } from "../../api/wanted";
import { isEpisodeWanted, setEpisodesWanted } from "../../shared/titles/wantedActions";
import { Menu, type MenuItem } from "../../ui/Menu";

interface WantEpisodeProps {
  title: MediaCard;
  /** Every episode of the show but specials that are not wanted. */
  show: WantedShow;
  episodeId: number;
}

/** Wants an episode the library does not have, alone or with all after it. */
export function WantEpisode(props: WantEpisodeProps) {
  const episodes = () => props.show.seasons.flatMap((season) => season.episodes);
  const episode = () => episodes().find(({ id }) => id === props.episodeId);
  const isSpecial = () =>
    props.show.seasons.some(
      (season) =>
        season.seasonNumber === 0 && season.episodes.some(({ id }) => id === props.episodeId),
    );
  const offered = () => {
    const found = episode();
    const isComing = found?.state === "have" || found?.state === "downloading";
    return isComing ? undefined : found;
  };
  return (
    <Show when={offered()}>
      {(found) => (
        <Menu
          label={
            isEpisodeWanted(found())
              ? `Episode ${found().episodeNumber} is wanted`
              : `Want episode ${found().episodeNumber}`
          }
          triggerClass={`reach grid size-9 flex-none place-items-center rounded-full transition-[background-color,color,opacity] press hover:bg-fill ${
            isEpisodeWanted(found())
              ? "text-warn"
              : "text-muted opacity-0 group-focus-within/episode:opacity-100 group-hover/episode:opacity-100 pointer-coarse:opacity-100"
          }`}
          trigger={<Inbox class="size-5" aria-hidden="true" />}
          groups={[
            {
              title: "For the library",
              items: items(props.title, episodes(), found(), isSpecial()),
            },
          ]}
        />
      )}
    </Show>
  );
}

function items(
  title: MediaCard,
  all: readonly WantedEpisode[],
  episode: WantedEpisode,
  isSpecial: boolean,
): MenuItem[] {
  const scope = { mediaIds: [title.id], episodeId: episode.id };
  const name = `${title.title}, episode ${episode.episodeNumber}`;
  // They are in order; what the library has stays as it is.
  const fromHere = all.slice(all.indexOf(episode)).filter(({ state }) => state !== "have");
  const here: MenuItem = isEpisodeWanted(episode)
    ? {
        value: "stop",
        label: "Remove from Wanted",
        onSelect: () => void setEpisodesWanted(name, [episode], false, removeFromWanted(scope)),
      }
    : {
        value: "want",
        label: "Want this episode",
        onSelect: () => void setEpisodesWanted(name, [episode], true, addToWanted(scope)),
      };
  const onwards: MenuItem = {
    value: "from-here",
    label: "Want everything from here",
    onSelect: () =>
      void setEpisodesWanted(
        `${title.title} from episode ${episode.episodeNumber} on`,
        fromHere,
        true,
        addToWanted(scope, "from_here"),
      ),
  };
  return isSpecial ? [here] : [here, onwards];
}
