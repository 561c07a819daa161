import { ConvertedCopyButton } from "../../shared/convertedCopies/ConvertedCopyButton";
import { SubtitleButton } from "../../shared/subtitles/SubtitleButton";

/** What a film's file offers besides playing: its subtitles and its converted copies. */
export default function FileTools(props: { itemId: string }) {
  return (
    <div class="flex flex-wrap gap-x-6">
      <SubtitleButton itemId={props.itemId} />
      <ConvertedCopyButton itemId={props.itemId} />
    </div>
  );
}
