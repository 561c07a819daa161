import RefreshCw from "lucide-solid/icons/refresh-cw";
import { createEffect, createSignal, For, on, onCleanup, Show } from "solid-js";
import { previewRules } from "../../api/collections";
import type { RulePreview as Preview, SmartRules } from "../../api/types";
import { PosterImage } from "../../ui/poster/PosterImage";
import { errorText } from "../../ui/toast";

/** Applied when editing pauses. */
const DEBOUNCE_MS = 250;

/** What rules choose at present; undefined while nothing is known. */
export function createPreview(rules: () => SmartRules | undefined) {
  const [preview, setPreview] = createSignal<Preview>();
  const [problem, setProblem] = createSignal<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let request: AbortController | undefined;
  const stop = () => {
    clearTimeout(timer);
    request?.abort();
  };
  onCleanup(stop);

  const load = async (wanted: SmartRules) => {
    const mine = new AbortController();
    request = mine;
    try {
      const answer = await previewRules(wanted, mine.signal);
      setPreview(answer);
      setProblem(undefined);
    } catch (error) {
      if (!mine.signal.aborted) setProblem(errorText(error));
    }
  };
  createEffect(
    on(
      () => JSON.stringify(rules()),
      () => {
        stop();
        const wanted = rules();
        if (!wanted) {
          setPreview(undefined);
          return;
        }
        timer = setTimeout(() => void load(wanted), DEBOUNCE_MS);
      },
    ),
  );
  return { preview, problem };
}

interface RulePreviewProps {
  preview: Preview | undefined;
  problem: string | undefined;
}

/** The number of titles that match, and the first of them. */
export function RulePreview(props: RulePreviewProps) {
  return (
    <aside
      class="rounded-sheet bg-surface-2 p-6 float phone:rounded-card phone:p-5"
      aria-label="Preview"
    >
      <Show
        when={props.preview}
        fallback={
          <p class="py-10 text-center text-14 text-muted">
            {props.problem ?? "Complete the rules to see what they find."}
          </p>
        }
      >
        {(found) => (
          <>
            <div class="flex items-end justify-between gap-4">
              <p role="status">
                <span class="block text-56 leading-none font-light tracking-[-.05em] tabular-nums">
                  {found().total.toLocaleString("en-GB")}
                </span>
                <span class="mt-2 block text-14 text-muted">
                  {found().total === 1 ? "title matches" : "titles match"}
                </span>
              </p>
              <p class="text-right text-13 text-muted tabular-nums">
                <b class="font-strong text-ink">{found().inLibrary}</b> in your library
              </p>
            </div>
            <ul class="mt-6 grid grid-cols-4 gap-3">
              <For each={found().items}>
                {(media) => (
                  <li class="aspect-2/3 overflow-hidden rounded-control bg-surface-3">
                    <PosterImage media={media} sizes="110px" alt={media.title} />
                  </li>
                )}
              </For>
            </ul>
            <p class="mt-5 flex items-center gap-2.5 text-13 text-muted">
              <RefreshCw class="size-3.5 flex-none" aria-hidden="true" />
              {props.problem ??
                (found().total === 0
                  ? "Nothing matches yet"
                  : "Updates by itself when something new fits")}
            </p>
          </>
        )}
      </Show>
    </aside>
  );
}
