import type { Preferences } from "../../api/types";
import { bottomPercent, lineStyle } from "../../shared/subtitles/subtitleAppearance";

const HEIGHT_PX = 180;

/** Two lines of text on a picture with bright and dark parts. */
export function SubtitlePreview(props: { look: Preferences }) {
  return (
    <div class="py-4">
      <div
        class="relative overflow-hidden rounded-control"
        style={{
          height: `${HEIGHT_PX}px`,
          background: "linear-gradient(100deg, #10151d, #46566b 45%, #d9c9a8 75%, #f4efe4)",
        }}
      >
        <p
          class="absolute inset-x-4 text-center"
          style={{ bottom: `${bottomPercent(props.look)}%` }}
        >
          <span
            style={{ ...lineStyle(props.look, HEIGHT_PX * 2), "box-decoration-break": "clone" }}
          >
            This is how subtitles look.
          </span>
        </p>
      </div>
    </div>
  );
}
