import { Show } from "solid-js";
import type { Chapter, Trickplay } from "../../api/types";
import { formatClock } from "../../lib/formatClock";
import { cellAt, chapterAt, chapterName } from "./chaptersAndPreviews";

const WIDTH_PX = 224;

interface ScrubberPreviewProps {
  /** 0 to 1. */
  part: number;
  seconds: number;
  chapters: readonly Chapter[];
  trickplay: Trickplay | null;
}

/** What is at a second of the bar: a small picture where there is one, the chapter and the time. */
export function ScrubberPreview(props: ScrubberPreviewProps) {
  const chapter = () => chapterAt(props.chapters, props.seconds);
  const edge = () => (props.trickplay ? WIDTH_PX / 2 : 28);
  return (
    <span
      class="pointer-events-none absolute bottom-7 grid -translate-x-1/2 justify-items-center gap-2 text-13 whitespace-nowrap tabular-nums"
      style={{ left: `clamp(${edge()}px, ${props.part * 100}%, calc(100% - ${edge()}px))` }}
    >
      <Show when={props.trickplay}>
        {(sheets) => {
          const cell = () => cellAt(sheets(), props.seconds);
          const scale = () => WIDTH_PX / sheets().width;
          return (
            <span
              class="rounded-control bg-stage shadow-[0_0_0_2px_var(--on-art),0_24px_50px_-12px_#000]"
              style={{
                width: `${WIDTH_PX}px`,
                height: `${sheets().height * scale()}px`,
                "background-image": `url("${cell().url}")`,
                "background-position": `${-cell().x * scale()}px ${-cell().y * scale()}px`,
                "background-size": `${sheets().columns * WIDTH_PX}px auto`,
              }}
            />
          );
        }}
      </Show>
      <span class="rounded-chip bg-art-glass px-2 py-1 backdrop-blur-[14px]">
        <Show when={chapter()}>
          {(known) => <b class="mr-2 font-strong">{chapterName(props.chapters, known())}</b>}
        </Show>
        <span class="font-medium">{formatClock(props.seconds)}</span>
      </span>
    </span>
  );
}
