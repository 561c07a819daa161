/** `S1 E5`, `season 1`; empty for a film. */
export function partText(part: { seasonNumber: number | null; episodeNumber: number | null }) {
  if (part.seasonNumber === null) return "";
  return part.episodeNumber === null
    ? `season ${part.seasonNumber}`
    : `S${part.seasonNumber} E${part.episodeNumber}`;
}
