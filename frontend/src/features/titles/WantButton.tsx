import Inbox from "lucide-solid/icons/inbox";
import { Match, Switch } from "solid-js";
import type { MediaCard } from "../../api/types";
import { toggleWanted } from "../../shared/titles/titleActions";
import { wantPresetItems } from "../../shared/titles/wantItems";
import { IconButton } from "../../ui/IconButton";
import { Menu } from "../../ui/Menu";

/** Puts a film that is not here on the wanted list; of a show, the chosen episodes. */
export function WantButton(props: { title: MediaCard }) {
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
          onClick={() => void toggleWanted(props.title)}
        >
          <Inbox />
        </IconButton>
      </Match>
    </Switch>
  );
}
