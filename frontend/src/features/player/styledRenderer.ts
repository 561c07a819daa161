/** Draws SubStation Alpha as libass does, in a worker. Loaded only for styled subtitles. */
import JASSUB from "jassub";
import liberationSans from "jassub/dist/default.woff2?url";

/** A script with all of its fonts; the server leaves out fonts above 10 MB. */
const MAX_SCRIPT_BYTES = 24 * 2 ** 20;
/** Of libass: decoded glyphs and their pictures. */
const MAX_GLYPHS = 4_000;
const MAX_PICTURES_MB = 96;

export interface StyledRenderer {
  /** Show every line `ms` later. */
  delay: (ms: number) => void;
  destroy: () => void;
}

/**
 * Read the script at `url` and draw it into `layer`, which lies over the video. `onCrash` is called
 * when drawing ends later. Rejects where the browser cannot draw it.
 */
export async function drawStyled(
  video: HTMLVideoElement,
  layer: HTMLElement,
  url: string,
  onCrash: () => void,
): Promise<StyledRenderer> {
  if (!("requestVideoFrameCallback" in video)) throw new Error("frames are not announced");
  const script = await readScript(url);
  const canvas = document.createElement("canvas");
  canvas.style.position = "absolute";
  layer.append(canvas);
  let renderer: JASSUB;
  try {
    renderer = new JASSUB({
      video,
      canvas,
      subContent: script,
      // Fonts of the script, and one of ours for what it lacks: loaded before the first line is
      // drawn, because a video that stands still draws it once.
      fonts: [liberationSans],
      defaultFont: "liberation sans",
      queryFonts: false, // none of this device or of a web service
      libassGlyphLimit: MAX_GLYPHS,
      libassMemoryLimit: MAX_PICTURES_MB,
    });
  } catch (error) {
    canvas.remove();
    throw error;
  }
  const crashed = new Promise<never>((_, reject) => {
    renderer._worker.addEventListener("error", () => {
      reject(new Error("the worker failed"));
      onCrash();
    });
  });
  try {
    await Promise.race([renderer.ready, crashed]);
  } catch (error) {
    renderer._worker.terminate();
    canvas.remove();
    throw error;
  }
  const drawNow = () =>
    renderer.manualRender(
      {
        expectedDisplayTime: performance.now(),
        mediaTime: video.currentTime,
        width: video.videoWidth,
        height: video.videoHeight,
      },
      true,
    );
  // A video that stands still announces no frame.
  if (video.videoWidth > 0) void drawNow();
  return {
    delay: (ms) => {
      renderer.timeOffset = -ms / 1000;
      if (video.videoWidth > 0) void drawNow();
    },
    destroy: () => void renderer.destroy(),
  };
}

async function readScript(url: string): Promise<string> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  if (Number(answer.headers.get("content-length")) > MAX_SCRIPT_BYTES) throw new Error("too large");
  return answer.text();
}
