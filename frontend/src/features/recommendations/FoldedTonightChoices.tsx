import SlidersHorizontal from "lucide-solid/icons/sliders-horizontal";
import { createSignal, For, type JSX } from "solid-js";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { Sheet } from "../../ui/Sheet";
import type { SofaFace } from "./TonightViewers";

interface FoldedTonightChoicesProps {
  /** All viewers on the sofa. */
  sofa: readonly SofaFace[];
  /** What is chosen, in words: "2 hours, now, odd". */
  summary: string;
  children: JSX.Element;
}

const MAX_FACES = 4;

/** The choices of an evening as one line, which opens them: on phones the titles come first. */
export function FoldedTonightChoices(props: FoldedTonightChoicesProps) {
  const [isOpen, setOpen] = createSignal(false);
  return (
    <>
      <button
        type="button"
        class="mb-5 flex h-14 w-full items-center gap-3 rounded-pill pr-5 pl-2.5 text-left text-14 hairline press"
        aria-haspopup="dialog"
        aria-label={`Change who, how long and what: ${props.summary}`}
        onClick={() => setOpen(true)}
      >
        <span class="flex flex-none -space-x-2.5" aria-hidden="true">
          <For each={props.sofa.slice(0, MAX_FACES)}>
            {(face) => (
              <Avatar
                name={face.name}
                picture={face.picture}
                class="size-9 text-12 ring-2 ring-bg"
              />
            )}
          </For>
        </span>
        <span class="min-w-0 flex-1 truncate">{props.summary}</span>
        <SlidersHorizontal class="size-5 flex-none text-muted" aria-hidden="true" />
      </button>
      <Sheet
        open={isOpen()}
        onClose={() => setOpen(false)}
        title="Tonight"
        actions={
          <Button tone="primary" class="flex-1" onClick={() => setOpen(false)}>
            Show the titles
          </Button>
        }
      >
        {props.children}
      </Sheet>
    </>
  );
}
