import { For, Show } from "solid-js";
import type { MediaCard } from "../../api/types";
import { factsOf } from "../../media/facts";
import { marked } from "../../media/marks";
import { IS_APPLE } from "../../lib/keys";
import { Key } from "../../ui/Key";
import { Artwork } from "../../ui/poster/Artwork";
import { ProgressBar } from "../../ui/ProgressBar";

const ALT = IS_APPLE ? "⌥" : "Alt";
const COMMAND = IS_APPLE ? "⌘" : "Ctrl";

/** The chosen title, and what its keys do. */
export function PalettePreview(props: { media: MediaCard }) {
  const media = () => marked(props.media);
  const percent = () => media().progressPercent ?? 0;
  const keys = (): [string, string[]][] => [
    ["Open its page", ["⏎"]],
    ...(media().inLibrary && media().mediaType !== "game"
      ? ([[percent() > 0 ? "Resume" : "Play", [COMMAND, "⏎"]]] as [string, string[]][])
      : []),
    [media().watchLater ? "Off your list" : "Watch later", [ALT, "W"]],
    [media().watched ? "Not seen" : "Mark seen", [ALT, "S"]],
  ];

  return (
    <aside class="grid content-start gap-3 p-[18px]" aria-label="Preview">
      <div class="relative aspect-video overflow-hidden rounded-card art-edge">
        <Artwork
          title={media().title}
          year={media().year}
          genres={media().genres}
          src={media().backdropUrl}
          placeholder={media().backdropPlaceholder}
          kind="backdrop"
          alt=""
          eager
        />
      </div>
      <Show
        when={media().logoUrl}
        fallback={
          <p class="mt-1 text-22 leading-tight font-semibold tracking-[-.03em]">{media().title}</p>
        }
      >
        {(src) => (
          <img
            src={src()}
            alt={media().title}
            class="mt-1.5 h-[30px] w-full object-contain object-left [filter:var(--logo-filter)]"
          />
        )}
      </Show>
      <p class="text-13 text-muted tabular-nums">{factsOf(media()).join(" · ")}</p>
      <p class="line-clamp-4 text-14 text-muted">{media().overview}</p>
      <Show when={percent() > 0 && !media().watched}>
        <ProgressBar percent={percent()} label={`Watched of ${media().title}`} />
      </Show>
      <dl class="mt-1.5 grid grid-cols-[1fr_auto] items-center gap-[9px] text-13 text-muted">
        <For each={keys()}>
          {([name, caps]) => (
            <>
              <dt>{name}</dt>
              <dd class="flex justify-end gap-1">
                <For each={caps}>{(cap) => <Key>{cap}</Key>}</For>
              </dd>
            </>
          )}
        </For>
      </dl>
    </aside>
  );
}
