/** Toasts at the bottom of the window. Actions that remove or mark something offer Undo here. */
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
  /** How long a toast is shown. */
  ms: number;
}

interface ToastOptions {
  text: string;
  tone?: Toast["tone"];
  action?: ToastAction;
  ms?: number;
}

/** The id of the region of toasts. */
export const TOASTS = "toasts";
export const TOAST_MS = 6_000;
/** More toasts than this push out the oldest. */
const MAX_TOASTS = 3;

const [toasts, setToasts] = createStore<Toast[]>([]);
let lastId = 0;

export { toasts };

export function dismiss(id: number): void {
  setToasts((all) => all.filter((toast) => toast.id !== id));
}

export function toast(options: ToastOptions): number {
  lastId += 1;
  const next: Toast = {
    id: lastId,
    text: options.text,
    tone: options.tone ?? "note",
    action: options.action ?? null,
    ms: options.ms ?? TOAST_MS,
  };
  setToasts((all) => [...all.slice(1 - MAX_TOASTS), next]);
  return lastId;
}

/** Show a toast with an Undo button. */
export function toastUndo(text: string, undo: () => void, ms?: number): number {
  return toast({ text, action: { label: "Undo", run: undo }, ms });
}

/** Run a toast's action and dismiss the toast. */
export function runToastAction(id: number): void {
  const found = toasts.find((each) => each.id === id);
  dismiss(id);
  found?.action?.run();
}

/** The call's result, or undefined after a toast with the error message. */
export async function toastOnError<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    toast({ tone: "bad", text: errorText(error) });
    return undefined;
  }
}

/** The error message for the user. */
export function errorText(error: unknown): string {
  if (error instanceof TypeError) return "The server cannot be reached. Is it running?";
  return error instanceof Error ? error.message : "Something went wrong.";
}
