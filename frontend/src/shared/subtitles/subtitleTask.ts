/** Work of the server on subtitles, followed until it ends. */
import { onCleanup } from "solid-js";
import { getSubtitleTask } from "../../api/subtitles";
import type { SubtitleTask } from "../../api/types";

const ASK_EVERY_MS = 500;

/** Call inside a component, whose end stops the asking. */
export function createTaskFollower() {
  let isGone = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => {
    isGone = true;
    clearTimeout(timer);
  });
  const pause = () =>
    new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ASK_EVERY_MS);
    });
  /** The task once it is done or has failed; undefined once the page no longer waits for it. */
  return async (
    begun: Promise<SubtitleTask>,
    onProgress?: (task: SubtitleTask) => void,
  ): Promise<SubtitleTask | undefined> => {
    let task = await begun;
    while (task.state === "waiting" || task.state === "running") {
      await pause();
      if (isGone) return undefined;
      task = await getSubtitleTask(task.id);
      onProgress?.(task);
    }
    return isGone ? undefined : task;
  };
}
