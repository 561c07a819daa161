import ImageDown from "lucide-solid/icons/image-down";
import { createSignal, For, type JSX, Show } from "solid-js";
import { user } from "../../api/signedInUser";
import type { MediaCard, ViewingStats } from "../../api/types";
import { titlePath } from "../../lib/pagePaths";
import { Button } from "../../ui/Button";
import { PosterImage } from "../../ui/poster/PosterImage";
import { toast } from "../../ui/toast";
import { gamesText, headlineEnd, headlineNumber, leadOf } from "./statsText";
import { savePicture } from "./sharePicture";

const FAN = 5;

/** The titles of the fan: what was loved, then what took the most time. */
export function fanOf(stats: Pick<ViewingStats, "bestRated" | "mostWatched">): MediaCard[] {
  const byId = new Map([...stats.bestRated, ...stats.mostWatched].map((each) => [each.id, each]));
  return [...byId.values()].slice(0, FAN);
}

/** The hours of a year in large type, its posters, and the picture to share. */
export function YearBillboard(props: { stats: ViewingStats; years: JSX.Element }) {
  const number = () => headlineNumber(props.stats);
  const [drawing, setDrawing] = createSignal(false);

  const save = async () => {
    setDrawing(true);
    try {
      // The drawing is needed by few: not part of the page.
      const { drawYearCard } = await import("./drawYearCard");
      const picture = await drawYearCard(props.stats, user()?.displayName ?? "");
      const name = `seen-${props.stats.year ?? "all-time"}.png`;
      if (await savePicture(picture, name)) toast({ text: "Your year is saved as a picture." });
    } catch {
      toast({
        text: "The picture could not be drawn.",
        tone: "bad",
        action: { label: "Try again", run: () => void save() },
      });
    } finally {
      setDrawing(false);
    }
  };

  return (
    <section class="relative isolate grid min-h-[400px] grid-cols-[minmax(0,1fr)_minmax(0,500px)] items-center gap-8 max-lg:grid-cols-1 phone:-mx-(--gutter) phone:overflow-hidden phone:px-(--gutter)">
      <div
        class="pointer-events-none absolute -top-40 right-0 -z-1 h-[680px] w-[820px] max-w-full bg-[radial-gradient(closest-side,color-mix(in_srgb,var(--accent-2)_55%,transparent),transparent),radial-gradient(closest-side_at_70%_30%,color-mix(in_srgb,var(--accent)_26%,transparent),transparent)] opacity-70 blur-[30px] [[data-theme=light]_&]:opacity-30"
        aria-hidden="true"
      />
      <div class="min-w-0">
        <p class="mb-3.5 text-15 text-muted">
          {props.stats.year === null ? "All time" : `Your year, ${props.stats.year}`}
        </p>
        <h1 class="text-56 leading-[1.04] tracking-[-.045em] phone:text-40">
          <span class="mr-[.08em] bg-linear-[100deg] from-ink from-30% to-accent bg-clip-text pr-[.04em] text-[1.9em] leading-[.86] font-bold tracking-[-.065em] text-transparent tabular-nums">
            {number()[0]}
          </span>
          {number()[1]}
          <Show when={headlineEnd(props.stats)} fallback=".">
            {(end) => <>, {end()}</>}
          </Show>
        </h1>
        <p class="mt-5 max-w-[36em] text-17 text-muted tabular-nums phone:text-15">
          {leadOf(props.stats)}
          <Show when={gamesText(props.stats)}>
            {(games) => <span class="block">{games()}</span>}
          </Show>
        </p>
        <div class="mt-6 flex flex-wrap items-center gap-3">
          <Button
            tone="primary"
            size="medium"
            disabled={drawing()}
            aria-busy={drawing()}
            onClick={() => void save()}
          >
            <ImageDown class="size-[18px]" aria-hidden="true" />
            Save as picture
          </Button>
        </div>
        <div class="mt-3">{props.years}</div>
      </div>
      <Fan titles={fanOf(props.stats)} />
    </section>
  );
}

/** Posters in the shape of a hand of cards. */
function Fan(props: { titles: readonly MediaCard[] }) {
  /** The best one in the middle. */
  const place = (index: number) => (index % 2 === 0 ? 1 : -1) * Math.ceil(index / 2);
  return (
    <div class="relative h-[400px] max-lg:order-first max-lg:h-[340px] phone:h-[290px]">
      <For each={props.titles}>
        {(media, index) => {
          const at = () => place(index());
          return (
            <a
              href={titlePath(media)}
              aria-label={media.title}
              class="absolute top-9 left-1/2 -ml-[105px] aspect-2/3 w-[210px] overflow-hidden rounded-card shadow-raised transition-transform duration-(--slow) art-edge hover:-translate-y-2 phone:-ml-[70px] phone:w-[140px]"
              style={{
                "z-index": FAN - Math.abs(at()),
                transform: `translateX(calc(${at()} * var(--fan-step))) translateY(${at() * at() * 10}px) rotate(${at() * 7}deg)`,
                "--fan-step": "clamp(46px, 5vw, 70px)",
              }}
            >
              <PosterImage media={media} sizes="210px" eager />
            </a>
          );
        }}
      </For>
    </div>
  );
}
