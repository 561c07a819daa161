import { CopyButton } from "../../shared/copies/CopyButton";
import { SubtitleButton } from "../../shared/subtitles/SubtitleButton";

/** What a film's file offers besides playing: its subtitles and its converted copies. */
export default function FileTools(props: { itemId: string }) {
  return (
    <div class="flex flex-wrap gap-x-6">
      <SubtitleButton itemId={props.itemId} />
      <CopyButton itemId={props.itemId} />
    </div>
  );
}
