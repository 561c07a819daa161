"""Finds the titles of the catalogue whose names are like those that a file may have."""

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import Connection
from psycopg.rows import tuple_row
from psycopg.types.json import Jsonb

from chalicelib.catalog.models import MediaType
from chalicelib.catalog.service.similar_names import NamedTitle, find_similar_to_each
from chalicelib.library.models.matching import CandidateTitle

VIDEO_KINDS = (MediaType.MOVIE, MediaType.SHOW)
MAX_SIMILAR = 12
MIN_SIMILARITY = 0.4  # trigram similarity
MAX_WEIGHT_GAP = 400  # in search weights: a fiftieth of the votes


@dataclass(frozen=True, slots=True)
class TitleQuestion:
    """What a file may be called; `year` decides between titles of the same name."""

    names: tuple[str, ...]
    year: int | None = None
    kinds: tuple[MediaType, ...] = VIDEO_KINDS


def find_candidates(
    conn: Connection, questions: Sequence[TitleQuestion]
) -> list[list[CandidateTitle]]:
    """
    For each question the titles of its kinds with a similar name, by similarity, then by year.

    A title is also found by the part of its name before a subtitle. Of titles with the same name
    (and the same year, if the question has one) only those about as popular as the most popular
    one are returned.
    """
    named = [NamedTitle(one.names, one.year, one.kinds) for one in questions]
    asked = [
        {"place": place, "names": question.names, "year": question.year, "ids": ids}
        for place, (question, ids) in enumerate(
            zip(questions, find_similar_to_each(conn, named), strict=True)
        )
        if ids
    ]
    candidates: list[list[CandidateTitle]] = [[] for _ in questions]
    if not asked:
        return candidates
    with conn.cursor(row_factory=tuple_row) as cur:
        cur.execute(
            """
            WITH asked AS MATERIALIZED (
                SELECT *
                FROM jsonb_to_recordset(%(asked)s)
                    AS one (place integer, names text[], year integer, ids bigint[])
            ),
            wanted AS MATERIALIZED (
                SELECT DISTINCT place, search_name(given) AS name,
                       fold(given) || ':' AS before_colon, fold(given) || ',' AS before_comma
                FROM asked, unnest(names) AS given
            ),
            compared AS MATERIALIZED (
                SELECT asked.place, asked.year AS asked_year, n.media_id AS id,
                       max(n.weight) AS weight,
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
                FROM asked
                CROSS JOIN LATERAL unnest(asked.ids) AS found (id)
                JOIN search_names AS n ON n.media_id = found.id
                JOIN media_items AS m ON m.id = n.media_id
                JOIN wanted ON wanted.place = asked.place AND wanted.name <> ''
                GROUP BY asked.place, asked.year, n.media_id
            ),
            known AS (
                SELECT c.place, m.id, m.media_type, m.title, m.original_title, m.year,
                       m.runtime_minutes, m.countries, m.platforms, c.likeness, c.weight, c.names,
                       abs(m.year - c.asked_year) AS years_apart,
                       max(c.weight) OVER (
                           PARTITION BY c.place, c.likeness = 1, m.media_type,
                                        CASE WHEN c.asked_year IS NOT NULL THEN m.year END
                       ) AS best_known
                FROM compared AS c
                JOIN media_items AS m ON m.id = c.id
                WHERE c.likeness >= %(least)s
            ),
            ranked AS (
                SELECT *, row_number() OVER (
                    PARTITION BY place
                    ORDER BY likeness DESC,
                             CASE years_apart WHEN 0 THEN 0 WHEN 1 THEN 1 ELSE 2 END,
                             weight DESC, id
                ) AS rank
                FROM known
                WHERE likeness < 1 OR weight >= best_known - %(unknown)s
            )
            SELECT place, id, media_type, title, original_title, year, runtime_minutes,
                   ARRAY(
                       SELECT other.name
                       FROM unnest(ranked.names) AS other (name)
                       JOIN wanted ON wanted.place = ranked.place
                           AND (similarity(other.name, wanted.name) >= %(least)s
                                OR other.name = wanted.name)
                   ),
                   countries, platforms
            FROM ranked
            WHERE rank <= %(limit)s
            ORDER BY place, rank
            """,
            {
                "asked": Jsonb(asked),
                "least": MIN_SIMILARITY,
                "unknown": MAX_WEIGHT_GAP,
                "limit": MAX_SIMILAR,
            },
        )
        for place, *columns in cur:
            candidates[place].append(CandidateTitle(*columns))
    return candidates
