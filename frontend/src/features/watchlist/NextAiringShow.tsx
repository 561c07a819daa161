import { A } from "@solidjs/router";
import { Show } from "solid-js";
import type { FollowedShow } from "../../api/types";
import { formatMinutes } from "../../lib/format";
import { playPath, titlePath } from "../../lib/pagePaths";
import { ButtonLink } from "../../ui/Button";
import { PlayIcon } from "../../ui/PlayIcon";
import { Backdrop } from "../../ui/poster/Backdrop";
import { daysUntil, dayText } from "./airDates";
import { FollowButton } from "./FollowButton";

/** The show that airs next: the only one with a ring and a glow. */
export function NextAiringShow(props: { show: FollowedShow; now: Date }) {
  const media = () => props.show.media;
  const episode = () => props.show.nextEpisode;
  const days = () => daysUntil(episode()?.airDate ?? "", props.now);
  const when = () => {
    if (days() <= 0) return "Today";
    return days() === 1 ? "Tomorrow" : dayText(episode()?.airDate ?? "");
  };
  const facts = () => {
    const next = episode();
    if (!next) return "";
    const minutes = next.runtimeMinutes === null ? "" : formatMinutes(next.runtimeMinutes);
    // The length stays in one piece, and its comma with what is before it.
    const unbroken = minutes.replaceAll(" ", "\u00a0");
    return [next.label, next.title && `“${next.title}”`, unbroken].filter(Boolean).join(", ");
  };
  const ready = () => props.show.unseen.find(({ libraryItemId }) => libraryItemId !== null);
  return (
    <section
      aria-label={`Next: ${media().title}`}
      class="relative isolate flex min-h-[260px] items-end overflow-hidden rounded-sheet bg-surface-2 p-7 text-on-art shadow-[0_0_0_1.5px_var(--accent),0_18px_60px_-12px_color-mix(in_srgb,var(--accent)_45%,transparent)] phone:min-h-[360px] phone:p-5"
    >
      <div class="absolute inset-0 -z-2">
        <Backdrop media={media()} eager />
      </div>
      <div
        class="absolute inset-0 -z-1 bg-linear-to-t from-art-shade-2 from-20% via-art-shade to-transparent"
        aria-hidden="true"
      />
      <div class="min-w-0 flex-1">
        <p class="flex items-center gap-2.5 text-13 font-strong">
          <i class="size-2 rounded-full bg-accent" aria-hidden="true" />
          {when()}
        </p>
        <h2 class="mt-2 text-28 leading-tight tracking-[-.03em]">
          <A href={titlePath(media())}>{media().title}</A>
        </h2>
        <p class="mt-1 text-15 text-on-art-muted tabular-nums">{facts()}</p>
        <div class="mt-4 flex flex-wrap items-center gap-2">
          <Show when={ready()}>
            {(found) => (
              <ButtonLink href={playPath(found().libraryItemId ?? "")} tone="primary" size="medium">
                <PlayIcon />
                Catch up on {found().label}
              </ButtonLink>
            )}
          </Show>
          <FollowButton media={media()} tone="art" />
        </div>
      </div>
      <Show when={days() > 0}>
        <p class="text-right phone:absolute phone:top-5 phone:right-5">
          <span class="block text-56 leading-none font-light tracking-[-.04em] tabular-nums phone:text-40">
            {days()}
          </span>
          <span class="text-13 text-on-art-muted">{days() === 1 ? "day to go" : "days to go"}</span>
        </p>
      </Show>
    </section>
  );
}
