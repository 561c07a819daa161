/** Texts about the sources of metadata. No I/O. */
import type {
  Coverage,
  EnrichmentSource,
  MatchedTitle,
  UndescribedTitle,
} from "../../../api/types";
import { formatLarge } from "../../../lib/format";
import { formatDay, formatMoment } from "../../../lib/formatDates";
import { needsNoKey, providerName } from "../metadataText";

type State = EnrichmentSource["state"];

const STATES: Record<State, string> = {
  off: "No key yet, so it is asked for nothing",
  paused: "Paused",
  resting: "Resting",
  error: "The last request failed",
  working: "Working",
  idle: "Idle",
};

/** What a source does now, with its rate, or when it goes on. */
export function sourceText(source: EnrichmentSource, now: Date): string {
  if (source.state === "off" && needsNoKey(source.provider)) return "Switched off";
  if (source.state === "resting" && source.restingUntil) {
    const rest = `Resting until ${formatMoment(new Date(source.restingUntil), now)}`;
    return source.isDailyLimitUsed ? `${rest}: today’s share of requests is used` : rest;
  }
  if (source.state === "paused" && source.pausedAt)
    return `Paused since ${formatMoment(new Date(source.pausedAt), now)}`;
  if (source.state === "working" && source.perHour > 0)
    return `Working, ${formatLarge(source.perHour)} titles in the last hour`;
  return STATES[source.state];
}

/** Whether Resume goes on with it: it is paused, or rests after failures. */
export const canResume = (source: EnrichmentSource): boolean =>
  source.state === "paused" || (source.state === "resting" && !source.isDailyLimitUsed);

/** `TMDB 19 · matched today`. */
export function matchText(title: MatchedTitle, now: Date): string {
  const number =
    title.externalId === null ? "" : `${providerName(title.source)} ${title.externalId}`;
  return [number, `matched ${formatDay(new Date(title.matchedAt), now)}`]
    .filter(Boolean)
    .join(" · ");
}

const KINDS = { movie: "Movies", show: "Shows", game: "Games" } as const;

export const kindText = (coverage: Coverage): string => KINDS[coverage.kind];

/** The described part of a kind in percent; 99 until the last title is described. */
export function shareOf(coverage: Coverage): number {
  if (coverage.total === 0) return 0;
  return Math.floor((coverage.matched / coverage.total) * 100);
}

/** Titles of a source that asking again might describe. */
export const unansweredOf = (source: EnrichmentSource): number =>
  source.coverage.reduce((sum, { notFound, failed }) => sum + notFound + failed, 0);

/** `12 of 40 described, 3 unknown`. */
export function coverageText(coverage: Coverage): string {
  const { matched, total, notFound, failed } = coverage;
  if (total === 0) return "None yet";
  const parts = [`${formatLarge(matched)} of ${formatLarge(total)}`];
  if (notFound > 0) parts.push(`${formatLarge(notFound)} not found`);
  if (failed > 0) parts.push(`${formatLarge(failed)} failed`);
  return parts.join(" · ");
}

const OUTCOMES = { not_found: "Not found", failed: "Failed" } as const;

/** `Failed, asked again at 13:00`. */
export function outcomeText(title: UndescribedTitle, now: Date): string {
  const outcome = OUTCOMES[title.outcome];
  if (title.nextAttemptAt === null) return outcome;
  return `${outcome}, asked again ${formatMoment(new Date(title.nextAttemptAt), now)}`;
}
