import { StarRating } from "../../ui/StarRating";

interface EpisodeRatingProps {
  episodeNumber: number;
  rating: number | null;
  seen: boolean;
  onRate: (rating: number | null) => void;
}

/** The user's stars of an episode: always once rated, else on the row in use, or seen on a phone. */
export function EpisodeRating(props: EpisodeRatingProps) {
  const isRated = () => props.rating !== null;
  return (
    <div
      class="mt-1.5"
      classList={{
        "opacity-0 transition-opacity group-focus-within/episode:opacity-100 group-hover/episode:opacity-100":
          !isRated(),
        "pointer-coarse:opacity-100": props.seen,
        "pointer-coarse:hidden": !props.seen && !isRated(),
      }}
    >
      <StarRating
        label={`Your rating of episode ${props.episodeNumber}`}
        value={props.rating}
        onChange={(rating) => props.onRate(rating)}
        size="small"
      />
    </div>
  );
}
