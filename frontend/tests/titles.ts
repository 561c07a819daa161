import type { Episode, LibraryItem, MediaCard, MediaDetail } from "../src/api/types";

/** A card with a boring value for everything a test does not spell out. */
export function aCard(changes: Partial<MediaCard> = {}): MediaCard {
  return {
    id: 1,
    mediaType: "movie",
    title: "Metropolis",
    year: 1927,
    overview: "",
    runtimeMinutes: 153,
    genres: [],
    posterUrl: null,
    backdropUrl: null,
    logoUrl: null,
    rating: null,
    inLibrary: false,
    progressPercent: null,
    watched: false,
    watchLater: false,
    ...changes,
  };
}

export function aTitle(changes: Partial<MediaDetail> = {}): MediaDetail {
  return {
    ...aCard(),
    originalTitle: null,
    tagline: null,
    releaseDate: null,
    certificate: null,
    status: null,
    language: null,
    countries: [],
    platforms: [],
    license: null,
    directors: [],
    cast: [],
    externalIds: {},
    seasons: [],
    libraryItems: [],
    similar: [],
    positionSeconds: 0,
    durationSeconds: null,
    playable: null,
    ...changes,
  };
}

export function anEpisode(changes: Partial<Episode> = {}): Episode {
  return {
    id: 1,
    episodeNumber: 1,
    seasonNumber: 1,
    title: "Earthfall",
    overview: "",
    airDate: null,
    runtimeMinutes: null,
    stillUrl: null,
    watched: false,
    progressPercent: null,
    positionSeconds: 0,
    libraryItemId: null,
    ...changes,
  };
}

export function aFile(changes: Partial<LibraryItem> = {}): LibraryItem {
  return {
    id: "l1",
    mediaId: 1,
    episodeId: null,
    episodeLabel: null,
    media: null,
    fileName: "metropolis.mp4",
    fileSizeBytes: 1_000_000,
    containerFormat: "mp4",
    videoCodec: "h264",
    audioCodec: "aac",
    durationSeconds: 120,
    resolutionLabel: "1080p",
    width: 1920,
    height: 1080,
    matchState: "matched",
    matchConfidence: 1,
    probeError: null,
    storedInObjectStore: false,
    streams: [],
    sourceJobId: null,
    positionSeconds: 0,
    discoveredAt: "2026-03-20T19:00:00Z",
    scannedAt: null,
    updatedAt: "2026-03-20T19:00:00Z",
    ...changes,
  };
}
