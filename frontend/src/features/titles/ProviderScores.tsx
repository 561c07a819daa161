import Star from "lucide-solid/icons/star";
import { For, Show } from "solid-js";
import type { MediaDetail } from "../../api/types";
import { lazyPart } from "../../ui/lazyPart";
import { scoresOf } from "./providerScaleScores";

// Drawings, of titles that a provider has rated.
const ProviderScoreIcon = lazyPart(() => import("./ProviderScoreIcon"), {
  skeleton: () => <span class="h-5 w-10 phone:h-[18px]" />,
  isOptional: true,
});

/** Ratings of a title, each with its provider's symbol; without any, the catalogue's own rating. */
export function ProviderScores(props: { title: MediaDetail }) {
  const scores = () => scoresOf(props.title);
  return (
    <Show when={scores().length > 0} fallback={<OwnScore rating={props.title.rating} />}>
      <ul
        class="mt-5 flex flex-wrap gap-x-[22px] gap-y-2 text-14 font-strong tabular-nums phone:gap-x-4 phone:text-13"
        aria-label="Ratings"
      >
        <For each={scores()}>
          {(score) => (
            <li
              class="flex items-center gap-[9px] [&>svg]:h-5 [&>svg]:w-auto phone:gap-[7px] phone:[&>svg]:h-[18px]"
              title={[score.name, score.verdict, score.votes].filter(Boolean).join(", ")}
            >
              <ProviderScoreIcon
                mark={score.mark}
                name={[score.name, score.verdict].filter(Boolean).join(", ")}
                verdict={score.verdict}
              />
              {score.figure}
            </li>
          )}
        </For>
      </ul>
    </Show>
  );
}

function OwnScore(props: { rating: number | null }) {
  return (
    <Show when={props.rating}>
      {(rating) => (
        <p class="mt-5 flex items-center gap-2 text-14 font-strong tabular-nums">
          <Star class="size-[18px] fill-current text-accent-text" aria-hidden="true" />
          {rating().toFixed(1)}
          <span class="text-12 font-normal text-muted">of 10</span>
        </p>
      )}
    </Show>
  );
}
