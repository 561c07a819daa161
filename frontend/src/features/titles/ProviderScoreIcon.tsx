import { Match, Switch } from "solid-js";
import type { Mark, Verdict } from "./providerScaleScores";

const RINGS: Partial<Record<Verdict, string>> = {
  favorable: "var(--mark-favorable)",
  mixed: "var(--mark-mixed)",
  unfavorable: "var(--mark-unfavorable)",
};

/** Own drawings of the providers' symbols: plates, a tomato or a splat, a ring in three colours. */
export default function ProviderScoreIcon(props: {
  mark: Mark;
  name: string;
  verdict: Verdict | null;
}) {
  return (
    <Switch>
      <Match when={props.mark === "imdb"}>
        <Plate name={props.name} text="IMDb" width={40} round={4} ground="--mark-imdb" />
      </Match>
      <Match when={props.verdict === "rotten"}>
        <svg viewBox="0 0 22 22" role="img" aria-label={props.name}>
          <path
            d="M11 1.6c1.7 0 1.5 2.6 2.9 3.1 1.5.6 3.1-1.7 4.4-.7 1.2 1-.8 2.9-.1 4.2.6 1.2 3.2.6 3.3 2.3.1 1.6-2.5 1.5-3 2.8-.5 1.4 1.8 2.9.8 4.1-1.1 1.3-2.9-.8-4.3-.1-1.3.6-1 3.3-2.7 3.4-1.7.1-1.5-2.6-3-3.1-1.5-.4-2.7 1.9-4.1 1-1.4-1 .6-2.9-.1-4.2-.6-1.2-3.9-.5-3.9-2.3 0-1.7 3-1.4 3.4-2.8.4-1.4-2.3-2.9-1.2-4.2 1.1-1.2 3 .9 4.4.2C9.2 4.6 9.3 1.6 11 1.6Z"
            fill="var(--mark-splat)"
          />
          <circle cx="10.7" cy="11" r="3.1" fill="var(--mark-ink)" opacity=".28" />
        </svg>
      </Match>
      <Match when={props.mark === "rotten_tomatoes"}>
        <svg viewBox="0 0 22 22" role="img" aria-label={props.name}>
          <path
            d="M11 5.5c5.5-2.4 9.5 1 9.5 6 0 5.3-4.2 9-9.5 9s-9.5-3.7-9.5-9c0-5 4-8.4 9.5-6Z"
            fill="var(--mark-tomato)"
          />
          <path
            d="M11 6.2C8.7 8 6.3 7.8 4.6 6.6c1.8-.1 3-.8 3.7-1.7C7 4.6 6 3.8 5.6 2.6c2 .1 3.3.7 4.2 1.8C10 2.9 10.9 1.6 12.3 1l1 1.2c-.8.5-1.3 1.3-1.3 2.1 1.1-.8 2.8-1 4.3-.4-.6 1-1.7 1.5-2.7 1.7.9.7 2.3 1.1 3.9.9-2 1.2-4.6 1.2-6.5-.3Z"
            fill="var(--mark-leaf)"
          />
        </svg>
      </Match>
      <Match when={props.mark === "metacritic"}>
        <svg viewBox="0 0 22 22" role="img" aria-label={props.name}>
          <circle cx="11" cy="11" r="11" fill={RINGS[props.verdict ?? "mixed"]} />
          <circle cx="11" cy="11" r="8.8" fill="var(--mark-ink)" />
          <path
            d="M6.2 9.2l5.7 5.7M8.2 8.1c1.5-1.3 2.6.1 4 1.5l3 3M11 6.4c1.5-1.2 2.7.2 4 1.5l2 2"
            stroke="var(--on-art)"
            stroke-width="1.9"
            fill="none"
            stroke-linecap="round"
          />
        </svg>
      </Match>
      <Match when={props.mark === "tmdb"}>
        <Plate name={props.name} text="TMDB" width={46} round={10} ground="--mark-tmdb" />
      </Match>
      <Match when={props.mark === "igdb"}>
        <Plate name={props.name} text="IGDB" width={42} round={6} ground="--mark-igdb" light />
      </Match>
      <Match when={props.mark === "mal"}>
        <Plate name={props.name} text="MAL" width={36} round={6} ground="--mark-mal" light />
      </Match>
    </Switch>
  );
}

interface PlateProps {
  name: string;
  text: string;
  width: number;
  round: number;
  /** A CSS variable. */
  ground: string;
  light?: boolean;
}

function Plate(props: PlateProps) {
  return (
    <svg viewBox={`0 0 ${props.width} 20`} role="img" aria-label={props.name}>
      <rect
        width={props.width}
        height="20"
        rx={props.round}
        fill={`var(${props.ground})`}
        aria-hidden="true"
      />
      <text
        x={props.width / 2}
        y="14.4"
        text-anchor="middle"
        font-family="Geist Variable, sans-serif"
        font-weight="820"
        font-size="11.5"
        letter-spacing="-.2"
        fill={props.light ? "var(--on-art)" : "var(--mark-ink)"}
        aria-hidden="true"
      >
        {props.text}
      </text>
    </svg>
  );
}
