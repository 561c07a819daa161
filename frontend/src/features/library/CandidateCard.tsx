import Check from "lucide-solid/icons/check";
import X from "lucide-solid/icons/x";
import { For, Match, Show, Switch } from "solid-js";
import type { Candidate, MatchReason } from "../../api/types";
import { factsOf } from "../../shared/titles/titleFacts";
import { KeyboardKey } from "../../ui/KeyboardKey";
import { Artwork } from "../../ui/poster/Artwork";
import { confidenceText } from "./fileNames";

interface CandidateCardProps {
  candidate: Candidate;
  /** The shortcut key. */
  number: number;
  /** The name of the radio group. */
  group: string;
  chosen: boolean;
  /** Not for a title from a manual search, nor for a file that could not be read. */
  showsConfidence: boolean;
  onChoose: () => void;
}

/** A candidate title for a file, with the reason and the match score. */
export function CandidateCard(props: CandidateCardProps) {
  const media = () => props.candidate.media;
  const outside = () => props.candidate.outside;
  const shown = () => media() ?? outside();
  const facts = () => {
    const card = media();
    if (card) return factsOf(card).join(" · ");
    const from = outside()?.source === "igdb" ? "from IGDB" : "from TMDB";
    return [outside()?.year, from].filter(Boolean).join(" · ");
  };

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
          <KeyboardKey>{props.number}</KeyboardKey>
        </Show>
      </span>
      <span class="h-[84px] w-14 overflow-hidden rounded-[8px]">
        <Artwork
          title={shown()?.title ?? ""}
          year={shown()?.year ?? null}
          genres={media()?.genres ?? []}
          src={shown()?.posterUrl ?? null}
          placeholder={media()?.posterPlaceholder ?? null}
          kind="poster"
          alt=""
          eager
        />
      </span>
      <span class="min-w-0">
        <b class="block text-17 font-semibold tracking-[-.022em]">{shown()?.title}</b>
        <span class="text-13 text-muted tabular-nums">{facts()}</span>
        <span class="mt-1.5 flex flex-wrap gap-x-4 gap-y-1 text-13">
          <For each={props.candidate.reasons}>{(reason) => <Reason reason={reason} />}</For>
        </span>
      </span>
      <Show when={props.showsConfidence} fallback={<span />}>
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

const VERDICTS = { for: "text-ok", against: "text-muted", neutral: "text-muted" } as const;
const SPOKEN = { for: "For it:", against: "Against it:" } as const;

function Reason(props: { reason: MatchReason }) {
  return (
    <span
      class={`flex items-center gap-1.5 [&>svg]:size-4 [&>svg]:flex-none ${VERDICTS[props.reason.verdict]}`}
    >
      <Switch>
        <Match when={props.reason.verdict === "for"}>
          <Check role="img" aria-label={SPOKEN.for} />
        </Match>
        <Match when={props.reason.verdict === "against"}>
          <X role="img" aria-label={SPOKEN.against} />
        </Match>
      </Switch>
      {props.reason.text}
    </span>
  );
}
