/** How subtitles look: the same in the player and in the preview of the settings. */
import type { JSX } from "solid-js";
import type { Preferences } from "../../api/types";

type Look = Pick<
  Preferences,
  "subtitleSize" | "subtitleColor" | "subtitleBackground" | "subtitlePosition"
>;

/** Readable on any picture; not the colors of a theme. */
const COLORS: Record<Preferences["subtitleColor"], string> = {
  white: "#ffffff",
  yellow: "#ffe45c",
  cyan: "#7de8ff",
  green: "#8dff9b",
};
const OUTLINE =
  "0 0 .08em #000, .05em .05em .06em #000, -.05em .05em .06em #000, .05em -.05em .06em #000, -.05em -.05em .06em #000";
const SHADE = "0 .06em .3em rgb(0 0 0 / .95), 0 0 .6em rgb(0 0 0 / .7)";
/** Of the height of the picture, at 100 percent. */
const FONT_HEIGHT = 0.052;

/** The style of a line of text on a picture of `height` CSS pixels. */
export function lineStyle(look: Look, height: number): JSX.CSSProperties {
  const background = look.subtitleBackground;
  return {
    "font-size": `${Math.max((height * FONT_HEIGHT * look.subtitleSize) / 100, 11)}px`,
    "line-height": "1.3",
    "font-weight": "600",
    color: COLORS[look.subtitleColor],
    "text-shadow": background === "outline" ? OUTLINE : background === "shade" ? SHADE : "none",
    "background-color": background === "box" ? "rgb(0 0 0 / .78)" : "transparent",
    padding: background === "box" ? ".08em .45em" : "0",
  };
}

/** Where the lowest line ends, in percent of the picture's height above its lower edge. */
export function bottomPercent(look: Look): number {
  return 5 + look.subtitlePosition;
}
