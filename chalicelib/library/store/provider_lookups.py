"""Unmatched files whose title a provider is asked for, once each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.types.json import Jsonb

from chalicelib.library.models.matching import MAX_CANDIDATES, Guess, KeptCandidate
from chalicelib.library.models.scans import ItemContent


@dataclass(frozen=True, slots=True)
class FileToLookUp:
    id: UUID
    path: str
    content: ItemContent
    guess: Guess
    duration_seconds: int


def next_file(conn: Connection, *, has_tmdb: bool, has_igdb: bool) -> FileToLookUp | None:
    """The newest unmatched file that its provider was not asked about: for games that is IGDB."""
    with conn.cursor() as cur:
        row = cur.execute(
            """
            SELECT id, absolute_path, content, guess, duration_seconds
            FROM library_items
            WHERE match_state = 'unmatched' AND looked_up_at IS NULL AND NOT match_is_manual
                AND scanned_at IS NOT NULL AND probe_error = '' AND missing_since IS NULL
                AND NOT has_rejected_titles(source_job_id)
                AND (
                    coalesce(guess ->> 'title', '') <> ''
                    OR coalesce(guess -> 'ids', '{}') <> '{}'
                )
                AND CASE WHEN content = 'video' THEN %(has_tmdb)s ELSE %(has_igdb)s END
            ORDER BY discovered_at DESC, id
            LIMIT 1
            """,
            {"has_tmdb": has_tmdb, "has_igdb": has_igdb},
        ).fetchone()
    if row is None:
        return None
    item_id, path, content, guess, duration_s = row
    return FileToLookUp(item_id, path, content, Guess.model_validate(guess), duration_s)


def finish(conn: Connection, *, id: UUID, found: Sequence[KeptCandidate], now: datetime) -> None:
    """
    Record that a provider was asked, and what a file that is still unmatched may be.

    Candidates that were stored while the provider was asked stay beside those it found.
    """
    row = conn.execute(
        """
        SELECT coalesce(candidates, '[]')
        FROM library_items
        WHERE id = %(id)s AND match_state = 'unmatched'
        FOR NO KEY UPDATE
        """,
        {"id": id},
    ).fetchone()
    stored = [KeptCandidate.model_validate(one) for one in row[0]] if row else []
    best = best_of_each_title([*found, *stored])[:MAX_CANDIDATES]
    conn.execute(
        """
        UPDATE library_items
        SET looked_up_at = %(now)s,
            candidates = CASE WHEN %(is_unmatched)s THEN %(candidates)s ELSE candidates END
        WHERE id = %(id)s
        """,
        {
            "id": id,
            "is_unmatched": row is not None,
            "candidates": Jsonb([one.model_dump(mode="json", by_alias=False) for one in best]),
            "now": now,
        },
    )


def best_of_each_title(candidates: Sequence[KeptCandidate]) -> list[KeptCandidate]:
    """The candidates by confidence, each title once."""
    ranked = sorted(candidates, key=lambda one: -one.confidence)
    best: dict[tuple[str, ...], KeptCandidate] = {}
    for one in ranked:
        best.setdefault(one.title_key, one)
    return list(best.values())
