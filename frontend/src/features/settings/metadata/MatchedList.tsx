import { A, createAsync, revalidate } from "@solidjs/router";
import Undo2 from "lucide-solid/icons/undo-2";
import { createSignal, For, Show } from "solid-js";
import { undoMatch } from "../../../api/enrichment";
import type { MatchedTitle } from "../../../api/types";
import { titlePath } from "../../../lib/pagePaths";
import { SettingsCard } from "../../../shared/settings/SettingsCard";
import { Button } from "../../../ui/Button";
import { dismiss, toast, toastOnError } from "../../../ui/toast";
import { matchedQuery, undoOffers } from "./matchedQuery";
import { matchText } from "./sourceText";

/** The titles that were matched by hand, each with the way back. Nothing without any. */
export function MatchedList() {
  const titles = createAsync(() => matchedQuery());
  return (
    <Show when={titles.latest?.length}>
      <SettingsCard
        id="matched"
        title="Matched by hand"
        text="An undone match gives the title back the number and the facts it had before."
      >
        <ul class="[&>li+li]:border-t [&>li+li]:border-line">
          <For each={titles.latest}>{(title) => <MatchedRow title={title} />}</For>
        </ul>
      </SettingsCard>
    </Show>
  );
}

function MatchedRow(props: { title: MatchedTitle }) {
  const [busy, setBusy] = createSignal(false);
  const undo = async () => {
    const { id, title } = props.title;
    setBusy(true);
    const isDone = await toastOnError(undoMatch(id).then(() => true));
    setBusy(false);
    if (!isDone) return;
    dismiss(undoOffers.get(id) ?? 0);
    toast({ text: `The match of ${title} is undone` });
    await revalidate(matchedQuery.key);
  };
  return (
    <li class="flex flex-wrap items-center gap-x-4 gap-y-2 py-3.5">
      <div class="min-w-[180px] flex-1">
        <A
          href={titlePath({ id: props.title.id, mediaType: props.title.kind })}
          class="text-15 font-medium hover:underline"
        >
          {props.title.title}
        </A>
        <p class="mt-0.5 text-13 text-muted tabular-nums">{matchText(props.title, new Date())}</p>
      </div>
      <Button
        size="small"
        disabled={busy()}
        aria-label={`Undo the match of ${props.title.title}`}
        onClick={() => void undo()}
      >
        <Undo2 class="size-3.5" aria-hidden="true" />
        Undo match
      </Button>
    </li>
  );
}
