import { createMemo, Show } from "solid-js";
import { Artwork } from "./Artwork";
import { groundOf, planSheet } from "./generatedPoster";

interface ThumbProps {
  title: string;
  /** Null when there is no artwork. */
  src: string | null;
}

/**
 * A title's picture where it is no larger than a stamp, beside its name. Without artwork it is the
 * colours of its sheet and a letter: the sheet itself is not to be read that small, and costs as
 * much to draw as a large one.
 */
export function Thumb(props: ThumbProps) {
  const subject = createMemo(() => ({ title: props.title, year: null, genres: [] }));
  const letter = () => /[\p{L}\p{N}]/u.exec(props.title)?.[0].toUpperCase() ?? "";
  return (
    <Show
      when={props.src}
      fallback={
        <span
          class="grid size-full place-items-center text-17 font-strong select-none"
          style={{ background: groundOf(subject()), color: planSheet(subject()).palette.ink }}
          aria-hidden="true"
        >
          {letter()}
        </span>
      }
    >
      {(src) => (
        <Artwork title={props.title} year={null} genres={[]} src={src()} kind="poster" alt="" />
      )}
    </Show>
  );
}
