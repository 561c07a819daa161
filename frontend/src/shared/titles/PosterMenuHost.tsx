import { lazy, Show, Suspense } from "solid-js";
import { posterMenu } from "./posterMenu";

// Menus are a chunk of their own, loaded with the first one.
const PosterMenu = lazy(() => import("./PosterMenu"));

/** Where the menus of posters are rendered; once in every layout. */
export function PosterMenuHost() {
  return (
    <Suspense>
      <Show when={posterMenu()} keyed>
        {(menu) => <PosterMenu menu={menu} />}
      </Show>
    </Suspense>
  );
}
