/** The shapes on the wire. Everything else imports them from here. */

export type MediaType = "movie" | "show" | "game";

export interface User {
  id: string;
  email: string;
  displayName: string;
  role: "user" | "admin";
}

export interface Session {
  accessToken: string;
  /** Seconds. */
  expiresIn: number;
  user: User;
}

export interface Setup {
  hasAccounts: boolean;
  registration: "open" | "closed" | "first";
  canRegister: boolean;
}

export interface MediaCard {
  id: number;
  mediaType: MediaType;
  title: string;
  year: number | null;
  overview: string;
  runtimeMinutes: number | null;
  genres: string[];
  posterUrl: string | null;
  backdropUrl: string | null;
  logoUrl: string | null;
  /** Out of 10. */
  rating: number | null;
  inLibrary: boolean;
  progressPercent: number | null;
  watched: boolean;
  watchLater: boolean;
}

export interface MediaPage {
  items: MediaCard[];
  page: number;
  pageSize: number;
  total: number;
}

export interface Section {
  slug: string;
  title: string;
  items: MediaCard[];
}

export interface Discover {
  sections: Section[];
}

export interface Genre {
  slug: string;
  name: string;
  count: number;
}

export interface Episode {
  id: number;
  episodeNumber: number;
  seasonNumber: number;
  title: string;
  overview: string;
  airDate: string | null;
  runtimeMinutes: number | null;
  stillUrl: string | null;
  watched: boolean;
  progressPercent: number | null;
  positionSeconds: number;
  libraryItemId: string | null;
}

export interface Season {
  id: number;
  seasonNumber: number;
  name: string;
  episodes: Episode[];
}

export interface Playable {
  libraryItemId: string;
  episodeId: number | null;
  label: string | null;
}

export interface MediaDetail extends MediaCard {
  originalTitle: string | null;
  tagline: string | null;
  releaseDate: string | null;
  certificate: string | null;
  status: string | null;
  language: string | null;
  countries: string[];
  platforms: string[];
  license: string | null;
  directors: string[];
  cast: string[];
  externalIds: { imdb?: string; tmdb?: string; tvdb?: string; igdb?: string };
  seasons: Season[];
  libraryItems: LibraryItem[];
  similar: MediaCard[];
  positionSeconds: number;
  durationSeconds: number | null;
  playable: Playable | null;
}

export type DownloadStatus =
  | "queued"
  | "preparing"
  | "downloading"
  | "stalled"
  | "retrying"
  | "completed"
  | "failed"
  | "cancelled";

export type SourceType = "magnet" | "torrent" | "direct" | "http";

export interface DownloadJob {
  id: string;
  sourceType: SourceType;
  source: string;
  title: string;
  status: DownloadStatus;
  detail: string | null;
  reason: string | null;
  queuePosition: number | null;
  progressPercent: number;
  bytesTotal: number | null;
  bytesDownloaded: number;
  downloadSpeedMbps: number | null;
  etaSeconds: number | null;
  engineJobId: string | null;
  errorMessage: string | null;
  retryCount: number;
  nextRetryAt: string | null;
  mediaId: number | null;
  mediaTitle: string | null;
  posterUrl: string | null;
  libraryItemId: string | null;
  createdAt: string;
  updatedAt: string;
  startedAt: string | null;
  completedAt: string | null;
  cancelledAt: string | null;
}

export interface DownloadRequest {
  sourceType: SourceType;
  source: string;
  title?: string;
  mediaId?: number;
}

export interface DownloadEvent {
  id: number;
  jobId: string;
  status: string;
  message: string;
  progressPercent: number | null;
  payload: Record<string, unknown> | null;
  createdAt: string;
}

export type MatchState = "matched" | "unmatched" | "ignored";

export interface LibraryStream {
  id: string;
  streamIndex: number;
  streamType: string;
  codec: string | null;
  language: string | null;
  title: string | null;
  channels: number | null;
  bitrateKbps: number | null;
  isDefault: boolean;
}

export interface LibraryItem {
  id: string;
  mediaId: number | null;
  episodeId: number | null;
  episodeLabel: string | null;
  media: MediaCard | null;
  fileName: string;
  fileSizeBytes: number;
  containerFormat: string | null;
  videoCodec: string | null;
  audioCodec: string | null;
  durationSeconds: number | null;
  resolutionLabel: string | null;
  width: number | null;
  height: number | null;
  matchState: MatchState;
  matchConfidence: number | null;
  probeError: string | null;
  storedInObjectStore: boolean;
  streams: LibraryStream[];
  sourceJobId: string | null;
  positionSeconds: number;
  discoveredAt: string;
  scannedAt: string | null;
  updatedAt: string;
}

export interface Guess {
  title: string | null;
  year: number | null;
  season: number | null;
  episode: number | null;
  type: string | null;
}

export interface Candidate {
  media: MediaCard;
  confidence: number;
  why: string;
}

export interface UnmatchedItem extends LibraryItem {
  guess: Guess;
  candidates: Candidate[];
}

export interface Scan {
  id: string;
  status: "queued" | "running" | "completed" | "failed";
  filesFound: number;
  filesAdded: number;
  filesUpdated: number;
  message: string | null;
  createdAt: string;
  finishedAt: string | null;
}

export interface PlayTicket {
  url: string;
  kind: "direct";
  mimeType: string;
  expiresAt: string;
  positionSeconds: number;
  durationSeconds: number | null;
  /** Addresses of WebVTT files. */
  subtitles: string[];
  mediaId: number | null;
  episodeId: number | null;
  title: string;
  subtitle: string | null;
  nextLibraryItemId: string | null;
}

export interface Progress {
  positionSeconds: number;
  durationSeconds: number;
  progressPercent: number;
  watched: boolean;
}

export interface ContinueItem {
  media: MediaCard;
  episodeId: number | null;
  episodeLabel: string | null;
  episodeTitle: string | null;
  stillUrl: string | null;
  positionSeconds: number;
  durationSeconds: number;
  progressPercent: number;
  secondsLeft: number;
  libraryItemId: string | null;
  updatedAt: string;
}

export interface Hero {
  media: MediaCard;
  reason: string;
  libraryItemId: string | null;
  tagline: string | null;
}

export interface Counts {
  watchLater: number;
  library: number;
  activeDownloads: number;
  unmatched: number;
}

export interface Dashboard {
  hero: Hero | null;
  continueWatching: ContinueItem[];
  watchLater: MediaCard[];
  activeDownloads: DownloadJob[];
  recentlyAdded: LibraryItem[];
  recentlyWatched: MediaCard[];
  rails: Section[];
  counts: Counts;
}
