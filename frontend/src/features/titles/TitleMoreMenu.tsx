import Ellipsis from "lucide-solid/icons/ellipsis";
import LayersPlus from "lucide-solid/icons/layers-plus";
import Pencil from "lucide-solid/icons/pencil";
import { may } from "../../api/signedInUser";
import type { MediaCard } from "../../api/types";
import { chooseCollections } from "../../shared/titles/collectionChooserState";
import { wantItem, wantPresetItems } from "../../shared/titles/wantMenuItems";
import { Menu, type MenuGroup } from "../../ui/Menu";

interface TitleMoreMenuProps {
  title: MediaCard;
  onEdit: () => void;
}

/** What is done less often with a title: want it, put it into a collection, edit it. */
export function TitleMoreMenu(props: TitleMoreMenuProps) {
  return (
    <Menu
      label="More"
      triggerClass="reach grid size-12 flex-none place-items-center rounded-full bg-fill-2 backdrop-blur-[20px] transition-[background-color] press hover:bg-fill-3"
      trigger={<Ellipsis class="size-5" aria-hidden="true" />}
      groups={[
        ...wantGroups(props.title),
        {
          items: [
            {
              value: "collection",
              label: "Add to a collection",
              icon: <LayersPlus />,
              onSelect: () => chooseCollections(props.title),
            },
            ...(may("match")
              ? [
                  {
                    value: "edit",
                    label: "Edit details",
                    icon: <Pencil />,
                    onSelect: () => props.onEdit(),
                  },
                ]
              : []),
          ],
        },
      ]}
    />
  );
}

/** A film that is not here goes on the wanted list; of a show, the chosen episodes. */
function wantGroups(title: MediaCard): MenuGroup[] {
  if (title.mediaType === "show")
    return [{ title: "Want for the library", items: wantPresetItems(title) }];
  const canWant = title.mediaType === "movie" && (title.wanted || !title.inLibrary);
  return canWant ? [{ items: [wantItem(title)] }] : [];
}
