import { createAsyncStore, query } from "@solidjs/router";
import { Suspense } from "solid-js";
import { listMedia } from "../../api/catalog";
import type { MediaCard, MediaType } from "../../api/types";
import { genreSlug } from "../../lib/pagePaths";
import { MediaRail } from "../../shared/titles/MediaRail";

const COUNT = 18;

const genreTitlesQuery = query(
  (type: MediaType, genre: string): Promise<MediaCard[]> =>
    listMedia(type, { genre, sort: "popular", page: 1, pageSize: COUNT }).then(
      (page) => page.items,
      () => [],
    ),
  "genre-titles",
);

/** Popular titles of the genre of a search's best result, below a short list of results. */
export function MoreOfGenre(props: { results: readonly MediaCard[] }) {
  const best = () => props.results[0];
  const genre = () => best()?.genres[0] ?? "";
  const titles = createAsyncStore(
    async () => {
      const type = best()?.mediaType;
      return type && genre() ? genreTitlesQuery(type, genreSlug(genre())) : [];
    },
    { initialValue: [] },
  );
  const others = () =>
    titles.latest.filter((media) => !props.results.some(({ id }) => id === media.id));
  return (
    <Suspense>
      <MediaRail
        title={`More in ${genre()}`}
        href={`/app/genre/${genreSlug(genre())}`}
        items={others()}
        class="mt-14"
      />
    </Suspense>
  );
}
