"""Finds the episodes of shows by the numbers or the day that names of files say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from psycopg import Connection
from psycopg.types.json import Jsonb


@dataclass(frozen=True, slots=True)
class EpisodeQuestion:
    """
    An episode of a show, by its number or, without one, by its day.

    Without a season the number is absolute, or counts within the only season. Where no episode
    has an absolute number, it is counted from the running order.
    """

    media_id: int
    season: int | None
    number: int | None
    air_date: date | None = None


@dataclass(frozen=True, slots=True)
class FoundEpisode:
    """`id` is None if there is no such episode, or more than one."""

    id: int | None
    is_there: bool | None  # None: no episode of the show is known, or no number was asked for


def find_each(
    conn: Connection, questions: Sequence[EpisodeQuestion]
) -> dict[EpisodeQuestion, FoundEpisode]:
    if not questions:
        return {}
    rows = conn.execute(
        """
        SELECT asked.place, found.ids,
            CASE
                WHEN asked.number IS NULL OR NOT EXISTS (
                    SELECT FROM show_episodes AS each WHERE each.media_id = asked.media_id
                ) THEN NULL
                WHEN cardinality(found.ids) > 0 THEN true
                ELSE asked.season IS NULL AND asked.number <= (
                    SELECT count(*) FROM show_episodes AS each
                    WHERE each.media_id = asked.media_id AND each.season_number > 0
                )
            END
        FROM jsonb_to_recordset(%(asked)s) AS asked (
            place integer, media_id bigint, season integer, number integer, air_date date
        )
        CROSS JOIN LATERAL (
            SELECT ARRAY(
                SELECT each.id
                FROM show_episodes AS each
                WHERE each.media_id = asked.media_id AND asked.number IS NOT NULL
                    AND each.season_number = asked.season AND each.episode_number = asked.number
                UNION ALL
                SELECT each.id
                FROM show_episodes AS each
                WHERE each.media_id = asked.media_id AND asked.number IS NULL
                    AND each.air_date = asked.air_date
                UNION ALL
                SELECT each.id
                FROM (
                    SELECT id, season_number, episode_number, absolute_number,
                        -- of those that are no specials
                        count(*) FILTER (WHERE season_number > 0) OVER (
                            ORDER BY season_number, episode_number
                        ) AS running_number,
                        bool_or(absolute_number IS NOT NULL) FILTER (WHERE season_number > 0)
                            OVER () AS has_absolute_numbers
                    FROM show_episodes
                    WHERE media_id = asked.media_id
                ) AS each
                WHERE asked.season IS NULL AND (
                    each.absolute_number = asked.number
                    OR each.season_number = 1 AND each.episode_number = asked.number
                        AND NOT EXISTS (
                            SELECT FROM show_seasons
                            WHERE media_id = asked.media_id AND season_number > 1
                        )
                    OR each.season_number > 0 AND each.running_number = asked.number
                        AND NOT each.has_absolute_numbers
                )
            ) AS ids
        ) AS found
        """,
        {
            "asked": Jsonb(
                [
                    {
                        "place": place,
                        "media_id": one.media_id,
                        "season": one.season,
                        "number": one.number,
                        "air_date": one.air_date and one.air_date.isoformat(),
                    }
                    for place, one in enumerate(questions)
                ]
            )
        },
    )
    return {
        questions[place]: FoundEpisode(ids[0] if len(ids) == 1 else None, is_there)
        for place, ids, is_there in rows
    }


def find_episodes(
    conn: Connection,
    *,
    media_id: int,
    season: int | None,
    numbers: Sequence[int],
    air_date: date | None = None,
) -> list[int]:
    """The episodes with these numbers, in order; none unless the first one is known."""
    questions = questions_of(media_id, season, numbers, air_date)
    answers = find_each(conn, questions)
    return in_order([answers[one] for one in questions])


def questions_of(
    media_id: int, season: int | None, numbers: Sequence[int], air_date: date | None
) -> list[EpisodeQuestion]:
    """One for each number, or one for the day."""
    if not numbers:
        return [EpisodeQuestion(media_id, season, None, air_date)]
    return [EpisodeQuestion(media_id, season, number) for number in numbers]


def in_order(answers: Sequence[FoundEpisode]) -> list[int]:
    """The ids, each once; none unless the first one is known."""
    if answers[0].id is None:
        return []
    return list(dict.fromkeys(one.id for one in answers if one.id is not None))
