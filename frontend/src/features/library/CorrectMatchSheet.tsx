import { createAsyncStore } from "@solidjs/router";
import Check from "lucide-solid/icons/check";
import { createSignal, For, Show, Suspense, untrack } from "solid-js";
import type { MediaCard, PlannedMove } from "../../api/types";
import { TitleSearchField } from "../../shared/TitleSearchField";
import { BreakableName } from "../../ui/BreakableName";
import { Button } from "../../ui/Button";
import { Sheet } from "../../ui/Sheet";
import { EpisodeChoice } from "./EpisodeChoice";
import { itemQuery, matchFile, toUnmatched } from "./libraryQueries";

interface CorrectMatchSheetProps {
  move: PlannedMove;
  onClose: () => void;
  onMatched: () => void;
}

/** Says which title, and which episode, a file is. */
export function CorrectMatchSheet(props: CorrectMatchSheetProps) {
  const [found, setFound] = createSignal<readonly MediaCard[] | null>(null);
  const [chosen, setChosen] = createSignal<MediaCard | null>(untrack(() => props.move.media));
  const [episodeId, setEpisodeId] = createSignal<number>();
  const [busy, setBusy] = createSignal(false);
  const item = createAsyncStore(() => itemQuery(props.move.libraryItemId));
  const shown = () => found() ?? (props.move.media ? [props.move.media] : []);

  const accept = async () => {
    const media = chosen();
    if (!media) return;
    setBusy(true);
    const matched = await matchFile(props.move.libraryItemId, {
      mediaId: media.id,
      episodeId: media.mediaType === "show" ? episodeId() : undefined,
    });
    setBusy(false);
    if (!matched) return;
    props.onMatched();
    props.onClose();
  };

  return (
    <Sheet
      open={true}
      onClose={() => props.onClose()}
      eyebrow="Which title is this?"
      title={props.move.media?.title ?? "Match this file"}
      actions={
        <Button
          tone="primary"
          size="medium"
          class="flex-1"
          disabled={busy() || !chosen()}
          onClick={() => void accept()}
        >
          <Check class="size-4" aria-hidden="true" />
          Match
        </Button>
      }
    >
      <div class="grid gap-4">
        <p class="text-14 [overflow-wrap:anywhere] text-muted">
          <BreakableName text={props.move.fileName} />
        </p>
        <TitleSearchField
          placeholder="Type a title, or paste a TMDB or IMDb link"
          onFound={(titles) => {
            setFound(titles);
            setChosen(titles?.[0] ?? props.move.media);
          }}
          onAccept={() => void accept()}
        />
        <div class="grid gap-1" role="radiogroup" aria-label="Possible titles">
          <For each={shown()}>
            {(media) => (
              <label class="flex cursor-pointer items-center gap-3 rounded-control px-3 py-2.5 text-15 hover:bg-fill has-[input:checked]:bg-fill-2 has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-accent">
                <input
                  type="radio"
                  name="title"
                  class="accent-accent"
                  checked={media.id === chosen()?.id}
                  onChange={() => setChosen(media)}
                />
                <span class="min-w-0 flex-1">{media.title}</span>
                <span class="text-13 text-muted tabular-nums">{media.year}</span>
              </label>
            )}
          </For>
        </div>
        <Suspense>
          <Show when={item()}>
            {(file) => (
              <Show when={chosen()?.mediaType === "show" && chosen()?.id} keyed>
                {(show) => (
                  <EpisodeChoice
                    showId={show}
                    guess={toUnmatched(file()).guess}
                    onChoose={setEpisodeId}
                  />
                )}
              </Show>
            )}
          </Show>
        </Suspense>
      </div>
    </Sheet>
  );
}
