"""Files that a scan found, in batches: rows first, so that they appear, then their matches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from chalicelib.library.models.matching import MatchResult, MatchState
from chalicelib.library.models.scans import ItemContent, ScannedFile
from chalicelib.library.store import episodes_and_extras, review_queue
from chalicelib.library.store.matches import candidates_of, kept_candidate, put_candidates

#: Of files that appeared together, those of a folder follow each other: most are of one title.
UNTRIED: LiteralString = """
    SELECT id, absolute_path, content
    FROM library_items
    WHERE match_tried_at IS NULL
        AND (starts_with(absolute_path, %(folder)s || '/') OR absolute_path = %(folder)s)
    ORDER BY discovered_at, absolute_path COLLATE "C"
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
"""


@dataclass(frozen=True, slots=True)
class IdentifiedFile:
    """A file of the library whose content was seen."""

    id: UUID
    path: str
    size_bytes: int
    fingerprint: str
    content: ItemContent


def insert(
    conn: Connection, *, ids: Sequence[UUID], found: Sequence[ScannedFile], now: datetime
) -> int:
    """Insert files that wait to be matched; returns how many were not in the library yet."""
    review_queue.move_to_front(conn, paths=[file.path for file in found], now=now)
    conn.execute("SET LOCAL enable_seqscan = off")
    added = conn.execute(
        """
        INSERT INTO library_items (
            id, absolute_path, file_name, file_size_bytes, file_modified_ns, content, match_state,
            discovered_at, arrived_at, created_at, updated_at
        )
        SELECT given.id, given.path, given.name, given.size, given.modified, given.content,
            'unmatched', %(now)s, folder.arrived_at, %(now)s, %(now)s
        FROM unnest(
            %(ids)s::uuid[], %(paths)s::text[], %(names)s::text[], %(sizes)s::bigint[],
            %(modified)s::bigint[], %(contents)s::text[]
        ) AS given (id, path, name, size, modified, content)
        JOIN (
            SELECT id, coalesce(review_arrival(id), %(now)s) AS arrived_at
            FROM (
                SELECT DISTINCT review_folder(path) AS id FROM unnest(%(paths)s::text[]) AS path
            ) AS distinct_folders
            OFFSET 0 -- once for each folder
        ) AS folder ON folder.id = review_folder(given.path)
        ON CONFLICT ON CONSTRAINT library_items_one_per_path DO NOTHING
        """,
        {
            "ids": list(ids),
            "paths": [file.path for file in found],
            "names": [file.path.rpartition("/")[2] for file in found],
            "sizes": [file.size_bytes for file in found],
            "modified": [file.modified_ns for file in found],
            "contents": [file.content for file in found],
            "now": now,
        },
    ).rowcount
    conn.execute("SET LOCAL enable_seqscan = on")
    return added


def mark_changed(conn: Connection, *, found: Sequence[ScannedFile], now: datetime) -> int:
    """Store new sizes and mtimes; probes and stored copies become invalid. How many changed."""
    return conn.execute(
        """
        UPDATE library_items
        SET file_size_bytes = given.size, file_modified_ns = given.modified, scanned_at = NULL,
            probe_error = '', stored_at = NULL, freed_at = NULL, object_sha256 = NULL,
            push_error = '',
            updated_at = %(now)s
        FROM unnest(%(paths)s::text[], %(sizes)s::bigint[], %(modified)s::bigint[])
            AS given (path, size, modified)
        WHERE absolute_path = given.path
            AND (file_size_bytes, file_modified_ns) <> (given.size, given.modified)
        """,
        {
            "paths": [file.path for file in found],
            "sizes": [file.size_bytes for file in found],
            "modified": [file.modified_ns for file in found],
            "now": now,
        },
    ).rowcount


def list_of_sizes(conn: Connection, *, sizes: Sequence[int]) -> list[IdentifiedFile]:
    """The files of these sizes whose content is known."""
    with conn.cursor(row_factory=class_row(IdentifiedFile)) as cur:
        cur.execute(
            """
            SELECT id, absolute_path AS path, file_size_bytes AS size_bytes, fingerprint,
                content
            FROM library_items
            WHERE file_size_bytes = ANY(%(sizes)s) AND fingerprint IS NOT NULL
                AND match_state <> 'recycled'
            """,
            {"sizes": list(sizes)},
        )
        return cur.fetchall()


def move(conn: Connection, *, id: UUID, file: ScannedFile) -> bool:
    """
    Give a file its new path; its match, probe, copy and history stay.

    False when the new path is in the library already.
    """
    return (
        conn.execute(
            """
            UPDATE library_items
            SET absolute_path = %(path)s, file_name = %(name)s, file_modified_ns = %(modified)s,
                missed_scans = 0, missing_since = NULL, freed_at = NULL
            WHERE id = %(id)s
                AND NOT EXISTS (SELECT FROM library_items WHERE absolute_path = %(path)s)
            """,
            {
                "id": id,
                "path": file.path,
                "name": file.path.rpartition("/")[2],
                "modified": file.modified_ns,
            },
        ).rowcount
        == 1
    )


def match_again(conn: Connection, *, id: UUID) -> None:
    """Ask for another match of a file, of whose place something else is read now."""
    conn.execute(
        "UPDATE library_items SET match_tried_at = NULL, looked_up_at = NULL WHERE id = %(id)s",
        {"id": id},
    )


def list_untried(
    conn: Connection, *, folder: str, limit: int
) -> list[tuple[UUID, str, ItemContent]]:
    """Id, path and content of files whose names wait to be matched."""
    # The planner knows nothing of a new library yet, and would sort all that wait for each batch.
    conn.execute("SET LOCAL enable_sort = off")
    waiting = conn.execute(UNTRIED, {"folder": folder, "limit": limit}).fetchall()
    conn.execute("SET LOCAL enable_sort = on")
    return waiting


def save_results(conn: Connection, *, results: Mapping[UUID, MatchResult], now: datetime) -> None:
    """
    Store what the scanner made of names, and that a match was tried. Decisions of people stay.

    A row is written once, and the titles of all files are counted once.
    """
    matched = _save_matches(conn, results, now)
    more = {one: ids for one in matched if (ids := results[one].more_episode_ids)}
    if more:
        episodes_and_extras.put_more_episodes(conn, more)
    _save_guesses(conn, {one: results[one] for one in results.keys() - matched}, now)


def save_again(conn: Connection, *, results: Mapping[UUID, MatchResult], now: datetime) -> int:
    """
    Store what files that had no match are now; of the others, what they may be. How many have a
    title now.
    """
    matched = _save_matches(conn, results, now)
    more = {one: ids for one in matched if (ids := results[one].more_episode_ids)}
    if more:
        episodes_and_extras.put_more_episodes(conn, more)
    candidates = {
        item_id: [kept_candidate(one) for one in result.candidates]
        for item_id, result in results.items()
        if result.match_state == MatchState.UNMATCHED
    }
    if candidates:
        put_candidates(conn, candidates)
    return sum(results[one].match_state != MatchState.IGNORED for one in matched)


def _save_matches(
    conn: Connection, results: Mapping[UUID, MatchResult], now: datetime
) -> set[UUID]:
    """Store those that have a title or are ignored; returns which were."""
    rows = conn.execute(
        """
        UPDATE library_items AS item
        SET guess = given.guess, match_state = given.match_state, media_id = given.media_id,
            episode_id = given.episode_id, match_confidence = given.confidence,
            extra_kind = given.extra_kind, part_number = given.part_number,
            part_set = given.part_set, editions = given.editions, candidates = NULL,
            match_tried_at = %(now)s, updated_at = %(now)s
        FROM jsonb_to_recordset(%(matches)s) AS given (
            id uuid, guess jsonb, match_state text, media_id bigint, episode_id bigint,
            confidence real, extra_kind text, part_number smallint, part_set text, editions text[]
        )
        WHERE item.id = given.id AND NOT item.match_is_manual AND item.match_state <> 'recycled'
            AND (item.match_state, item.media_id, item.episode_id)
                IS DISTINCT FROM (given.match_state, given.media_id, given.episode_id)
        RETURNING item.id
        """,
        {
            "now": now,
            "matches": Jsonb(
                [
                    {
                        "id": str(item_id),
                        "guess": match.guess.model_dump(by_alias=False),
                        "match_state": match.match_state,
                        "media_id": match.media_id,
                        "episode_id": match.episode_id,
                        "confidence": match.confidence,
                        "extra_kind": match.extra_kind,
                        "part_number": match.part_number,
                        "part_set": match.part_set,
                        "editions": list(match.editions),
                    }
                    for item_id, match in results.items()
                    if match.match_state != MatchState.UNMATCHED
                ]
            ),
        },
    )
    return {item_id for (item_id,) in rows}


def _save_guesses(conn: Connection, results: Mapping[UUID, MatchResult], now: datetime) -> None:
    """Store what was read from names, and what unmatched files may be."""
    conn.execute(
        """
        UPDATE library_items AS item
        SET guess = CASE
                -- Where a game lies says its platform, whichever game a person says it is.
                WHEN match_is_manual AND content <> 'video' THEN item.guess
                    || jsonb_build_object('platform', given.guess -> 'platform')
                WHEN match_is_manual THEN item.guess
                ELSE given.guess
            END,
            candidates = CASE
                WHEN item.match_state = 'unmatched'
                    THEN coalesce(given.candidates, item.candidates)
                ELSE item.candidates
            END,
            match_tried_at = %(now)s
        FROM unnest(%(ids)s::uuid[], %(guesses)s::jsonb[], %(candidates)s::jsonb[])
            AS given (id, guess, candidates)
        WHERE item.id = given.id
        """,
        {
            "ids": list(results),
            "guesses": [Jsonb(one.guess.model_dump(by_alias=False)) for one in results.values()],
            "candidates": [candidates_of(one) for one in results.values()],
            "now": now,
        },
    )


def catalogue_mark(conn: Connection) -> str:
    """Differs once titles or episodes were added."""
    row = conn.execute(
        """
        SELECT concat_ws(
            '/', (SELECT max(id) FROM media_items), (SELECT max(id) FROM show_episodes)
        )
        """
    ).fetchone()
    return str(row[0]) if row else ""
