import { A } from "@solidjs/router";
import Film from "lucide-solid/icons/film";
import { createSignal, Match, Show, Switch } from "solid-js";
import type { Inspection, MediaCard } from "../../api/types";
import { titlePath } from "../../lib/pagePaths";
import { Button } from "../../ui/Button";
import { PosterImage } from "../../ui/poster/PosterImage";
import { Skeleton } from "../../ui/Skeleton";
import type { ChosenTitle } from "./addDownloadFlow";
import { partText } from "./seasonEpisodeText";
import { factsOf, TitleSearch } from "./TitleSearch";

interface DownloadTitleChoiceProps {
  inspection: Inspection | null;
  chosen: ChosenTitle;
  onChoose: (chosen: ChosenTitle) => void;
}

/** The recognised title of a source, with controls to choose another one or none. */
export function DownloadTitleChoice(props: DownloadTitleChoiceProps) {
  const [isSearching, setSearching] = createSignal(false);
  const match = () => props.inspection?.titleMatch ?? null;
  const media = (): MediaCard | null => {
    if (props.chosen === "none") return null;
    return props.chosen === "auto" ? (match()?.media ?? null) : props.chosen;
  };
  /** For the recognised title only: a title that the user chose may be another episode. */
  const part = () => {
    const found = match();
    return props.chosen === "auto" && found ? partText(found) : "";
  };
  const isWaiting = () =>
    props.chosen === "auto" && !media() && props.inspection?.isRecognized === false;
  const choose = (chosen: ChosenTitle) => {
    setSearching(false);
    props.onChoose(chosen);
  };

  return (
    <section class="mb-5 rounded-card bg-fill p-4" aria-label="Title">
      <Switch
        fallback={
          <p class="flex items-center gap-3 text-14 text-muted">
            <Film class="size-5 flex-none" aria-hidden="true" />
            <span class="min-w-0 flex-1">
              {props.chosen === "none" ? "No title of the catalogue." : "Title not recognised."}
            </span>
            <Button size="small" onClick={() => setSearching(true)}>
              Choose
            </Button>
          </p>
        }
      >
        <Match when={isWaiting()}>
          <div class="flex items-center gap-4" role="status" aria-label="Looking for its title">
            <Skeleton class="h-[84px] w-14 rounded-[8px]" />
            <Skeleton class="h-5 w-1/2" />
          </div>
        </Match>
        <Match when={media()}>
          {(shown) => (
            <div class="flex items-center gap-4">
              <span class="h-[84px] w-14 flex-none overflow-hidden rounded-[8px]">
                <PosterImage media={shown()} eager />
              </span>
              <span class="min-w-0 flex-1">
                <b class="block text-17 font-semibold tracking-[-.022em]">{shown().title}</b>
                <span class="block text-13 text-muted tabular-nums">
                  {[part(), ...factsOf(shown())].filter((fact) => fact !== "").join(" · ")}
                </span>
                <Owned inspection={props.inspection} chosen={props.chosen} media={shown()} />
              </span>
              <Button size="small" tone="ghost" onClick={() => setSearching(!isSearching())}>
                Not this?
              </Button>
            </div>
          )}
        </Match>
      </Switch>
      <Show when={isSearching()}>
        <TitleSearch onChoose={choose} />
      </Show>
    </section>
  );
}

/** Where the user already has the title. */
function Owned(props: { inspection: Inspection | null; chosen: ChosenTitle; media: MediaCard }) {
  const match = () => (props.chosen === "auto" ? (props.inspection?.titleMatch ?? null) : null);
  const isHere = () => match()?.isInLibrary ?? props.media.inLibrary;
  const link = "font-strong text-accent-text underline-offset-3 hover:underline";
  return (
    <Switch>
      <Match when={isHere()}>
        <span class="mt-1 block text-13 text-warn">
          You have this already.{" "}
          <A href={titlePath(props.media)} class={link}>
            Open it
          </A>
        </span>
      </Match>
      <Match when={match()?.jobId}>
        {(id) => (
          <span class="mt-1 block text-13 text-warn">
            You are downloading this already.{" "}
            <A href={`/app/downloads?job=${id()}`} class={link}>
              Show it
            </A>
          </span>
        )}
      </Match>
    </Switch>
  );
}
