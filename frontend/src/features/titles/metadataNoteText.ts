/** Why a title has no newer metadata, for everyone who reads its page. No I/O. */
export function unavailableText(reason: string | null, provider: string): string | null {
  switch (reason) {
    case null:
      return null;
    case "not_there":
      return `${provider} does not know this title.`;
    case "queued":
      return "More facts and pictures follow: other titles are fetched first.";
    default:
      return `${provider} cannot be asked at the moment. More facts and pictures follow once it answers.`;
  }
}
