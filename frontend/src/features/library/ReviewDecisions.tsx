import CircleCheck from "lucide-solid/icons/circle-check";
import { createSignal, For, Show } from "solid-js";
import { pluralize } from "../../lib/format";
import { KeyboardKey } from "../../ui/KeyboardKey";
import type { Decision, Review } from "./review";

/** The latest decision, and on request those before it, and folders matched before this visit. */
export function ReviewDecisions(props: { review: Review; class?: string }) {
  const [isOpen, setOpen] = createSignal(false);
  const last = () => props.review.decided().at(-1);
  const all = () => [...props.review.decided().toReversed(), ...props.review.earlier()];
  const shown = () => (isOpen() ? all() : all().slice(0, 1));
  const more = () => all().length - 1;

  return (
    <Show when={all().length > 0}>
      <div class={`text-13 text-muted ${props.class ?? ""}`}>
        <ul class="max-h-56 overflow-y-auto" aria-label="Decisions">
          <For each={shown()}>
            {(decision) => (
              <DecisionLine
                decision={decision}
                review={props.review}
                isLast={decision === last()}
              />
            )}
          </For>
        </ul>
        <Show when={more() > 0}>
          <button
            type="button"
            class="reach mb-2 ml-[37px] rounded-chip hover:text-ink"
            aria-expanded={isOpen()}
            onClick={() => setOpen(!isOpen())}
          >
            {isOpen() ? "Show fewer" : pluralize(more(), "earlier decision")}
          </button>
        </Show>
      </div>
    </Show>
  );
}

interface DecisionLineProps {
  decision: Decision;
  review: Review;
  /** The last one of this visit: Z undoes it. */
  isLast: boolean;
}

function DecisionLine(props: DecisionLineProps) {
  return (
    <li class="flex items-center gap-[9px] p-3">
      <CircleCheck class="size-4 flex-none text-ok" aria-hidden="true" />
      <span class="line-clamp-2 min-w-0">
        {props.decision.text} <b class="font-strong text-ink">{props.decision.title}</b>
      </span>
      <button
        type="button"
        class="ml-auto flex flex-none items-center rounded-chip font-strong text-accent-text"
        aria-keyshortcuts={props.isLast ? "Z" : undefined}
        disabled={props.review.busy()}
        onClick={() => void props.review.undo(props.decision)}
      >
        Undo
        <Show when={props.isLast}>
          <KeyboardKey class="ml-1 phone:hidden">Z</KeyboardKey>
        </Show>
      </button>
    </li>
  );
}
