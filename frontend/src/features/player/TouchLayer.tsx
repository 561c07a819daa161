import { createSignal, onCleanup, Show } from "solid-js";
import {
  DOUBLE_TAP_MS,
  dragged,
  isTap,
  isVertical,
  pinchMeans,
  sideOf,
  type Side,
} from "./touchGestures";
import { SEEK_LONG_S } from "./playerShortcuts";
import type { MediaElement } from "./mediaElement";

const RIPPLE_MS = 600;
const DARKEST = 0.15;

interface TouchLayerProps {
  media: MediaElement;
  /** A tap shows or hides the controls. */
  onTap: () => void;
  onFill: (fills: boolean) => void;
  onFlash: (text: string) => void;
}

interface Finger {
  x: number;
  y: number;
  startX: number;
  startY: number;
}

/** Gestures of fingers over the picture: a mouse and a pen reach the picture below. */
export function TouchLayer(props: TouchLayerProps) {
  const [ripple, setRipple] = createSignal<Side>();
  const [brightness, setBrightness] = createSignal(1);
  const fingers = new Map<number, Finger>();
  let tapTimer: ReturnType<typeof setTimeout> | undefined;
  let rippleTimer: ReturnType<typeof setTimeout> | undefined;
  let lastTap: { at: number; side: Side } | undefined;
  let pinchFrom = 0;
  let drag: { side: Side; value: number } | undefined;
  let isPinched = false;
  onCleanup(() => {
    clearTimeout(tapTimer);
    clearTimeout(rippleTimer);
  });

  const tap = (side: Side, at: number) => {
    const isDouble = lastTap?.side === side && at - lastTap.at < DOUBLE_TAP_MS && side !== "middle";
    lastTap = { at, side };
    clearTimeout(tapTimer);
    if (!isDouble) {
      tapTimer = setTimeout(() => props.onTap(), DOUBLE_TAP_MS);
      return;
    }
    props.media.seekBy(side === "left" ? -SEEK_LONG_S : SEEK_LONG_S);
    setRipple(side);
    clearTimeout(rippleTimer);
    rippleTimer = setTimeout(() => setRipple(undefined), RIPPLE_MS);
  };

  const spread = () => {
    const [one, two] = [...fingers.values()];
    return one && two ? Math.hypot(one.x - two.x, one.y - two.y) : 0;
  };

  const onMove = (finger: Finger, width: number, height: number) => {
    const [dx, dy] = [finger.x - finger.startX, finger.y - finger.startY];
    if (fingers.size === 2) {
      const meaning = pinchMeans(pinchFrom, spread());
      if (meaning === null) return;
      isPinched = true;
      pinchFrom = spread();
      props.onFill(meaning === "fill");
      props.onFlash(meaning === "fill" ? "Fills the screen" : "Whole picture");
      return;
    }
    if (isPinched) return;
    if (!drag) {
      const side = sideOf(finger.startX, width);
      if (side === "middle" || !isVertical(dx, dy)) return;
      drag = { side, value: side === "left" ? brightness() : props.media.loudness().volume };
    }
    const value = dragged(drag.value, dy, height);
    if (drag.side === "left") setBrightness(Math.max(DARKEST, value));
    else props.media.setVolume(value);
    const percent = Math.round((drag.side === "left" ? brightness() : value) * 100);
    props.onFlash(`${drag.side === "left" ? "Brightness" : "Volume"} ${percent} %`);
  };

  return (
    <div
      class="absolute inset-0 hidden touch-none overflow-hidden pointer-coarse:block"
      data-touch
      aria-hidden="true"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        const { clientX: x, clientY: y } = event;
        fingers.set(event.pointerId, { x, y, startX: x, startY: y });
        if (fingers.size === 2) pinchFrom = spread();
      }}
      onPointerMove={(event) => {
        const finger = fingers.get(event.pointerId);
        if (!finger) return;
        finger.x = event.clientX;
        finger.y = event.clientY;
        onMove(finger, event.currentTarget.clientWidth, event.currentTarget.clientHeight);
      }}
      onPointerUp={(event) => {
        const finger = fingers.get(event.pointerId);
        fingers.delete(event.pointerId);
        if (!finger || fingers.size > 0) return;
        const wasTap = isTap(finger.x - finger.startX, finger.y - finger.startY);
        if (wasTap && !drag && !isPinched) {
          tap(sideOf(event.clientX, event.currentTarget.clientWidth), event.timeStamp);
        }
        drag = undefined;
        isPinched = false;
      }}
      onPointerCancel={(event) => {
        fingers.delete(event.pointerId);
        drag = undefined;
        isPinched = false;
      }}
    >
      <i class="absolute inset-0 bg-stage" style={{ opacity: String(1 - brightness()) }} />
      <Show when={ripple()}>
        {(side) => (
          <span
            class="absolute inset-y-0 grid w-1/3 place-items-center bg-art-fill text-17 font-strong enter-fade"
            classList={{
              "left-0 rounded-r-[50%]": side() === "left",
              "right-0 rounded-l-[50%]": side() === "right",
            }}
          >
            {side() === "left" ? `−${SEEK_LONG_S} s` : `+${SEEK_LONG_S} s`}
          </span>
        )}
      </Show>
    </div>
  );
}
