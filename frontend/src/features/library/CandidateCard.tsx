import Check from "lucide-solid/icons/check";
import X from "lucide-solid/icons/x";
import { Show } from "solid-js";
import type { Candidate } from "../../api/types";
import { factsOf } from "../../shared/titles/titleFacts";
import { Key } from "../../ui/Key";
import { Artwork } from "../../ui/poster/Artwork";
import { confidenceText } from "./fileNames";

/** From this score on, the reason is shown in favour of the title. */
const SPEAKS_FOR_IT = 0.45;

interface CandidateCardProps {
  candidate: Candidate;
  /** The shortcut key. */
  number: number;
  /** The name of the radio group. */
  group: string;
  chosen: boolean;
  /** From a manual search: it has no confidence. */
  isFound: boolean;
  onChoose: () => void;
}

/** A candidate title for a file, with the reason and the match score. */
export function CandidateCard(props: CandidateCardProps) {
  const media = () => props.candidate.media;
  const fits = () => props.candidate.confidence >= SPEAKS_FOR_IT;

  return (
    <label
      class="grid cursor-pointer grid-cols-[28px_56px_minmax(0,1fr)_auto] items-center gap-[18px] rounded-card bg-surface-2 py-3 pr-[18px] pl-3.5 transition-shadow hover:hairline phone:grid-cols-[56px_minmax(0,1fr)_auto] phone:gap-3.5 phone:px-3"
      classList={{ "bg-accent/8! outline-2 outline-accent": props.chosen }}
    >
      <input
        type="radio"
        class="sr-only"
        name={props.group}
        checked={props.chosen}
        onChange={() => props.onChoose()}
      />
      <span class="phone:hidden">
        <Show when={props.number < 10}>
          <Key>{props.number}</Key>
        </Show>
      </span>
      <span class="h-[84px] w-14 overflow-hidden rounded-[8px]">
        <Artwork
          title={media().title}
          year={media().year}
          genres={media().genres}
          src={media().posterUrl}
          placeholder={media().posterPlaceholder}
          kind="poster"
          alt=""
          eager
        />
      </span>
      <span class="min-w-0">
        <b class="block text-17 font-semibold tracking-[-.022em]">{media().title}</b>
        <span class="text-13 text-muted tabular-nums">{factsOf(media()).join(" · ")}</span>
        <Show when={props.candidate.why}>
          {(why) => (
            <span
              class="mt-1.5 flex items-center gap-1.5 text-13 [&>svg]:size-4 [&>svg]:flex-none"
              classList={{ "text-ok": fits(), "text-muted": !fits() }}
            >
              <Show when={fits()} fallback={<X aria-hidden="true" />}>
                <Check aria-hidden="true" />
              </Show>
              {why()}
            </span>
          )}
        </Show>
      </span>
      <Show when={!props.isFound} fallback={<span />}>
        <span class="text-right text-13 text-muted">
          <b
            class="block text-34 leading-none font-[250] tracking-[-.05em] tabular-nums"
            classList={{ "text-ink": props.chosen }}
          >
            {Math.round(props.candidate.confidence * 100)}
          </b>
          {confidenceText(props.candidate.confidence)}
        </span>
      </Show>
    </label>
  );
}
