import { Artwork } from "./Artwork";

interface PosterImageProps {
  media: {
    title: string;
    year: number | null;
    genres: readonly string[];
    posterUrl: string | null;
    posterPlaceholder?: string | null;
  };
  /** See `Artwork`; empty by default, because the title mostly stands beside the poster. */
  alt?: string;
  sizes?: string;
  eager?: boolean;
}

/** The poster of a title, in the box around it. */
export function PosterImage(props: PosterImageProps) {
  return (
    <Artwork
      title={props.media.title}
      year={props.media.year}
      genres={props.media.genres}
      src={props.media.posterUrl}
      placeholder={props.media.posterPlaceholder}
      kind="poster"
      alt={props.alt ?? ""}
      sizes={props.sizes}
      eager={props.eager}
    />
  );
}
