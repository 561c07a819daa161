"""What the files of the library are, as the scanner writes it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import scalar_row
from psycopg.types.json import Jsonb

from chalicelib.library.models.matching import (
    MAX_CANDIDATES,
    KeptCandidate,
    MatchResult,
    MatchState,
    RankedTitle,
)
from chalicelib.library.models.scans import ItemContent
from chalicelib.library.store import episodes_and_extras


def kept_candidate(one: RankedTitle) -> KeptCandidate:
    """A candidate of the catalogue, as it is stored with its file."""
    return KeptCandidate(
        media_id=one.media_id,
        confidence=one.confidence,
        why=one.why,
        reasons=one.reasons,
        parts=dict(one.parts),
    )


def put_candidates(conn: Connection, candidates: Mapping[UUID, Sequence[KeptCandidate]]) -> None:
    """
    Store what unmatched files may be, in one statement; writes nothing of what is stored.

    Candidates that a provider gave stay until the catalogue has their titles.
    """
    conn.execute(
        """
        UPDATE library_items AS item
        SET candidates = ranked.candidates
        FROM jsonb_each(%(candidates)s) AS given (id, candidates)
        JOIN library_items AS stored ON stored.id = given.id::uuid
        CROSS JOIN LATERAL (
            SELECT coalesce(jsonb_agg(best.one ORDER BY best.confidence DESC, best.place), '[]')
                AS candidates
            FROM (
                SELECT each.one, (each.one ->> 'confidence')::real AS confidence, each.place
                FROM jsonb_array_elements(given.candidates || coalesce(stored.candidates, '[]'))
                    WITH ORDINALITY AS each (one, place)
                WHERE each.place <= jsonb_array_length(given.candidates)
                    OR (
                        each.one ->> 'outside' IS NOT NULL
                        AND NOT EXISTS (
                            SELECT
                            FROM media_external_ids AS known
                            WHERE known.source = each.one -> 'outside' ->> 'source'
                                AND known.media_type = each.one -> 'outside' ->> 'media_type'
                                AND known.external_id = each.one -> 'outside' ->> 'external_id'
                        )
                    )
                ORDER BY confidence DESC, place
                LIMIT %(most)s
            ) AS best
        ) AS ranked
        WHERE item.id = stored.id AND item.match_state = 'unmatched'
            AND item.candidates IS DISTINCT FROM ranked.candidates
        """,
        {
            "candidates": Jsonb(
                {
                    str(item_id): [one.model_dump(mode="json", by_alias=False) for one in kept]
                    for item_id, kept in candidates.items()
                }
            ),
            "most": MAX_CANDIDATES,
        },
    )


def show_of_folder(conn: Connection, *, folder: str) -> int | None:
    """The show that at least two files of a folder are episodes of, if no file is another title."""
    row = conn.execute(
        """
        SELECT min(media_id)
        FROM library_items
        WHERE starts_with(absolute_path, %(folder)s || '/')
            AND strpos(substr(absolute_path, length(%(folder)s) + 2), '/') = 0
            AND match_state = 'matched'
        HAVING count(DISTINCT media_id) = 1
            AND count(*) FILTER (WHERE episode_id IS NOT NULL) >= 2
        """,
        {"folder": folder},
    ).fetchone()
    return row[0] if row else None


def lock_unmatched(conn: Connection, *, ids: Sequence[UUID]) -> set[UUID]:
    """Lock those of the files that still wait for a match; without those that are being matched."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT id
            FROM library_items
            WHERE id = ANY(%(ids)s) AND match_state = 'unmatched' AND NOT match_is_manual
                AND NOT has_rejected_titles(source_job_id)
            ORDER BY id
            FOR NO KEY UPDATE SKIP LOCKED
            """,
            {"ids": list(ids)},
        )
        return set(cur)


def list_unmatched_under(
    conn: Connection, *, folder: str
) -> list[tuple[UUID, str, ItemContent, int]]:
    """
    Id, path, content and length of every playable file and game without a match, manual
    decisions excluded, and new files that were not tried yet.
    """
    return conn.execute(
        """
        SELECT id, absolute_path, content, duration_seconds
        FROM library_items
        WHERE match_state = 'unmatched' AND NOT match_is_manual AND probe_error = ''
            AND match_tried_at IS NOT NULL
            AND NOT has_rejected_titles(source_job_id)
            AND (starts_with(absolute_path, %(folder)s || '/') OR absolute_path = %(folder)s)
        ORDER BY absolute_path
        """,
        {"folder": folder},
    ).fetchall()


def update_match(conn: Connection, *, id: UUID, match: MatchResult, now: datetime) -> bool:
    """Store the match of the scanner, unless a user has set one."""
    is_changed = (
        conn.execute(
            """
            UPDATE library_items
            SET guess = %(guess)s, match_state = %(match_state)s, media_id = %(media_id)s,
                episode_id = %(episode_id)s, match_confidence = %(confidence)s,
                extra_kind = %(extra_kind)s, part_number = %(part_number)s,
                part_set = %(part_set)s, editions = %(editions)s, candidates = %(candidates)s,
                updated_at = %(now)s
            WHERE id = %(id)s AND NOT match_is_manual AND match_state <> 'recycled'
                AND (match_state, media_id, episode_id)
                    IS DISTINCT FROM (%(match_state)s, %(media_id)s, %(episode_id)s)
            """,
            {"id": id, "now": now, **parameters_of(match)},
        ).rowcount
        == 1
    )
    if is_changed:
        episodes_and_extras.put_more_episodes(conn, {id: match.more_episode_ids})
    return is_changed


def parameters_of(match: MatchResult) -> dict[str, object]:
    """The columns of a match, by name."""
    return {
        "guess": Jsonb(match.guess.model_dump(by_alias=False)),
        "match_state": match.match_state,
        "media_id": match.media_id,
        "episode_id": match.episode_id,
        "confidence": match.confidence,
        "extra_kind": match.extra_kind,
        "part_number": match.part_number,
        "part_set": match.part_set,
        "editions": list(match.editions),
        "candidates": candidates_of(match),
    }


def candidates_of(match: MatchResult) -> Jsonb | None:
    """What an unmatched file may be, as it is stored."""
    if match.match_state != MatchState.UNMATCHED:
        return None
    return Jsonb(
        [kept_candidate(one).model_dump(mode="json", by_alias=False) for one in match.candidates]
    )
