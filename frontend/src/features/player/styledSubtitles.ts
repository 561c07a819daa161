/** Whether subtitles with styles of their own are drawn with them, kept on this device. */
import { createEffect, createSignal, onCleanup, type Accessor } from "solid-js";
import { readChoice, storeItem } from "../../lib/localStorage";
import type { StyledRenderer } from "./styledRenderer";

const KEY = "seen.subtitles.drawn";
const DRAWN = ["plain", "styled"] as const;

export type SubtitleDrawing = (typeof DRAWN)[number];
/** Unless `drawn`, the lines are shown plain. */
export type StyledState = "off" | "loading" | "drawn" | "failed" | "unreachable";

export type StyledSubtitles = ReturnType<typeof createStyledSubtitles>;

interface StyledSubtitlesOptions {
  video: Accessor<HTMLVideoElement | undefined>;
  /** The script; null without one. */
  url: Accessor<string | null>;
  /** How much later every line is shown, in milliseconds. */
  offsetMs: Accessor<number>;
}

export function createStyledSubtitles({ video, url, offsetMs }: StyledSubtitlesOptions) {
  const [drawing, setDrawing] = createSignal<SubtitleDrawing>(readChoice(KEY, DRAWN, "plain"));
  const [state, setState] = createSignal<StyledState>("off");
  const [layer, setLayer] = createSignal<HTMLElement>();
  const [renderer, setRenderer] = createSignal<StyledRenderer>();
  const [attempt, setAttempt] = createSignal(0);

  createEffect(() => {
    attempt();
    const [element, place, address] = [video(), layer(), url()];
    if (drawing() === "plain" || !element || !place || address === null) return;
    let isCurrent = true;
    const fail = (error?: unknown) => {
      if (!isCurrent) return;
      setRenderer(undefined);
      // Neither what draws nor what is drawn came: both are loaded.
      setState(error instanceof TypeError ? "unreachable" : "failed");
    };
    setState("loading");
    import("./styledRenderer")
      .then(({ drawStyled }) => drawStyled(element, place, address, fail))
      .then((made) => {
        if (!isCurrent) {
          made.destroy();
          return;
        }
        setRenderer(made);
        setState("drawn");
      }, fail);
    onCleanup(() => {
      isCurrent = false;
      renderer()?.destroy();
      setRenderer(undefined);
      setState("off");
    });
  });
  createEffect(() => renderer()?.delay(offsetMs()));

  return {
    drawing,
    state,
    setLayer,
    retry: () => setAttempt((count) => count + 1),
    draw: (next: SubtitleDrawing) => {
      storeItem(KEY, next);
      setDrawing(next);
    },
  };
}
