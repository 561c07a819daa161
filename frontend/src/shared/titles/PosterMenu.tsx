import { useNavigate } from "@solidjs/router";
import ArrowUpRight from "lucide-solid/icons/arrow-up-right";
import Bookmark from "lucide-solid/icons/bookmark";
import BookmarkCheck from "lucide-solid/icons/bookmark-check";
import Check from "lucide-solid/icons/check";
import Download from "lucide-solid/icons/download";
import Eye from "lucide-solid/icons/eye";
import EyeOff from "lucide-solid/icons/eye-off";
import Heart from "lucide-solid/icons/heart";
import Info from "lucide-solid/icons/info";
import NotebookPen from "lucide-solid/icons/notebook-pen";
import LayersPlus from "lucide-solid/icons/layers-plus";
import Sparkles from "lucide-solid/icons/sparkles";
import X from "lucide-solid/icons/x";
import { pluralize } from "../../lib/format";
import { titlePath } from "../../lib/pagePaths";
import type { MenuItem } from "../../ui/Menu";
import { ContextMenu } from "../../ui/OpenedMenu";
import { PlayIcon } from "../../ui/PlayIcon";
import { chooseCollections } from "./collectionChooserState";
import { closePosterMenu, type OpenPosterMenu } from "./openPosterMenu";
import {
  rate,
  toggleFavorite,
  toggleFollow,
  toggleSeen,
  toggleWatchLater,
  useTitleActions,
} from "./titleActions";
import { gameMenuItems } from "./gameMenuItems";
import { wantItem } from "./wantMenuItems";
import { statusMenuItems } from "./statusMenuItems";
import { withUserMarks } from "./userMarks";

/** Whole stars; the page of a title has halves. A star is two points of ten. */
const STARS = [1, 2, 3, 4, 5];
const POINTS_PER_STAR = 2;

/** The actions of a poster. */
export default function PosterMenu(props: { menu: OpenPosterMenu }) {
  const navigate = useNavigate();
  const titles = useTitleActions();
  const media = () => withUserMarks(props.menu.media);
  const rated = () => media().ownRating;
  const isGame = () => media().mediaType === "game";
  const isBegun = () => (media().progressPercent ?? 0) > 0 && !media().watched;

  const first = (): MenuItem =>
    media().atHand && !isGame()
      ? {
          value: "play",
          label: isBegun() ? "Resume" : "Play",
          icon: <PlayIcon />,
          onSelect: () => void titles.play(media()),
        }
      : {
          value: "get",
          label: "Get",
          icon: <Download />,
          onSelect: () => titles.get(media()),
        };

  const later = (): MenuItem => ({
    value: "watch-later",
    label: media().watchLater ? "Remove from Watch later" : "Watch later",
    icon: media().watchLater ? <BookmarkCheck /> : <Bookmark />,
    onSelect: () => void toggleWatchLater(media()),
  });
  const follows = (): MenuItem => ({
    value: "follow",
    label: media().followed ? "Unfollow" : "Follow",
    icon: media().followed ? <EyeOff /> : <Eye />,
    onSelect: () => void toggleFollow(media()),
  });
  const seen = (): MenuItem => ({
    value: "seen",
    label: media().watched ? "Not seen" : "Seen",
    icon: <Check />,
    onSelect: () => void toggleSeen(media()),
  });

  return (
    <ContextMenu
      label={media().title}
      at={props.menu.at}
      onClose={closePosterMenu}
      header={
        <p class="max-w-[240px] truncate px-3 pt-2 pb-1.5 text-12 text-muted">{media().title}</p>
      }
      groups={[
        ...(props.menu.items ? [{ items: props.menu.items }] : []),
        {
          items: [
            first(),
            // A game is put on a shelf instead; one that is on the list can leave it.
            ...(isGame() && !media().watchLater ? [] : [later()]),
            ...(isGame() ? [] : [seen()]),
            {
              value: "favorite",
              label: media().favorite ? "Remove from favorites" : "Favorite",
              icon: <Heart class={media().favorite ? "fill-current" : ""} />,
              onSelect: () => void toggleFavorite(media()),
            },
            ...(media().mediaType === "show" ? [follows()] : []),
            ...(isGame() ? [] : [wantItem(media())]),
            {
              value: "collection",
              label: "Add to a collection",
              icon: <LayersPlus />,
              onSelect: () => chooseCollections(media()),
            },
          ],
        },
        {
          title: rated() === null ? "Your rating" : `Your rating: ${rated()} of 10`,
          filledStars: (rated() ?? 0) / POINTS_PER_STAR,
          items: [
            ...STARS.map((stars) => ({
              value: `rate-${stars}`,
              label: pluralize(stars, "star"),
              chosen: rated() === stars * POINTS_PER_STAR,
              onSelect: () => void rate(media(), stars * POINTS_PER_STAR),
            })),
            ...(rated() === null
              ? []
              : [
                  {
                    value: "rate-none",
                    label: "Remove rating",
                    icon: <X />,
                    onSelect: () => void rate(media(), null),
                  },
                ]),
          ],
        },
        { title: "Status", items: isGame() ? gameMenuItems(media()) : statusMenuItems(media()) },
        {
          items: [
            {
              value: "notes",
              label: "Notes and tags",
              icon: <NotebookPen />,
              onSelect: () => navigate(`${titlePath(media())}?notes=1`),
            },
            {
              value: "why",
              label: "Is it recommended to me?",
              icon: <Sparkles />,
              onSelect: () => navigate(`${titlePath(media())}?why=1`),
            },
            {
              value: "open",
              label: "Open page",
              icon: <Info />,
              onSelect: () => navigate(titlePath(media())),
            },
            {
              value: "open-tab",
              label: "Open in a new tab",
              icon: <ArrowUpRight />,
              onSelect: () => window.open(titlePath(media()), "_blank", "noopener"),
            },
          ],
        },
      ]}
    />
  );
}
