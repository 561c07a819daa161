import { Show } from "solid-js";
import { Artwork } from "./Artwork";
import { gradientOf } from "./generatedPictureUrl";

interface TitleThumbnailProps {
  title: string;
  /** Null when there is no artwork. */
  src: string | null;
}

/** A small picture beside a title's name; an initial without artwork. */
export function TitleThumbnail(props: TitleThumbnailProps) {
  const letter = () => /[\p{L}\p{N}]/u.exec(props.title)?.[0].toUpperCase() ?? "";
  return (
    <Show
      when={props.src}
      fallback={
        <span
          class="grid size-full place-items-center text-17 font-strong text-on-art select-none"
          style={{ background: gradientOf(props.title) }}
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
