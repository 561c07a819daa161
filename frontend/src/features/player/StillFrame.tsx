import { createSignal, type Accessor } from "solid-js";

/** Keeps the last picture on the screen while the source of the video is exchanged. */
export function createStillFrame(video: Accessor<HTMLVideoElement | undefined>) {
  let canvas!: HTMLCanvasElement;
  const [isHeld, setHeld] = createSignal(false);

  const hold = () => {
    const element = video();
    if (!element?.videoWidth) return;
    canvas.width = element.videoWidth;
    canvas.height = element.videoHeight;
    canvas.getContext("2d")?.drawImage(element, 0, 0);
    setHeld(true);
    const release = () => setHeld(false);
    for (const name of ["seeked", "playing"]) {
      element.addEventListener(name, release, { once: true });
    }
  };

  const Frame = () => (
    <canvas
      ref={(element) => (canvas = element)}
      class="pointer-events-none absolute inset-0 size-full object-contain"
      classList={{ hidden: !isHeld() }}
      aria-hidden="true"
    />
  );
  return { hold, Frame };
}
