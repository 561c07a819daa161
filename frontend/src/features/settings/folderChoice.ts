import { createSignal, onCleanup } from "solid-js";
import { errorText } from "../../ui/toast";

/** Delay after the last keystroke before a typed folder is opened. */
const OPEN_AFTER_MS = 600;

/**
 * The choice of a folder of the server by typing its path or by walking to it: `at` is the folder
 * that is open, null for the usual places.
 */
export function createFolderChoice<Found>(
  first: string,
  testFolder: (path: string) => Promise<Found>,
) {
  const [typed, setTyped] = createSignal(first);
  const [at, setAt] = createSignal<string | null>(null);
  const [tested, setTested] = createSignal<Found | null>(null);
  const [wrong, setWrong] = createSignal<string | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));

  const begin = (path: string) => {
    clearTimeout(timer);
    setTyped(path);
    setTested(null);
    setWrong(null);
  };
  /** What the server found, unless another folder was chosen meanwhile. */
  const test = async () => {
    const path = typed();
    try {
      const found = await testFolder(path);
      if (typed() === path) setTested(() => found);
      return found;
    } catch (error) {
      if (typed() === path) setWrong(errorText(error));
      return null;
    }
  };
  const go = (path: string | null) => {
    begin(path ?? "");
    setAt(path);
    if (path !== null) void test();
  };
  const openTyped = () => {
    clearTimeout(timer);
    setAt(typed().trim() || null);
    if (at() !== null && tested() === null) void test();
  };
  const type = (path: string) => {
    begin(path);
    timer = setTimeout(openTyped, OPEN_AFTER_MS);
  };

  return {
    typed,
    at,
    tested,
    wrong,
    setWrong,
    test,
    go,
    type,
    openTyped,
    isOpen: () => at() === (typed().trim() || null),
  };
}
