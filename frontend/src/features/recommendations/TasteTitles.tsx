import { For, type JSX } from "solid-js";
import type { MediaCard } from "../../api/types";
import { titlePath } from "../../lib/pagePaths";
import { Button } from "../../ui/Button";
import { PosterImage } from "../../ui/poster/PosterImage";

interface TasteTitlesProps {
  items: readonly { media: MediaCard; text: string; action: string; isFaint: boolean }[];
  onAction: (media: MediaCard) => void;
}

/** Titles in lines, each with what it says and one action. */
export function TasteTitles(props: TasteTitlesProps): JSX.Element {
  return (
    <ul class="grid grid-cols-2 gap-x-8 gap-y-3 max-[1100px]:grid-cols-1">
      <For each={props.items}>
        {(item) => (
          <li class="flex items-center gap-4">
            <span
              class="aspect-2/3 w-11 flex-none overflow-hidden rounded-chip"
              classList={{ "opacity-40": item.isFaint }}
            >
              <PosterImage media={item.media} sizes="44px" />
            </span>
            <div class="min-w-0 flex-1">
              <a
                href={titlePath(item.media)}
                class="block truncate text-15 font-strong hover:underline"
              >
                {item.media.title}
              </a>
              <p class="text-13 text-muted">{item.text}</p>
            </div>
            <Button
              size="small"
              aria-label={`${item.action}: ${item.media.title}`}
              onClick={() => props.onAction(item.media)}
            >
              {item.action}
            </Button>
          </li>
        )}
      </For>
    </ul>
  );
}
