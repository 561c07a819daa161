/** Paths of pages. */

type MediaType = "movie" | "show" | "game";

const FOLDERS: Record<MediaType, string> = { movie: "movies", show: "shows", game: "games" };

export function titlePath(media: { id: number; mediaType: MediaType }): string {
  return `/app/${FOLDERS[media.mediaType]}/${media.id}`;
}

export function personPath(id: number): string {
  return `/app/people/${id}`;
}

export function collectionPath(slug: string): string {
  return `/app/collections/${slug}`;
}

export function playPath(libraryItemId: string): string {
  return `/app/play/${libraryItemId}`;
}

/** Of this file, and not of the best version of its title. */
export function playFilePath(libraryItemId: string): string {
  return `${playPath(libraryItemId)}?file=exact`;
}

/** A download that is not complete. */
export function playDownloadPath(jobId: string): string {
  return `/app/play/download/${jobId}`;
}

export function searchPath(query: string): string {
  return `/app/search?q=${encodeURIComponent(query)}`;
}

/** "Science Fiction" → "science-fiction", the server's genre slug. */
export function genreSlug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
