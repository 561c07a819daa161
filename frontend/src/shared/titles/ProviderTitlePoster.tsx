import type { ProviderTitle } from "../../api/types";
import { Artwork } from "../../ui/poster/Artwork";

/** The poster of a title that a provider has found; `widthPx` is the width it is shown in. */
export function ProviderTitlePoster(props: { title: ProviderTitle; widthPx: number }) {
  return (
    <Artwork
      title={props.title.title}
      year={props.title.year}
      genres={[]}
      src={props.title.posterUrl}
      kind="poster"
      alt=""
      sizes={`${props.widthPx}px`}
      eager
    />
  );
}
