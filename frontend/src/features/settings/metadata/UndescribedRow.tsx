import { A, revalidate } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import { matchTitle, retryTitle, undoMatch } from "../../../api/enrichment";
import type { UndescribedTitle } from "../../../api/types";
import { titlePath } from "../../../lib/pagePaths";
import { Button } from "../../../ui/Button";
import { TextField } from "../../../ui/TextField";
import { toast, toastOnError, toastUndo } from "../../../ui/toast";
import { externalIdOf } from "./parseExternalId";
import { MatchByName } from "./MatchByName";
import { matchedQuery, undoOffers } from "./matchedQuery";
import { outcomeText } from "./sourceText";

const SOURCES = { movie: "TMDB", show: "TMDB", game: "IGDB" } as const;

/** A title that its source did not describe: ask again, or say which one it is. */
export function UndescribedRow(props: { title: UndescribedTitle }) {
  const [isOpen, setOpen] = createSignal(false);
  const [typed, setTyped] = createSignal("");
  const [busy, setBusy] = createSignal(false);
  const [isQueued, setQueued] = createSignal(false);
  const name = () => props.title.title;
  /** Only the source that describes a title has a number of its own for it. */
  const isDescribing = () => props.title.source === "tmdb" || props.title.source === "igdb";
  const source = () => SOURCES[props.title.kind];

  const run = async (work: Promise<void>) => {
    setBusy(true);
    const isDone = await toastOnError(work.then(() => true));
    setBusy(false);
    if (isDone) setQueued(true);
    return isDone === true;
  };
  const retry = async () => {
    if (await run(retryTitle(props.title.id, props.title.source)))
      toast({ text: `${name()} is being fetched` });
  };
  const match = async (externalId: number) => {
    const { id } = props.title;
    if (!(await run(matchTitle(id, externalId)))) return;
    setOpen(false);
    await revalidate(matchedQuery.key);
    const offer = toastUndo(`${name()} is matched and being fetched`, () => {
      void toastOnError(undoMatch(id)).then(() => revalidate(matchedQuery.key));
    });
    undoOffers.set(id, offer);
  };
  const matchTyped = (event: SubmitEvent) => {
    event.preventDefault();
    const id = externalIdOf(typed());
    if (id !== null) void match(id);
  };

  return (
    <li class="grid gap-3 py-3.5">
      <div class="flex flex-wrap items-center gap-x-4 gap-y-2 phone:gap-x-2">
        <div class="min-w-[180px] flex-1 phone:basis-full">
          <A
            href={titlePath({ id: props.title.id, mediaType: props.title.kind })}
            class="text-15 font-medium hover:underline"
          >
            {name()}
          </A>
          <p class="mt-0.5 text-13 text-muted">
            {[
              props.title.year,
              isQueued() ? "Waits for the worker" : outcomeText(props.title, new Date()),
            ]
              .filter(Boolean)
              .join(" · ")}
          </p>
        </div>
        <Button
          size="small"
          disabled={busy() || isQueued()}
          aria-label={`Ask again for ${name()}`}
          onClick={() => void retry()}
        >
          Ask again
        </Button>
        <Show when={isDescribing()}>
          <Button
            size="small"
            aria-expanded={isOpen()}
            aria-label={`Match ${name()} by hand`}
            onClick={() => setOpen(!isOpen())}
          >
            Match…
          </Button>
        </Show>
      </div>
      <Show when={isOpen()}>
        <MatchByName
          title={props.title}
          source={source()}
          disabled={busy()}
          onMatch={(id) => void match(id)}
        />
        <form class="flex flex-wrap items-end gap-3" onSubmit={matchTyped}>
          <div class="min-w-[200px] flex-1">
            <TextField
              label={`Number or address at ${source()}`}
              value={typed()}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
          </div>
          <Button type="submit" size="medium" disabled={busy() || externalIdOf(typed()) === null}>
            Match
          </Button>
        </form>
      </Show>
    </li>
  );
}
