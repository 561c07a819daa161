"""Patterns to start from, as the programs that read the folders document them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NamingPreset:
    """A pattern each for films, episodes and episodes of anime."""

    id: str
    name: str
    film: str
    episode: str
    anime: str


#: https://support.plex.tv/articles/naming-and-organizing-your-movie-media-files/
PLEX = NamingPreset(
    "plex",
    "Plex",
    film="{Title} ({Year}) {tmdb-id}/{Title} ({Year}) {edition-tag} - {Resolution} {HDR}",
    episode=(
        "{Title} ({Year})/Season {Season:00}/"
        "{Title} ({Year}) - S{Season:00}E{Episode:00} - {EpisodeTitle}"
    ),
    anime=(
        "{Title} ({Year})/Season {Season:00}/"
        "{Title} ({Year}) - S{Season:00}E{Episode:00} - {Absolute:000} - {EpisodeTitle}"
    ),
)
#: https://jellyfin.org/docs/general/server/media/movies/
JELLYFIN = NamingPreset(
    "jellyfin",
    "Jellyfin",
    film="{Title} ({Year}) {tmdbid}/{Title} ({Year}) {tmdbid} - {Resolution} {Edition}",
    episode=(
        "{Title} ({Year})/Season {Season:00}/{Title} S{Season:00}E{Episode:00} {EpisodeTitle}"
    ),
    anime=(
        "{Title} ({Year})/Season {Season:00}/"
        "{Title} S{Season:00}E{Episode:00} {Absolute:000} {EpisodeTitle}"
    ),
)
#: The name of the release stays, in folders by title.
ORIGINAL = NamingPreset(
    "original",
    "Keep the original name",
    film="{Title} ({Year})/{OriginalName}",
    episode="{Title} ({Year})/Season {Season:00}/{OriginalName}",
    anime="{Title} ({Year})/Season {Season:00}/{OriginalName}",
)
PRESETS = (PLEX, JELLYFIN, ORIGINAL)
