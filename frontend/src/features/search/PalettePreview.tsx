import { For, Show } from "solid-js";
import { Dynamic } from "solid-js/web";
import type { MediaCard, ProviderTitle, PersonCard } from "../../api/types";
import { IS_APPLE } from "../../lib/keyboard";
import { factsOf } from "../../shared/titles/titleFacts";
import { withUserMarks } from "../../shared/titles/userMarks";
import { KeyboardKey } from "../../ui/KeyboardKey";
import { Portrait } from "../../ui/Portrait";
import { Artwork } from "../../ui/poster/Artwork";
import { Backdrop } from "../../ui/poster/Backdrop";
import { ProgressBar } from "../../ui/ProgressBar";
import type { Entry } from "./paletteEntries";
import { professionOf } from "./personText";

const ALT = IS_APPLE ? "⌥" : "Alt";
const COMMAND = IS_APPLE ? "⌘" : "Ctrl";

const LOOK = "grid content-start gap-3 p-[18px]";
const NAME = "mt-1 text-left text-22 leading-tight font-semibold tracking-[-.03em]";

/** The selected title and its shortcuts. */
export function PalettePreview(props: { media: MediaCard }) {
  const media = () => withUserMarks(props.media);
  const percent = () => media().progressPercent ?? 0;
  const keys = (): [string, string[]][] => [
    ["Open its page", ["⏎"]],
    ...(media().atHand && media().mediaType !== "game"
      ? ([[percent() > 0 ? "Resume" : "Play", [COMMAND, "⏎"]]] as [string, string[]][])
      : []),
    [media().watchLater ? "Remove from watch later" : "Watch later", [ALT, "W"]],
    [media().watched ? "Mark as not seen" : "Mark as seen", [ALT, "S"]],
  ];

  return (
    <aside class={LOOK} aria-label="Preview">
      <div class="relative aspect-video overflow-hidden rounded-card art-edge">
        <Backdrop media={media()} eager />
      </div>
      <Show
        when={media().logoUrl}
        fallback={
          <p class={`line-clamp-3 ${NAME}`} dir="auto" lang={media().titleLanguage ?? undefined}>
            {media().title}
          </p>
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
      <p class="line-clamp-4 text-14 text-muted" lang={media().overviewLanguage ?? undefined}>
        {media().overview}
      </p>
      <Show when={percent() > 0 && !media().watched}>
        <ProgressBar percent={percent()} label={`Watched of ${media().title}`} />
      </Show>
      <Keys keys={keys()} />
    </aside>
  );
}

/** The selected person. */
export function PersonPreview(props: { person: PersonCard }) {
  return (
    <aside class={LOOK} aria-label="Preview">
      <Portrait
        name={props.person.name}
        src={props.person.profileUrl}
        sizes="112px"
        eager
        class="size-28 rounded-full text-32"
      />
      <p class={`line-clamp-3 [overflow-wrap:anywhere] ${NAME}`} dir="auto">
        {props.person.name}
      </p>
      <p class="text-13 text-muted">{professionOf(props.person)}</p>
      <For each={props.person.titles}>
        {(title) => (
          <p class="-mt-1 line-clamp-2 text-14 text-muted" dir="auto">
            {title}
          </p>
        )}
      </For>
      <Keys keys={[["Open their page", ["⏎"]]]} />
    </aside>
  );
}

/** The selected title of a provider. */
export function ProviderTitlePreview(props: { title: ProviderTitle }) {
  return (
    <aside class={LOOK} aria-label="Preview">
      <div class="relative aspect-2/3 w-28 overflow-hidden rounded-card art-edge">
        <Artwork
          title={props.title.title}
          year={props.title.year}
          genres={[]}
          src={props.title.posterUrl}
          kind="poster"
          alt=""
          eager
        />
      </div>
      <p class={`line-clamp-3 ${NAME}`} dir="auto">
        {props.title.title}
      </p>
      <p class="text-13 text-muted tabular-nums">{props.title.year}</p>
      <p class="line-clamp-6 text-14 text-muted">{props.title.overview}</p>
      <Keys keys={[["Add to the catalogue", ["⏎"]]]} />
    </aside>
  );
}

/** The selected page or action. */
export function EntryPreview(props: { entry: Entry }) {
  return (
    <aside class={LOOK} aria-label="Preview">
      <span class="grid size-16 place-items-center rounded-card bg-fill text-muted [&>svg]:size-7">
        <Dynamic component={props.entry.icon} aria-hidden="true" />
      </span>
      <p class={`line-clamp-3 [overflow-wrap:anywhere] ${NAME}`}>{props.entry.label}</p>
      <p class="text-13 text-muted">{props.entry.state ?? props.entry.note}</p>
      <Keys keys={[[props.entry.note === "Action" ? "Run" : "Open", ["⏎"]]]} />
    </aside>
  );
}

function Keys(props: { keys: readonly [string, readonly string[]][] }) {
  return (
    <dl class="mt-1.5 grid grid-cols-[1fr_auto] items-center gap-[9px] text-13 text-muted">
      <For each={props.keys}>
        {([name, caps]) => (
          <>
            <dt>{name}</dt>
            <dd class="flex justify-end gap-1">
              <For each={caps}>{(cap) => <KeyboardKey>{cap}</KeyboardKey>}</For>
            </dd>
          </>
        )}
      </For>
    </dl>
  );
}
