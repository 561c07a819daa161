/** Maps keys to player commands. The player runs the commands. */

export type Command =
  | { do: "toggle" }
  | { do: "seek"; by: number }
  | { do: "jump"; share: number }
  | { do: "volume"; by: number }
  | { do: "speed"; steps: 1 | -1 }
  | { do: "mute" }
  | { do: "subtitles" }
  | { do: "moveSubtitles"; steps: 1 | -1 }
  | { do: "statistics" }
  | { do: "fullScreen" }
  | { do: "theater" }
  | { do: "next" }
  | { do: "skip" }
  | { do: "help" }
  | { do: "dismiss" };

/** Seconds per seek key. */
export const SEEK_LONG_S = 10;
const SEEK_SHORT_S = 5;
/** Volume change per key, as a share of full volume. */
const VOLUME_STEP = 0.05;

const COMMANDS: Readonly<Record<string, Command>> = {
  " ": { do: "toggle" },
  k: { do: "toggle" },
  j: { do: "seek", by: -SEEK_LONG_S },
  l: { do: "seek", by: SEEK_LONG_S },
  arrowleft: { do: "seek", by: -SEEK_SHORT_S },
  arrowright: { do: "seek", by: SEEK_SHORT_S },
  arrowup: { do: "volume", by: VOLUME_STEP },
  arrowdown: { do: "volume", by: -VOLUME_STEP },
  home: { do: "jump", share: 0 },
  f: { do: "fullScreen" },
  t: { do: "theater" },
  m: { do: "mute" },
  c: { do: "subtitles" },
  g: { do: "moveSubtitles", steps: -1 },
  h: { do: "moveSubtitles", steps: 1 },
  i: { do: "statistics" },
  n: { do: "next" },
  s: { do: "skip" },
  "<": { do: "speed", steps: -1 },
  ">": { do: "speed", steps: 1 },
  "?": { do: "help" },
  escape: { do: "dismiss" },
};

type Keys = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">;

/** The command of a key, or null when the player does not handle the key. */
export function commandFor(event: Keys): Command | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  if (/^[0-9]$/.test(event.key)) return { do: "jump", share: Number(event.key) / 10 };
  return COMMANDS[event.key.toLowerCase()] ?? null;
}

/** A focused control keeps its own keys: Space presses a button, a text field takes all keys. */
export function keyBelongsTo(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const over = target.closest("[role=menu], [role=dialog]");
  // It has the focus until it has faded.
  if (over?.matches("[data-state=closed]")) return false;
  if (over || target.closest("input, textarea, select, [contenteditable]")) return true;
  return (key === " " || key === "Enter") && target.closest("button, a") !== null;
}

export interface KeyEntry {
  keys: readonly string[];
  does: string;
  /** It is about what a file of the library has. */
  isOfLibrary?: boolean;
}

/** The shortcuts in the order of the help card. */
export const KEY_LIST: readonly KeyEntry[] = [
  { keys: ["Space", "K"], does: "Play or pause" },
  { keys: ["J", "L"], does: "Back or forward 10 seconds" },
  { keys: ["←", "→"], does: "Back or forward 5 seconds" },
  { keys: ["0", "9"], does: "Jump to 0 % … 90 %" },
  { keys: ["↑", "↓"], does: "Volume up or down" },
  { keys: ["M"], does: "Mute or unmute" },
  { keys: ["C"], does: "Subtitles", isOfLibrary: true },
  { keys: ["G", "H"], does: "Subtitles earlier or later", isOfLibrary: true },
  { keys: ["<", ">"], does: "Playback speed" },
  { keys: ["N"], does: "Next episode", isOfLibrary: true },
  { keys: ["S"], does: "Skip intro, recap or credits", isOfLibrary: true },
  { keys: ["T"], does: "Theater", isOfLibrary: true },
  { keys: ["F"], does: "Full screen" },
  { keys: ["I"], does: "Statistics", isOfLibrary: true },
  { keys: ["Esc"], does: "Leave the player" },
  { keys: ["?"], does: "Keyboard shortcuts" },
];

/** Those of a film that is still downloading. */
export const ARRIVING_KEYS = KEY_LIST.filter((entry) => !entry.isOfLibrary);
