import { createAsync, useSearchParams } from "@solidjs/router";
import Activity from "lucide-solid/icons/activity";
import NotebookPen from "lucide-solid/icons/notebook-pen";
import Sparkles from "lucide-solid/icons/sparkles";
import { createSignal, For, Show, Suspense } from "solid-js";
import type { MediaDetail, TitleNotes } from "../../api/types";
import { formatDate } from "../../lib/formatDates";
import { notesQuery, tagPath } from "../../shared/titles/noteActions";
import { Button } from "../../ui/Button";
import { ChipLink } from "../../ui/Chip";
import { lazyOverlay } from "../../ui/lazyOverlay";

const TitleLogSheet = lazyOverlay(() => import("./TitleLogSheet"));
const NotesSheet = lazyOverlay(() => import("./NotesSheet"));
const RecommendationSheet = lazyOverlay(() => import("./RecommendationSheet"));

/**
 * What the user wrote about a title. `?notes` opens the form, `?activity` what happened with it,
 * `?why` why it is recommended or not.
 */
export function UserNotes(props: { title: MediaDetail }) {
  const [search, setSearch] = useSearchParams<{
    notes?: string;
    activity?: string;
    why?: string;
  }>();
  const notes = createAsync(() => notesQuery(props.title.id));
  const hasAny = (known: TitleNotes) =>
    known.note !== "" || known.review !== "" || known.tags.length > 0;

  return (
    <Suspense>
      <Show when={notes.latest}>
        {(known) => (
          <section class="mt-10 max-w-[62ch]" aria-label="Your notes">
            <Show when={known().tags.length > 0}>
              <ul class="mb-5 flex flex-wrap gap-2" aria-label="Your tags">
                <For each={known().tags}>
                  {(tag) => (
                    <li>
                      <ChipLink href={tagPath(tag)} class="h-8! px-[13px]! text-13!">
                        {tag}
                      </ChipLink>
                    </li>
                  )}
                </For>
              </ul>
            </Show>
            <Show when={known().review !== ""}>
              <Review notes={known()} />
            </Show>
            <Show when={known().note !== ""}>
              <Text name="Your note" at={known().noteAt} text={known().note} />
            </Show>
            <div class="flex flex-wrap gap-2">
              <Button size="small" onClick={() => setSearch({ notes: "1" }, { replace: true })}>
                <NotebookPen class="size-4" aria-hidden="true" />
                {hasAny(known()) ? "Edit notes and tags" : "Add notes and tags"}
              </Button>
              <Button
                size="small"
                tone="ghost"
                onClick={() => setSearch({ activity: "1" }, { replace: true })}
              >
                <Activity class="size-4" aria-hidden="true" />
                Activity
              </Button>
              <Button
                size="small"
                tone="ghost"
                onClick={() => setSearch({ why: "1" }, { replace: true })}
              >
                <Sparkles class="size-4" aria-hidden="true" />
                Is it recommended to me?
              </Button>
            </div>
            <Show when={search.activity !== undefined}>
              <TitleLogSheet
                title={props.title}
                onClose={() => setSearch({ activity: undefined }, { replace: true })}
              />
            </Show>
            <Show when={search.notes !== undefined}>
              <NotesSheet
                title={props.title}
                notes={known()}
                onClose={() => setSearch({ notes: undefined }, { replace: true })}
              />
            </Show>
            <Show when={search.why !== undefined}>
              <RecommendationSheet
                title={props.title}
                onClose={() => setSearch({ why: undefined }, { replace: true })}
              />
            </Show>
          </section>
        )}
      </Show>
    </Suspense>
  );
}

/** One that gives something away is covered first. */
function Review(props: { notes: TitleNotes }) {
  const [isOpen, setOpen] = createSignal(false);
  return (
    <Show
      when={!props.notes.reviewHasSpoilers || isOpen()}
      fallback={
        <div class="mb-6">
          <h2 class="text-13 text-muted">Your review</h2>
          <p class="mt-1.5 flex flex-wrap items-center gap-x-4 gap-y-2 text-15">
            It gives something away.
            <Button size="small" onClick={() => setOpen(true)}>
              Show it
            </Button>
          </p>
        </div>
      }
    >
      <Text name="Your review" at={props.notes.reviewAt} text={props.notes.review} />
    </Show>
  );
}

function Text(props: { name: string; at: string | null; text: string }) {
  return (
    <div class="mb-6">
      <h2 class="text-13 text-muted">
        {props.name}
        <Show when={props.at}>{(at) => <>, {formatDate(at())}</>}</Show>
      </h2>
      <p class="mt-1.5 text-15 leading-[1.6] text-pretty whitespace-pre-wrap" dir="auto">
        {props.text}
      </p>
    </div>
  );
}
