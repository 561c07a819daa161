"""The known providers, and which of them are configured."""

from chalicelib.platform.settings import Settings

TMDB = "tmdb"
IGDB = "igdb"
OMDB = "omdb"
TVDB = "tvdb"
TVMAZE = "tvmaze"
JIKAN = "jikan"
OPENSUBTITLES = "opensubtitles"


def configured(settings: Settings) -> dict[str, bool]:
    """Every provider by name, and whether it is configured."""
    return {
        TMDB: settings.tmdb_api_key is not None,
        IGDB: settings.igdb_client_id is not None and settings.igdb_client_secret is not None,
        OMDB: settings.omdb_api_key is not None,
        TVDB: settings.tvdb_api_key is not None,
        TVMAZE: settings.seen_tvmaze == "on",
        JIKAN: settings.seen_jikan == "on",
        OPENSUBTITLES: settings.opensubtitles_api_key is not None,
    }
