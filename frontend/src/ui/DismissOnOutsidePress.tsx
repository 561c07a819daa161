import { onCleanup, onMount } from "solid-js";
import { TOASTS } from "./toast";

/** What is open, the uppermost last: only that one is closed. */
const opened: symbol[] = [];

/**
 * Closes what is open on a press outside of it, from its first moment; rendered inside of it, so
 * as long as it is open. Ark listens for such a press only a frame and a timer after it rendered
 * the content, and moves the focus before that: on a busy machine a press in between was lost.
 */
export function DismissOnOutsidePress(props: {
  /** The elements that belong to it, such as the content and its trigger. */
  of: () => readonly (Element | null | undefined)[];
  onPress: () => void;
}) {
  // A press on a toast, such as on its Undo, closes nothing.
  const isOutside = ({ target }: Event) =>
    target instanceof Node &&
    ![...props.of(), document.getElementById(TOASTS)].some((part) => part?.contains(target));
  const own = Symbol();
  // A selection of text may begin inside and end outside; a finger may scroll.
  let beganOutside = false;
  const onPointerDown = (event: Event) => {
    beganOutside = opened.at(-1) === own && isOutside(event);
  };
  const onClick = (event: Event) => {
    if (beganOutside && isOutside(event)) props.onPress();
  };
  onMount(() => {
    opened.push(own);
    document.addEventListener("pointerdown", onPointerDown, true);
    document.addEventListener("click", onClick, true);
    onCleanup(() => {
      opened.splice(opened.indexOf(own), 1);
      document.removeEventListener("pointerdown", onPointerDown, true);
      document.removeEventListener("click", onClick, true);
    });
  });
  return null;
}
