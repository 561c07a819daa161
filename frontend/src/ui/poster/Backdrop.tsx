import { Artwork } from "./Artwork";

interface BackdropProps {
  media: {
    title: string;
    year: number | null;
    genres: readonly string[];
    backdropUrl: string | null;
    backdropPlaceholder: string | null;
  };
  /** The `sizes` attribute; by default that of a page. */
  sizes?: string;
  eager?: boolean;
  first?: boolean;
}

/** The wide picture of a title, behind or beside its name. */
export function Backdrop(props: BackdropProps) {
  return (
    <Artwork
      title={props.media.title}
      year={props.media.year}
      genres={props.media.genres}
      src={props.media.backdropUrl}
      placeholder={props.media.backdropPlaceholder}
      kind="backdrop"
      sizes={props.sizes}
      alt=""
      eager={props.eager}
      first={props.first}
    />
  );
}
