import type { Preferences } from "../../api/types";
import { bottomPercent, lineStyle } from "../../shared/subtitles/subtitleAppearance";
import type { Subtitles } from "./createSubtitles";
import { CueLayer } from "./CueLayer";

interface SubtitleLayersProps {
  subtitles: Subtitles;
  preferences: Preferences;
  /** The controls are visible: the lines stay between them. */
  isRaised: boolean;
}

/** Subtitles drawn with their styles, and plain lines. */
export function SubtitleLayers(props: SubtitleLayersProps) {
  return (
    <>
      <div
        ref={(element) => props.subtitles.setStyledLayer(element)}
        class="pointer-events-none absolute inset-0 z-1"
        data-styled-subtitles
      />
      <CueLayer
        cues={props.subtitles.cues()}
        secondCues={props.subtitles.secondCues()}
        isRaised={props.isRaised}
        lineStyle={(height) => lineStyle(props.preferences, height)}
        bottom={bottomPercent(props.preferences)}
      />
    </>
  );
}
