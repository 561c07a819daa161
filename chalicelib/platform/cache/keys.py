"""Every cache key of the product, and the TTL of its values."""

from uuid import UUID

DISCOVER_TTL_S = 600
DASHBOARD_TTL_S = 120
CONTINUE_WATCHING_TTL_S = 120
STATS_TTL_S = 3600
RECOMMENDATIONS_TTL_S = 1800
CALENDAR_TTL_S = 6 * 3600
LIBRARY_COUNT_TTL_S = 60
FILE_PART_TTL_S = 30  # corrected end credits count by then; reports come every ten seconds
RULES_TTL_S = 120  # what changes in the catalogue shows by then

CATALOGUE = "catalogue"  # the scope of everything that is the same for all users
RELEASES = "releases"  # the scope of what comes out when
LANGUAGES = "languages"  # the scope of the languages that users have chosen for titles
LIBRARY = "library"  # the scope of what is counted in the library, which all users share


def discover_key(query_hash: str) -> str:
    return f"seen:v1:discover:{query_hash}"


def dashboard_key(user_id: UUID) -> str:
    return f"seen:v1:dashboard:{user_id}"


def continue_watching_key(user_id: UUID) -> str:
    return f"seen:v1:continue-watching:{user_id}"


def stats_key(user_id: UUID, year: int | None, time_zone: str) -> str:
    return f"seen:v1:stats:{user_id}:{year or 'ever'}:{time_zone}"


def rules_key(user_id: UUID, rules_hash: str) -> str:
    return f"seen:v1:rules:{user_id}:{rules_hash}"


def recommendations_key(user_id: UUID) -> str:
    return f"seen:v1:recommendations:{user_id}"


def calendar_key(user_id: UUID, month: str, filter_hash: str) -> str:
    """
    `month` is `2026-11`; the hash is empty where nothing is filtered for.

    The version is that of the stored rows: an earlier release of the program stored others.
    """
    key = f"seen:v4:calendar:{user_id}:{month}"
    return f"{key}:{filter_hash}" if filter_hash else key


def shared_calendar_key(month: str, filter_hash: str) -> str:
    """What comes out in a month for all users of a time zone and a country, which are hashed."""
    return f"seen:v4:calendar:shared:{month}:{filter_hash}"


def languages_key() -> str:
    return "seen:v1:languages"


def library_count_key(match_state: str | None, media_type: str | None) -> str:
    return f"seen:v1:library-count:{match_state or 'any'}:{media_type or 'any'}"


def library_titles_count_key(filter_hash: str) -> str:
    return f"seen:v1:library-titles-count:{filter_hash}"


def library_folder_spaces_key() -> str:
    return "seen:v1:library-folder-spaces"


def library_facets_key() -> str:
    return "seen:v1:library-facets"


def file_part_key(item_id: UUID, media_id: int, episode_id: int | None) -> str:
    return f"seen:v1:file-part:{item_id}:{media_id}:{episode_id or 'film'}"


def generation_key(scope: str) -> str:
    return f"seen:v1:generation:{scope}"


def title_scope(media_id: int) -> str:
    return f"title:{media_id}"
