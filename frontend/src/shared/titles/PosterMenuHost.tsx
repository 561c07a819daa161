import { lazy, Show, Suspense } from "solid-js";
import { chosenFor } from "./collectionChooserState";
import { posterMenu } from "./posterMenu";

// Menus are a chunk of their own, loaded with the first one.
const PosterMenu = lazy(() => import("./PosterMenu"));
const CollectionChooser = lazy(() => import("./CollectionChooser"));

/** Where the menus of posters and what they open are rendered; once in every layout. */
export function PosterMenuHost() {
  return (
    <Suspense>
      <Show when={posterMenu()} keyed>
        {(menu) => <PosterMenu menu={menu} />}
      </Show>
      <Show when={chosenFor()} keyed>
        {(media) => <CollectionChooser media={media} />}
      </Show>
    </Suspense>
  );
}
