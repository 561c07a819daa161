import { Show } from "solid-js";
import { Button } from "../../ui/Button";
import { SegmentedControl } from "../../ui/RadioGroup";
import type { StyledState, StyledSubtitles } from "./styledSubtitles";

const NOTES: Record<StyledState, string> = {
  off: "Lines in your own size and color.",
  loading: "Loading the fonts and colors of the file …",
  drawn: "Fonts, colors and places as in the file.",
  failed: "This browser could not draw the styles, so you see plain lines.",
  unreachable: "The styles did not load, so you see plain lines.",
};

/** Plain lines, or fonts, colors and places as the author of the subtitles chose them. */
export function StyledSubtitleChoice(props: { styled: StyledSubtitles }) {
  return (
    <div class="mt-1.5 flex items-center justify-between gap-3 border-t border-art-fill px-3 pt-3 text-14">
      <div class="min-w-0">
        <b class="block font-strong">Style</b>
        <span role="status" class="text-12 text-on-art-muted">
          {NOTES[props.styled.state()]}
        </span>
        <Show when={props.styled.state() === "unreachable"}>
          <Button size="small" class="mt-2" onClick={() => props.styled.retry()}>
            Try again
          </Button>
        </Show>
      </div>
      <SegmentedControl
        label="Style"
        value={props.styled.drawing()}
        options={[
          { value: "plain", label: "Plain" },
          { value: "styled", label: "Styled" },
        ]}
        onChange={props.styled.draw}
      />
    </div>
  );
}
