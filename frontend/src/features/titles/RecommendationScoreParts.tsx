import { For, Show } from "solid-js";
import type { Recommendation } from "../../api/types";

type Part = keyof Recommendation["parts"];

const PARTS: readonly { part: Part; text: string }[] = [
  { part: "taste", text: "People of your taste watched it" },
  { part: "together", text: "Often watched after what you watched last" },
  { part: "similar", text: "Named beside what you know" },
  { part: "features", text: "Made of what you watch: genres, people, subjects" },
  { part: "appeal", text: "Liked by many" },
];
/** Less than this share says nothing. */
const MIN_SHARE = 0.01;

/** What a score is the sum of, as shares. */
export function RecommendationScoreParts(props: { parts: Recommendation["parts"] }) {
  const shares = () => {
    const parts = props.parts;
    const found = PARTS.map(({ part, text }) => ({ text, value: Math.max(0, parts[part] ?? 0) }));
    const total = found.reduce((sum, { value }) => sum + value, 0) || 1;
    return found
      .map(({ text, value }) => ({ text, share: value / total }))
      .filter(({ share }) => share >= MIN_SHARE)
      .sort((one, other) => other.share - one.share);
  };
  return (
    <Show when={shares().length > 0}>
      <section aria-label="What the score is made of" class="mt-7">
        <h3 class="mb-3 text-13 text-muted">What the score is made of</h3>
        <ul class="grid gap-3 text-14">
          <For each={shares()}>
            {({ text, share }) => (
              <li>
                <span class="flex justify-between gap-4">
                  {text}
                  <span class="text-muted tabular-nums">{Math.round(share * 100)}%</span>
                </span>
                <span
                  class="mt-1.5 block h-1 overflow-hidden rounded-pill bg-fill"
                  aria-hidden="true"
                >
                  <span
                    class="block h-full rounded-pill bg-accent"
                    style={{ width: `${share * 100}%` }}
                  />
                </span>
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
}
