import { Show } from "solid-js";
import { Portal } from "solid-js/web";
import { GAME_STATUSES } from "../../shared/titles/gameStatuses";
import { PosterImage } from "../../ui/poster/PosterImage";
import type { Drag } from "./shelfDrag";

/** The poster under the pointer, and where it would go. */
export function DraggedGameCard(props: { drag: Drag }) {
  return (
    <Portal>
      <div
        class="pointer-events-none fixed top-0 left-0 z-60 w-[132px]"
        style={{ transform: `translate(${props.drag.x - 66}px, ${props.drag.y - 60}px)` }}
        aria-hidden="true"
      >
        <div class="relative aspect-2/3 scale-106 -rotate-4 overflow-hidden rounded-card shadow-raised">
          <PosterImage media={props.drag.media} sizes="132px" />
        </div>
        <Show when={props.drag.over}>
          {(over) => (
            <span class="absolute top-full left-1/2 mt-4 -translate-x-1/2 rounded-pill bg-btn px-3.5 py-1.5 text-13 font-strong whitespace-nowrap text-on-btn">
              {GAME_STATUSES[over()].label}
            </span>
          )}
        </Show>
      </div>
    </Portal>
  );
}
