import type {
  Episode,
  FreeSource,
  MediaDetail,
  ProviderTitle,
  Season,
  LibraryItem,
} from "../src/api/types";
import { makeMedia } from "./media";

/** Shapes with a boring value for everything a test does not spell out. */
export function aTitle(changes: Partial<MediaDetail> = {}): MediaDetail {
  return {
    ...makeMedia({ id: 1, title: "Metropolis" }),
    originalTitle: null,
    tagline: "",
    taglineLanguage: null,
    releaseDate: null,
    certificate: null,
    status: "",
    language: null,
    countries: [],
    platforms: [],
    license: null,
    directors: [],
    cast: [],
    externalIds: { imdb: null, tmdb: null, tvdb: null, igdb: null, mal: null },
    seasons: [],
    libraryItems: [],
    extras: [],
    similar: [],
    positionSeconds: 0,
    durationSeconds: 0,
    playable: null,
    download: null,
    ratings: [],
    credits: { cast: [], crew: [] },
    videos: [],
    offers: [],
    links: { base: [], dlc: [], expansions: [], franchise: [], recommended: [] },
    releases: [],
    freeSources: [],
    endYear: null,
    isFinished: false,
    alternateTitles: [],
    keywords: [],
    metadata: { provider: null, checkedAt: null, refreshing: false, unavailable: null },
    ...changes,
  };
}

export function aFreeSource(changes: Partial<FreeSource> = {}): FreeSource {
  return {
    id: 1,
    kind: "archive_item",
    publisher: "Internet Archive",
    pageUrl: "https://archive.org/details/Metropolis",
    licence: "Public domain",
    licenceUrl: "https://creativecommons.org/publicdomain/mark/1.0/",
    episodeId: null,
    episodeLabel: null,
    sizeBytes: 680_000_000,
    isSizeEstimated: true,
    seconds: 170,
    ...changes,
  };
}

export function anEpisode(changes: Partial<Episode> = {}): Episode {
  return {
    id: 1,
    episodeNumber: 1,
    seasonNumber: 1,
    absoluteNumber: null,
    title: "Earthfall",
    overview: "",
    airDate: null,
    runtimeMinutes: null,
    stillUrl: null,
    stillPlaceholder: null,
    rating: null,
    votes: null,
    watched: false,
    progressPercent: null,
    positionSeconds: 0,
    libraryItemId: null,
    ...changes,
  };
}

export function aSeason(changes: Partial<Season> = {}): Season {
  return {
    id: 1,
    seasonNumber: 1,
    name: "",
    overview: "",
    posterUrl: null,
    airDate: null,
    isFinished: false,
    episodeCount: changes.episodes?.length ?? 0,
    episodes: [],
    ...changes,
  };
}

export function aFile(changes: Partial<LibraryItem> = {}): LibraryItem {
  return {
    id: "l1",
    mediaId: 1,
    episodeId: null,
    episodeLabel: null,
    episodes: [],
    extraKind: "",
    partNumber: null,
    parts: 0,
    partsSeconds: 0,
    partsBytes: 0,
    missingParts: [],
    editions: [],
    media: null,
    content: "video",
    platform: null,
    fileName: "metropolis.mp4",
    fileSizeBytes: 1_000_000,
    containerFormat: "mp4",
    videoCodec: "h264",
    audioCodec: "aac",
    durationSeconds: 120,
    resolutionLabel: "1080p",
    hdr: "",
    width: 1920,
    height: 1080,
    matchState: "matched",
    matchConfidence: 1,
    probeError: "",
    storedInObjectStore: false,
    isOnlyInStore: false,
    streams: [],
    sourceJobId: null,
    positionSeconds: 0,
    isSample: false,
    isHomeVideo: false,
    missingSince: null,
    absence: null,
    discoveredAt: "2026-03-20T19:00:00Z",
    scannedAt: null,
    updatedAt: "2026-03-20T19:00:00Z",
    ...changes,
  };
}

/** A title that a provider has found. */
export const FOUND_OUTSIDE: ProviderTitle = {
  source: "tmdb",
  externalId: "27",
  mediaType: "movie",
  title: "The Paper Harbour",
  originalTitle: null,
  year: 2010,
  overview: "",
  posterUrl: null,
  votes: 9,
  otherNames: [],
  countries: [],
  platforms: [],
};
