/** Short notes at the foot of the window. Anything that removes or marks offers its way back here. */
import { createStore } from "solid-js/store";

export interface ToastAction {
  label: string;
  run: () => void;
}

export interface Toast {
  id: number;
  text: string;
  tone: "note" | "bad";
  action: ToastAction | null;
  /** How long it stands. */
  ms: number;
}

interface ToastOptions {
  text: string;
  tone?: Toast["tone"];
  action?: ToastAction;
  ms?: number;
}

export const TOAST_MS = 6_000;
/** The newest pushes the oldest out: more than this is a wall. */
const MAX_TOASTS = 3;

const [toasts, setToasts] = createStore<Toast[]>([]);
let lastId = 0;

export { toasts };

export function dismiss(id: number): void {
  setToasts((all) => all.filter((toast) => toast.id !== id));
}

export function toast(words: ToastOptions): number {
  lastId += 1;
  const next: Toast = {
    id: lastId,
    text: words.text,
    tone: words.tone ?? "note",
    action: words.action ?? null,
    ms: words.ms ?? TOAST_MS,
  };
  setToasts((all) => [...all.slice(1 - MAX_TOASTS), next]);
  return lastId;
}

/** Say it, and how to take it back. */
export function toastUndo(text: string, undo: () => void, ms?: number): number {
  return toast({ text, action: { label: "Undo", run: undo }, ms });
}

/** Do what a toast offers, and take it away. */
export function runToastAction(id: number): void {
  const found = toasts.find((each) => each.id === id);
  dismiss(id);
  found?.action?.run();
}

/** The call's answer, or undefined with a toast that says why not. */
export async function toastOnError<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    toast({ tone: "bad", text: errorText(error) });
    return undefined;
  }
}

/** What to tell a person about a failure. */
export function errorText(error: unknown): string {
  if (error instanceof TypeError) return "The server cannot be reached. Is it running?";
  return error instanceof Error ? error.message : "Something went wrong.";
}
