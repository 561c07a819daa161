import { createSignal, For, Show } from "solid-js";
import { listCandidates } from "../../../api/enrichment";
import type { ProviderTitle, ProviderTitles, UndescribedTitle } from "../../../api/types";
import { Button } from "../../../ui/Button";
import { ProviderTitlePoster } from "../../../shared/titles/ProviderTitlePoster";
import { TextField } from "../../../ui/TextField";
import { toastOnError } from "../../../ui/toast";

interface MatchByNameProps {
  title: UndescribedTitle;
  /** `TMDB` or `IGDB`. */
  source: string;
  disabled: boolean;
  onMatch: (externalId: number) => void;
}

/** Looks for a title at its source by name, and offers what it finds. */
export function MatchByName(props: MatchByNameProps) {
  // eslint-disable-next-line solid/reactivity -- the field begins with the name
  const [name, setName] = createSignal(props.title.title);
  const [found, setFound] = createSignal<ProviderTitles>();
  const [busy, setBusy] = createSignal(false);

  const search = async (event: SubmitEvent) => {
    event.preventDefault();
    const text = name().trim();
    if (text === "") return;
    setBusy(true);
    const answer = await toastOnError(listCandidates(props.title.id, text));
    setBusy(false);
    if (answer) setFound(answer);
  };
  const emptyText = (state: ProviderTitles["state"]) => {
    if (state === "no_key")
      return `${props.source} has no key yet: enter one under Sources and keys.`;
    if (state === "unavailable")
      return `${props.source} does not answer now. Try again in a minute.`;
    return `${props.source} finds nothing by this name. Try another spelling.`;
  };

  return (
    <div class="grid gap-3">
      <form class="flex flex-wrap items-end gap-3" onSubmit={(event) => void search(event)}>
        <div class="min-w-[200px] flex-1">
          <TextField
            label={`Name at ${props.source}`}
            value={name()}
            maxLength={200}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </div>
        <Button type="submit" size="medium" disabled={busy() || name().trim() === ""}>
          Search
        </Button>
      </form>
      <Show when={found()}>
        {(answer) => (
          <Show
            when={answer().items.length > 0}
            fallback={
              <p class="text-13 text-muted" role="status">
                {emptyText(answer().state)}
              </p>
            }
          >
            <ul class="grid gap-1" aria-label={`Found at ${props.source}`} aria-busy={busy()}>
              <For each={answer().items}>
                {(one) => (
                  <Candidate
                    found={one}
                    disabled={props.disabled}
                    onMatch={() => props.onMatch(Number(one.externalId))}
                  />
                )}
              </For>
            </ul>
          </Show>
        )}
      </Show>
    </div>
  );
}

function Candidate(props: { found: ProviderTitle; disabled: boolean; onMatch: () => void }) {
  const name = () => [props.found.title, props.found.year].filter(Boolean).join(", ");
  return (
    <li class="flex items-center gap-3.5 rounded-card p-2 hover:bg-fill">
      <span class="relative block aspect-2/3 w-11 flex-none overflow-hidden rounded-control bg-surface-3 art-edge">
        <ProviderTitlePoster title={props.found} widthPx={44} />
      </span>
      <span class="min-w-0 flex-1">
        <b class="block truncate text-14 font-strong">
          {props.found.title}{" "}
          <span class="font-normal text-muted tabular-nums">{props.found.year}</span>
        </b>
        <span class="line-clamp-2 text-13 text-muted">{props.found.overview}</span>
      </span>
      <Button
        size="small"
        disabled={props.disabled}
        aria-label={`Match with ${name()}`}
        onClick={() => props.onMatch()}
      >
        Match
      </Button>
    </li>
  );
}
