/** "hidden-gems" → "Hidden gems", until the server's title is known. */
export function titleFromSlug(slug: string): string {
  const words = slug.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
