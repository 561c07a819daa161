import Check from "lucide-solid/icons/check";
import CircleSlash from "lucide-solid/icons/circle-slash";
import EyeOff from "lucide-solid/icons/eye-off";
import type { ContinueItem } from "../../api/types";
import type { MenuPoint } from "../../ui/contextMenu";
import { ContextMenu } from "../../ui/OpenedMenu";
import { drop, markFinished, notNow } from "./continueWatchingActions";

/** What × offers: three ways to leave Continue watching. */
export default function ContinueMenu(props: {
  item: ContinueItem;
  at: MenuPoint;
  onClose: () => void;
}) {
  const isEpisode = () => props.item.episodeId !== null;
  return (
    <ContextMenu
      label={`Take ${props.item.media.title} off Continue watching`}
      at={props.at}
      onClose={() => props.onClose()}
      groups={[
        {
          items: [
            {
              value: "not-now",
              label: "Not now",
              icon: <EyeOff />,
              onSelect: () => void notNow(props.item),
            },
            {
              value: "finished",
              label: isEpisode() ? "Mark episode finished" : "Mark finished",
              icon: <Check />,
              onSelect: () => void markFinished(props.item),
            },
            {
              value: "drop",
              label: isEpisode() ? "Drop the show" : "Drop",
              icon: <CircleSlash />,
              onSelect: () => void drop(props.item),
            },
          ],
        },
      ]}
    />
  );
}
