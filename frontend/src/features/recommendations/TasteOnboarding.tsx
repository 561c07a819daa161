import Check from "lucide-solid/icons/check";
import { createSignal, For, Index, Show } from "solid-js";
import { setFavorite } from "../../api/tracking";
import type { MediaCard } from "../../api/types";
import { mark } from "../../shared/titles/userMarks";
import { Button } from "../../ui/Button";
import { PosterImage } from "../../ui/poster/PosterImage";
import { toastOnError } from "../../ui/toast";

const ENOUGH = 3;
const LEFT = ["Pick three", "Two more", "One more"];

interface TasteOnboardingProps {
  titles: readonly MediaCard[];
  /** The chosen ones are favorites now. */
  onChosen: () => void;
  onSkip: () => void;
}

/** The first day: a few taps on posters are enough to begin. */
export function TasteOnboarding(props: TasteOnboardingProps) {
  const [chosen, setChosen] = createSignal<readonly number[]>([]);
  const [isSaving, setSaving] = createSignal(false);
  const toggle = (id: number) =>
    setChosen((ids) => (ids.includes(id) ? ids.filter((each) => each !== id) : [...ids, id]));
  /** The places of the bar: what was chosen, then empty ones up to three. */
  const places = () => {
    const taken = chosen().slice(-ENOUGH);
    const media = taken.map((id) => props.titles.find((title) => title.id === id));
    return [...media, ...Array<undefined>(ENOUGH - taken.length)];
  };
  const save = async () => {
    setSaving(true);
    const saved = await toastOnError(setFavorite([...chosen()], true).then(() => true));
    setSaving(false);
    if (!saved) return;
    for (const id of chosen()) mark(id, { favorite: true });
    props.onChosen();
  };

  return (
    <div class="page page-top pb-32">
      <header class="mb-8 text-center">
        <h1 class="text-40 phone:text-28">Tap three you love</h1>
        <p class="mt-3 text-17 text-muted phone:text-15">
          That is enough to begin. Everything you rate later counts more.
        </p>
      </header>
      <ul class="grid grid-cols-6 gap-4 xl:grid-cols-8 phone:grid-cols-3 phone:gap-2.5">
        <For each={props.titles}>
          {(media) => (
            <li>
              <button
                type="button"
                class="relative isolate block aspect-2/3 w-full overflow-hidden rounded-card bg-surface-2 transition-transform art-edge press aria-pressed:outline-3 aria-pressed:outline-offset-2 aria-pressed:outline-accent"
                aria-pressed={chosen().includes(media.id)}
                aria-label={media.title}
                title={media.title}
                onClick={() => toggle(media.id)}
              >
                <PosterImage media={media} />
                <Show when={chosen().includes(media.id)}>
                  <span class="absolute top-2 right-2 grid size-7 place-items-center rounded-full bg-accent text-on-accent [&>svg]:size-4">
                    <Check aria-hidden="true" />
                  </span>
                </Show>
              </button>
            </li>
          )}
        </For>
      </ul>
      <div class="pointer-events-none fixed inset-x-0 bottom-6 z-3 flex justify-center phone:bottom-[calc(var(--tabs,64px)+16px)]">
        <div class="pointer-events-auto flex items-center gap-3 rounded-pill bg-surface-2 p-2.5 pl-4 shadow-raised">
          <span class="flex gap-1.5" aria-hidden="true">
            <Index each={places()}>
              {(media) => (
                <span
                  class="relative block h-[42px] w-7 overflow-hidden rounded-[6px]"
                  classList={{ "border border-dashed border-faint": media() === undefined }}
                >
                  <Show when={media()}>
                    {(shown) => <PosterImage media={shown()} sizes="28px" />}
                  </Show>
                </span>
              )}
            </Index>
          </span>
          <span class="text-15 phone:sr-only" role="status">
            {LEFT[chosen().length] ?? `${chosen().length} chosen`}
          </span>
          <Button
            tone="primary"
            size="medium"
            disabled={chosen().length < ENOUGH || isSaving()}
            onClick={() => void save()}
          >
            Show me
          </Button>
          <Button tone="ghost" size="medium" onClick={() => props.onSkip()}>
            Skip
          </Button>
        </div>
      </div>
    </div>
  );
}
