/** Texts about metadata providers and imports. No I/O. */
import type { ImportRun, Provider } from "../../api/types";
import { formatDay, formatMoment } from "../../lib/formatDates";
import { formatLarge, formatLeft } from "../../lib/format";

const PROVIDERS: Partial<Record<string, string>> = {
  tmdb: "TMDB",
  igdb: "IGDB",
  omdb: "OMDb",
  tvdb: "TheTVDB",
  tvmaze: "TVmaze",
  jikan: "MyAnimeList",
  opensubtitles: "OpenSubtitles",
};

export function providerName(provider: string): string {
  return PROVIDERS[provider] ?? provider;
}

/** Such a source is only switched on. */
export const needsNoKey = (provider: string) => provider === "tvmaze" || provider === "jikan";

export type Health = "good" | "waiting" | "off";

export function healthOf(provider: Provider): Health {
  if (!provider.configured || provider.state === "off") return "off";
  return provider.state === "waiting" ? "waiting" : "good";
}

/** The state in one line. */
export function providerStatusText(provider: Provider, now: Date): string {
  switch (healthOf(provider)) {
    case "off":
      return needsNoKey(provider.provider) ? "Not in use" : "No key yet";
    case "waiting":
      return provider.disabledUntil
        ? `Paused until ${formatMoment(new Date(provider.disabledUntil), now)}`
        : "Paused for a while";
    case "good":
      if (provider.lastError) return "Asked again when it is needed";
      return provider.lastSuccessAt
        ? `Last response ${answeredAt(new Date(provider.lastSuccessAt), now)}`
        : "Ready";
  }
}

/** Why a request failed, by the code that the server stores with it. */
const FAILURES: Partial<Record<string, string>> = {
  provider_unreachable: "It cannot be reached from this server. Check the server's connection.",
  provider_timed_out: "It did not answer in time.",
  provider_server_failed: "It has a problem of its own.",
  provider_rate_limited: "Its limit of requests is reached.",
  provider_quota_used_up: "Its requests of the day are used up.",
  provider_key_refused: "It does not accept the key. Replace it under Sources and keys.",
  provider_bad_answer: "Its answer was not about the title, or in another form than before.",
  provider_garbled:
    "Something else answered: a wrong address, a proxy, or a sign-in page of the network.",
};

/** The last error of a source in words; null without one. */
export function failureText(lastError: string | null): string | null {
  const [code = ""] = (lastError ?? "").split(":");
  return FAILURES[code] ?? lastError;
}

function answeredAt(moment: Date, now: Date): string {
  const minutes = Math.round((now.getTime() - moment.getTime()) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  return formatDay(moment, now);
}

/** A progress sample of a running import. */
export interface Sample {
  step: string;
  rows: number;
  at: number;
}

export const sampleOf = (run: ImportRun): Sample => ({
  step: run.step,
  rows: run.rowsDone,
  at: Date.parse(run.updatedAt),
});

/** Rows per second since the previous sample; null without one. */
export function rateOf(run: ImportRun, before: Sample | null): number | null {
  const now = sampleOf(run);
  if (before === null || before.step !== now.step || now.at <= before.at) return null;
  const rate = (now.rows - before.rows) / ((now.at - before.at) / 1000);
  return rate > 0 ? rate : null;
}

/** Progress in percent, when the total is known. */
export function shareOf(run: ImportRun): number | null {
  if (!run.rowsTotal) return null;
  return Math.min(100, (run.rowsDone / run.rowsTotal) * 100);
}

/** `3.1 million of 11 million rows · 412 thousand a second · 20 s left`. */
export function importProgressText(run: ImportRun, rate: number | null): string {
  const total = run.rowsTotal ? ` of ${formatLarge(run.rowsTotal)}` : "";
  const left = run.rowsTotal && rate ? (run.rowsTotal - run.rowsDone) / rate : null;
  return [
    `${formatLarge(run.rowsDone)}${total} rows`,
    rate ? `${formatLarge(Math.round(rate))} a second` : "",
    left !== null && left > 0 ? formatLeft(left) : "",
  ]
    .filter((word) => word !== "")
    .join(" · ");
}

/** The result of the last import. */
export function importOutcomeText(run: ImportRun, now: Date): string {
  const when = formatDay(new Date(run.finishedAt ?? run.updatedAt), now);
  switch (run.state) {
    case "completed":
      return `Imported ${when}, ${formatLarge(run.rowsDone)} rows`;
    case "unchanged":
      return `Checked ${when}, nothing new`;
    case "refused":
      return `Refused ${when}: ${run.message || "the files were not what they should be"}`;
    case "failed":
      return `Failed ${when}: ${run.message || "no reason given"}`;
    case "running":
      return "Running";
  }
}
