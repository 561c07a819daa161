"""Finds titles and episodes that a file may match."""

from collections.abc import Sequence
from datetime import date

from psycopg import Connection
from psycopg.rows import class_row, scalar_row

from chalicelib.catalog.models import MediaType
from chalicelib.catalog.service.similar_names import find_similar_names
from chalicelib.library.models.matching import CandidateTitle, EpisodeRef

VIDEO_KINDS = (MediaType.MOVIE, MediaType.SHOW)
MAX_SIMILAR = 12
MIN_SIMILARITY = 0.4  # trigram similarity
MAX_WEIGHT_GAP = 400  # in search weights: a fiftieth of the votes


class NameSearches:
    """
    The ids that were found for names, so that the files of a title search once.

    For one transaction: the catalogue grows.
    """

    def __init__(self) -> None:
        self._found: dict[tuple[object, ...], list[int]] = {}

    def find(
        self,
        conn: Connection,
        *,
        names: Sequence[str],
        year: int | None,
        kinds: tuple[MediaType, ...],
    ) -> list[int]:
        key = (tuple(names), year, kinds)
        if key not in self._found:
            self._found[key] = find_similar_names(conn, names=names, year=year, kinds=kinds)
        return self._found[key]


def find_similar(
    conn: Connection,
    *,
    names: Sequence[str],
    year: int | None = None,
    season: int | None = None,
    episode: int | None = None,
    kinds: tuple[MediaType, ...] = VIDEO_KINDS,
    searches: NameSearches | None = None,
) -> list[CandidateTitle]:
    """
    Titles of `kinds` with a name similar to one of `names`, by similarity, then by year.

    A title is also found by the part of its name before a subtitle. Of titles with the same name
    (and the same year, if `year` is set) only those about as popular as the most popular one are
    returned. `season` and `episode` are those of the file: `has_episode` says who has them.
    """
    ids = (searches or NameSearches()).find(conn, names=names, year=year, kinds=kinds)
    if not ids:
        return []
    with conn.cursor(row_factory=class_row(CandidateTitle)) as cur:
        cur.execute(
            """
            WITH wanted AS MATERIALIZED (
                SELECT DISTINCT search_name(given) AS name, fold(given) || ':' AS before_colon,
                       fold(given) || ',' AS before_comma
                FROM unnest(%(names)s::text[]) AS given
            ),
            compared AS MATERIALIZED (
                SELECT n.media_id AS id, max(n.weight) AS weight,
                       max(CASE
                           WHEN n.name = wanted.name THEN 1
                           WHEN n.squeezed = replace(wanted.name, ' ', '') THEN 0.98
                           WHEN starts_with(fold(m.title), wanted.before_colon)
                               OR starts_with(fold(m.title), wanted.before_comma) THEN 0.9
                           -- Trigrams skip non-ASCII letters if the server's locale does.
                           WHEN octet_length(n.name) > length(n.name)
                               THEN 0.9 * least(length(n.name), length(wanted.name))
                                   / greatest(length(n.name), length(wanted.name))
                           ELSE similarity(n.name, wanted.name)
                       END) AS likeness,
                       array_agg(DISTINCT n.name) AS names
                FROM search_names AS n
                JOIN media_items AS m ON m.id = n.media_id
                CROSS JOIN wanted
                WHERE n.media_id = ANY(%(ids)s) AND wanted.name <> ''
                GROUP BY n.media_id
            ),
            known AS (
                SELECT m.id, m.media_type, m.title, m.original_title, m.year, m.runtime_minutes,
                       m.countries, m.platforms, c.likeness, c.weight, c.names,
                       abs(m.year - %(year)s::integer) AS years_apart,
                       max(c.weight) OVER (
                           PARTITION BY c.likeness = 1, m.media_type,
                                        CASE WHEN %(year)s::integer IS NOT NULL THEN m.year END
                       ) AS best_known
                FROM compared AS c
                JOIN media_items AS m ON m.id = c.id
                WHERE c.likeness >= %(least)s
            )
            SELECT id, media_type, title, original_title, year, runtime_minutes, countries,
                   platforms,
                   ARRAY(
                       SELECT other.name
                       FROM unnest(names) AS other (name)
                       JOIN wanted ON similarity(other.name, wanted.name) >= %(least)s
                            OR other.name = wanted.name
                   ) AS names,
                   CASE
                       WHEN %(episode)s::integer IS NULL OR media_type <> 'show' THEN NULL
                       WHEN NOT EXISTS (
                           SELECT FROM show_episodes AS e WHERE e.media_id = known.id
                       ) THEN NULL
                       WHEN %(season)s::integer IS NOT NULL THEN EXISTS (
                           SELECT
                           FROM show_episodes AS e
                           WHERE e.media_id = known.id
                               AND (e.season_number, e.episode_number) = (%(season)s, %(episode)s)
                       )
                       ELSE EXISTS (
                           SELECT
                           FROM show_episodes AS e
                           WHERE e.media_id = known.id AND e.absolute_number = %(episode)s
                       ) OR (
                           SELECT count(*)
                           FROM show_episodes AS e
                           WHERE e.media_id = known.id AND e.season_number > 0
                       ) >= %(episode)s
                   END AS has_episode
            FROM known
            WHERE likeness < 1 OR weight >= best_known - %(unknown)s
            ORDER BY likeness DESC,
                     CASE WHEN years_apart = 0 THEN 0 WHEN years_apart = 1 THEN 1 ELSE 2 END,
                     weight DESC, id
            LIMIT %(limit)s
            """,
            {
                "ids": ids,
                "names": list(names),
                "year": year,
                "least": MIN_SIMILARITY,
                "unknown": MAX_WEIGHT_GAP,
                "limit": MAX_SIMILAR,
                "season": season,
                "episode": episode,
            },
        )
        return cur.fetchall()


def get_candidate(conn: Connection, *, media_id: int) -> CandidateTitle | None:
    with conn.cursor(row_factory=class_row(CandidateTitle)) as cur:
        cur.execute(
            """
            SELECT id, media_type, title, original_title, year, runtime_minutes
            FROM media_items
            WHERE id = %(media_id)s
            """,
            {"media_id": media_id},
        )
        return cur.fetchone()


def get_media_type(conn: Connection, *, media_id: int) -> MediaType | None:
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            "SELECT media_type FROM media_items WHERE id = %(media_id)s", {"media_id": media_id}
        )
        found = cur.fetchone()
        return MediaType(found) if found else None


def find_episode(
    conn: Connection,
    *,
    media_id: int,
    season: int | None,
    number: int | None,
    air_date: date | None = None,
) -> int | None:
    """
    The id of the episode with these numbers; None if there is none or more than one.

    Without a season the number is absolute, or counts within the only season. Where no episode
    has an absolute number, it is counted from the running order.
    """
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT id
            FROM show_episodes
            WHERE media_id = %(media_id)s
                AND CASE
                    WHEN %(number)s::int IS NULL THEN air_date = %(air_date)s::date
                    WHEN %(season)s::int IS NOT NULL THEN
                        season_number = %(season)s AND episode_number = %(number)s
                    ELSE
                        absolute_number = %(number)s
                        OR episode_number = %(number)s AND NOT EXISTS (
                            SELECT FROM show_seasons
                            WHERE media_id = %(media_id)s AND season_number > 1
                        ) AND season_number = 1
                        OR id = (
                            SELECT counted.id
                            FROM (
                                SELECT one.id, one.absolute_number,
                                    row_number() OVER (
                                        ORDER BY one.season_number, one.episode_number
                                    ) AS place,
                                    bool_or(one.absolute_number IS NOT NULL) OVER () AS is_known
                                FROM show_episodes AS one
                                WHERE one.media_id = %(media_id)s AND one.season_number > 0
                            ) AS counted
                            WHERE counted.place = %(number)s AND NOT counted.is_known
                        )
                END
            LIMIT 2
            """,
            {"media_id": media_id, "season": season, "number": number, "air_date": air_date},
        )
        found = cur.fetchall()
        return found[0] if len(found) == 1 else None


def find_episodes(
    conn: Connection,
    *,
    media_id: int,
    season: int | None,
    numbers: Sequence[int],
    air_date: date | None = None,
) -> list[int]:
    """The episodes with these numbers, in order; none unless the first one is known."""
    wanted: Sequence[int | None] = numbers or [None]
    found = [
        find_episode(conn, media_id=media_id, season=season, number=number, air_date=air_date)
        for number in wanted
    ]
    if found[0] is None:
        return []
    return list(dict.fromkeys(one for one in found if one is not None))


def get_episode(conn: Connection, *, id: int) -> EpisodeRef | None:
    with conn.cursor(row_factory=class_row(EpisodeRef)) as cur:
        cur.execute(
            """
            SELECT id, season_number, episode_number, title
            FROM show_episodes
            WHERE id = %(id)s
            """,
            {"id": id},
        )
        return cur.fetchone()


def list_episodes(conn: Connection, *, media_id: int) -> list[EpisodeRef]:
    """The episodes of a show, specials last."""
    with conn.cursor(row_factory=class_row(EpisodeRef)) as cur:
        cur.execute(
            """
            SELECT id, season_number, episode_number, title
            FROM show_episodes
            WHERE media_id = %(media_id)s
            ORDER BY season_number = 0, season_number, episode_number
            """,
            {"media_id": media_id},
        )
        return cur.fetchall()


def find_by_external_id(
    conn: Connection, *, source: str, external_id: str, kind: MediaType | None = None
) -> CandidateTitle | None:
    """The movie or show (or `kind`) with this id; None if there is none or more than one."""
    with conn.cursor(row_factory=class_row(CandidateTitle)) as cur:
        cur.execute(
            """
            SELECT media.id, media.media_type, media.title, media.original_title, media.year,
                media.runtime_minutes
            FROM media_external_ids AS external
            JOIN media_items AS media ON media.id = external.media_id
            WHERE external.source = %(source)s AND external.external_id = %(external_id)s
                AND external.media_type IN ('movie', 'show')
                AND (%(kind)s::text IS NULL OR external.media_type = %(kind)s)
            LIMIT 2
            """,
            {"source": source, "external_id": external_id, "kind": kind},
        )
        found = cur.fetchall()
        return found[0] if len(found) == 1 else None
