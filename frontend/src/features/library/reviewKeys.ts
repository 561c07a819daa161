/** Keys of the review page. No I/O. */

export type ReviewCommand =
  | { do: "file"; by: 1 | -1 }
  | { do: "choose"; index: number }
  | { do: "accept" }
  | { do: "skip" }
  | { do: "leaveOut" }
  | { do: "search" }
  | { do: "homeVideo" }
  | { do: "folder" }
  | { do: "undo" };

const COMMANDS: Readonly<Record<string, ReviewCommand>> = {
  ArrowDown: { do: "file", by: 1 },
  ArrowUp: { do: "file", by: -1 },
  Enter: { do: "accept" },
  s: { do: "skip" },
  x: { do: "leaveOut" },
  "/": { do: "search" },
  h: { do: "homeVideo" },
  f: { do: "folder" },
  z: { do: "undo" },
};

export function reviewCommand(key: string): ReviewCommand | null {
  if (/^[1-9]$/.test(key)) return { do: "choose", index: Number(key) - 1 };
  return COMMANDS[key] ?? null;
}
