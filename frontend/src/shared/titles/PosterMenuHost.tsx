import { Show } from "solid-js";
import { lazyOverlay } from "../../ui/lazyOverlay";
import { chosenFor } from "./collectionChooserState";
import { closePosterMenu, posterMenu } from "./openPosterMenu";

// Menus are a chunk of their own, loaded with the first one.
const PosterMenu = lazyOverlay(() => import("./PosterMenu"));
const CollectionChooser = lazyOverlay(() => import("./CollectionChooser"));

/** Where the menus of posters and what they open are rendered; once in every layout. */
export function PosterMenuHost() {
  return (
    <>
      <Show when={posterMenu()} keyed>
        {(menu) => <PosterMenu menu={menu} onClose={closePosterMenu} />}
      </Show>
      <Show when={chosenFor()} keyed>
        {(media) => <CollectionChooser media={media} />}
      </Show>
    </>
  );
}
