import type { JSX } from "solid-js";
import type { MediaCard } from "../../api/types";
import { titlePath } from "../../lib/pagePaths";
import type { MenuItem } from "../../ui/Menu";
import { PosterCard } from "../../ui/PosterCard";
import { gameLabel } from "./gameLabels";
import { posterKeys } from "./posterKeys";
import { openPosterMenu } from "./openPosterMenu";
import { toggleSeen, toggleWatchLater, useTitleActions } from "./titleActions";
import { withUserMarks } from "./userMarks";

interface MediaPosterProps {
  media: MediaCard;
  caption?: JSX.Element;
  /** Why it is on the list; instead of a caption. */
  reason?: JSX.Element;
  /** Actions of the list it is on, first in its menu. */
  menuItems?: (media: MediaCard) => readonly MenuItem[];
  onInfo?: () => void;
  tools?: JSX.Element;
  /** On the shelf of its state, which the poster need not say. */
  isOnShelf?: boolean;
  eager?: boolean;
  sizes?: string;
  class?: string;
}

/** A poster that opens, plays and marks its title. */
export function MediaPoster(props: MediaPosterProps) {
  const titles = useTitleActions();
  const isGame = () => props.media.mediaType === "game";
  const state = () => withUserMarks(props.media).gameStatus;
  const itemKeys = () =>
    Object.fromEntries(
      (props.menuItems?.(props.media) ?? []).flatMap((item) =>
        item.key ? [[item.key, () => item.onSelect()]] : [],
      ),
    ) as Record<string, () => void>;
  const playable = () => props.media.atHand && !isGame();

  return (
    <PosterCard
      media={withUserMarks(props.media)}
      href={titlePath(props.media)}
      onOpen={(event, art) => titles.open(props.media, event, art)}
      onPlay={playable() ? () => void titles.play(props.media) : undefined}
      onGet={() => titles.get(props.media)}
      onWatchLater={isGame() ? undefined : () => void toggleWatchLater(props.media)}
      onSeen={() => void toggleSeen(props.media)}
      onInfo={props.onInfo}
      keys={{ ...posterKeys(() => props.media, props.isOnShelf), ...itemKeys() }}
      tools={props.tools}
      badge={props.isOnShelf ? undefined : gameLabel(state())}
      onMenu={(at, from) =>
        openPosterMenu({
          media: props.media,
          items: props.menuItems?.(props.media),
          at,
          from,
        })
      }
      caption={props.caption}
      reason={props.reason}
      eager={props.eager}
      sizes={props.sizes}
      class={props.class}
    />
  );
}
