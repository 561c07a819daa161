import { createSignal, For, onCleanup, onMount, type JSX } from "solid-js";

interface CueLayerProps {
  cues: readonly VTTCue[];
  /** Of the second subtitle: at the top. */
  secondCues: readonly VTTCue[];
  /** The controls are visible: the lines stay between them. */
  isRaised: boolean;
  /** The style of a line on a picture of a height in CSS pixels. */
  lineStyle: (height: number) => JSX.CSSProperties;
  /** Percent of the height below the lowest line. */
  bottom: number;
}

/** The lines of the subtitles, over the picture and under the controls. */
export function CueLayer(props: CueLayerProps) {
  let layer!: HTMLDivElement;
  const [height, setHeight] = createSignal(0);
  onMount(() => {
    const measure = new ResizeObserver(() => setHeight(pictureHeight(layer)));
    measure.observe(layer);
    onCleanup(() => measure.disconnect());
  });
  const below = () => props.cues.filter((cue) => !isAtTop(cue));
  const above = () => [...props.cues.filter(isAtTop), ...props.secondCues];
  const lines = (cues: readonly VTTCue[]) => (
    <For each={cues}>
      {(cue) => (
        <p class="whitespace-pre-line">
          <span style={{ ...props.lineStyle(height()), "box-decoration-break": "clone" }}>
            {contentOf(cue)}
          </span>
        </p>
      )}
    </For>
  );

  return (
    <div
      ref={layer}
      class="pointer-events-none absolute inset-0 z-1 text-center text-balance"
      data-subtitles
    >
      <div
        class="absolute inset-x-[8%] transition-[top] duration-(--fast)"
        style={{
          top: props.isRaised ? "max(var(--below-title), 5%)" : "max(var(--top-margin, 0px), 5%)",
        }}
      >
        {lines(above())}
      </div>
      <div
        class="absolute inset-x-[8%] transition-[bottom] duration-(--fast)"
        style={{
          bottom: props.isRaised
            ? `max(var(--below-lines, var(--above-controls)), ${props.bottom}%)`
            : `${props.bottom}%`,
        }}
      >
        {lines(below())}
      </div>
    </div>
  );
}

/** Text is sized by the picture's height; in a narrow window that is the height of 16:9. */
function pictureHeight(layer: HTMLElement): number {
  return Math.min(layer.clientHeight, Math.max((layer.clientWidth * 9) / 16, 320));
}

function isAtTop(cue: VTTCue): boolean {
  if (typeof cue.line !== "number") return false;
  return cue.snapToLines ? cue.line >= 0 && cue.line < 5 : cue.line < 50;
}

/** The browser's own reading of the cue: only the tags of WebVTT, never a script. */
function contentOf(cue: VTTCue): JSX.Element {
  return cue.getCueAsHTML();
}
