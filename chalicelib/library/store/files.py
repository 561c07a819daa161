"""Library items as the scanner writes them: one row per path."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row, scalar_row
from psycopg.types.json import Jsonb

from chalicelib.library.models.matching import KeptCandidate, MatchResult, MatchState, RankedTitle
from chalicelib.library.models.probe import PROBE_VERSION, Probe
from chalicelib.library.models.scans import ItemContent, LibraryFile, ScannedFile
from chalicelib.library.store import contents


def list_under(conn: Connection, *, folder: str, is_games: bool = False) -> dict[str, LibraryFile]:
    """The videos, or the games, in `folder` and below, by path; without those in its recycle
    folder, and those that are only in the object store.
    """
    with conn.cursor(row_factory=class_row(LibraryFile)) as cur:
        cur.execute(
            """
            SELECT id, absolute_path AS path, file_size_bytes AS size_bytes,
                file_modified_ns AS modified_ns, content
            FROM library_items
            WHERE (starts_with(absolute_path, %(folder)s || '/') OR absolute_path = %(folder)s)
                AND (content <> 'video') = %(is_games)s
                AND NOT (match_state = 'recycled' AND strpos(absolute_path, '/.recycle/') > 0)
                AND freed_at IS NULL
            """,
            {"folder": folder, "is_games": is_games},
        )
        return {row.path: row for row in cur}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A library item and the key of its copy in the object store, if there is one."""

    id: UUID
    path: str
    object_key: str | None


def list_objects_under(conn: Connection, *, folder: str) -> list[StoredFile]:
    """Without deleted files: the recycle folder has them until their days end."""
    with conn.cursor(row_factory=class_row(StoredFile)) as cur:
        cur.execute(
            """
            SELECT id, absolute_path AS path, object_key
            FROM library_items
            WHERE starts_with(absolute_path, %(folder)s || '/') AND freed_at IS NULL
                AND match_state <> 'recycled'
            """,
            {"folder": folder},
        )
        return cur.fetchall()


def add(
    conn: Connection,
    *,
    id: UUID,
    file: ScannedFile,
    match: MatchResult,
    job_id: UUID | None,
    now: datetime,
) -> bool:
    """Insert an item; False if the path is in the library already."""
    is_new = (
        conn.execute(
            """
            INSERT INTO library_items (
                id, absolute_path, file_name, file_size_bytes, file_modified_ns, source_job_id,
                guess, match_state, media_id, episode_id, match_confidence, extra_kind,
                part_number, part_set, editions, candidates, match_tried_at, discovered_at,
                created_at, updated_at
            )
            VALUES (
                %(id)s, %(path)s, %(name)s, %(size)s, %(modified)s,
                (SELECT id FROM download_jobs WHERE id = %(job_id)s),
                %(guess)s, %(match_state)s, %(media_id)s, %(episode_id)s, %(confidence)s,
                %(extra_kind)s, %(part_number)s, %(part_set)s, %(editions)s, %(candidates)s,
                %(now)s, %(now)s, %(now)s, %(now)s
            )
            ON CONFLICT ON CONSTRAINT library_items_one_per_path DO NOTHING
            """,
            {
                "id": id,
                "path": file.path,
                "name": file.path.rpartition("/")[2],
                "size": file.size_bytes,
                "modified": file.modified_ns,
                "job_id": job_id,
                "now": now,
                **_parameters(match),
            },
        ).rowcount
        == 1
    )
    if is_new and match.more_episode_ids:
        contents.put_more_episodes(conn, item_id=id, episode_ids=match.more_episode_ids)
    return is_new


def _parameters(match: MatchResult) -> dict[str, object]:
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
        "candidates": _candidates(match),
    }


def _candidates(match: MatchResult) -> Jsonb | None:
    if match.match_state != MatchState.UNMATCHED:
        return None
    return Jsonb(
        [kept_candidate(one).model_dump(mode="json", by_alias=False) for one in match.candidates]
    )


def kept_candidate(one: RankedTitle) -> KeptCandidate:
    """A candidate of the catalogue, as it is stored with its file."""
    return KeptCandidate(
        media_id=one.media_id,
        confidence=one.confidence,
        why=one.why,
        reasons=list(one.reasons),
        parts=dict(one.parts),
    )


def put_candidates(conn: Connection, *, id: UUID, candidates: Sequence[KeptCandidate]) -> None:
    """Store what an unmatched file may be; writes nothing when it is known."""
    conn.execute(
        """
        UPDATE library_items
        SET candidates = %(candidates)s
        WHERE id = %(id)s AND match_state = 'unmatched'
            AND candidates IS DISTINCT FROM %(candidates)s
        """,
        {
            "id": id,
            "candidates": Jsonb(
                [one.model_dump(mode="json", by_alias=False) for one in candidates]
            ),
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


def mark_changed(conn: Connection, *, file: ScannedFile, now: datetime) -> bool:
    """Store the new size and mtime; the probe and the stored copy become invalid."""
    return (
        conn.execute(
            """
            UPDATE library_items
            SET file_size_bytes = %(size)s, file_modified_ns = %(modified)s, scanned_at = NULL,
                probe_error = '', stored_at = NULL, freed_at = NULL, object_sha256 = NULL,
                push_error = '',
                updated_at = %(now)s
            WHERE absolute_path = %(path)s
                AND (file_size_bytes, file_modified_ns) <> (%(size)s, %(modified)s)
            """,
            {
                "path": file.path,
                "size": file.size_bytes,
                "modified": file.modified_ns,
                "now": now,
            },
        ).rowcount
        == 1
    )


def keep_unmatched(
    conn: Connection, *, found: Sequence[tuple[UUID, str]]
) -> list[tuple[UUID, str]]:
    """Those of the files, by id and path, that wait for a match; manual decisions excluded."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT id
            FROM library_items
            WHERE id = ANY(%(ids)s) AND match_state = 'unmatched' AND NOT match_is_manual
                AND source_job_id IS NULL -- a download knows its title, or its user said none
            """,
            {"ids": [item_id for item_id, _ in found]},
        )
        waiting = set(cur)
    return [one for one in found if one[0] in waiting]


def list_unmatched_under(
    conn: Connection, *, folder: str
) -> list[tuple[UUID, str, ItemContent, int]]:
    """
    Id, path, content and length of every playable file and game without a match, manual
    decisions excluded.
    """
    return conn.execute(
        """
        SELECT id, absolute_path, content, duration_seconds
        FROM library_items
        WHERE match_state = 'unmatched' AND NOT match_is_manual AND probe_error = ''
            -- The user of its download said that it is none of the titles.
            AND NOT EXISTS (
                SELECT
                FROM download_jobs AS job
                WHERE job.id = source_job_id AND job.match_is_manual AND job.media_id IS NULL
            )
            AND (starts_with(absolute_path, %(folder)s || '/') OR absolute_path = %(folder)s)
        ORDER BY absolute_path
        """,
        {"folder": folder},
    ).fetchall()


def set_source_job(conn: Connection, *, id: UUID, job_id: UUID) -> None:
    """Record the download of a file that a scan found first."""
    conn.execute(
        """
        UPDATE library_items
        SET source_job_id = %(job_id)s
        WHERE id = %(id)s AND source_job_id IS NULL
        """,
        {"id": id, "job_id": job_id},
    )


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
            {"id": id, "now": now, **_parameters(match)},
        ).rowcount
        == 1
    )
    if is_changed:
        contents.put_more_episodes(conn, item_id=id, episode_ids=match.more_episode_ids)
    return is_changed


def list_unprobed_under(
    conn: Connection, *, folder: str, except_ids: Sequence[UUID], limit: int
) -> list[LibraryFile]:
    """Files without a probe, the newest first."""
    with conn.cursor(row_factory=class_row(LibraryFile)) as cur:
        cur.execute(
            """
            SELECT id, absolute_path AS path, file_size_bytes AS size_bytes,
                file_modified_ns AS modified_ns, content
            FROM library_items
            WHERE scanned_at IS NULL AND id <> ALL(%(except_ids)s)
                AND (starts_with(absolute_path, %(folder)s || '/') OR absolute_path = %(folder)s)
            ORDER BY discovered_at DESC, id
            LIMIT %(limit)s
            """,
            {"folder": folder, "except_ids": list(except_ids), "limit": limit},
        )
        return cur.fetchall()


def get(conn: Connection, *, id: UUID) -> LibraryFile | None:
    with conn.cursor(row_factory=class_row(LibraryFile)) as cur:
        cur.execute(
            """
            SELECT id, absolute_path AS path, file_size_bytes AS size_bytes,
                file_modified_ns AS modified_ns, content
            FROM library_items
            WHERE id = %(id)s
            """,
            {"id": id},
        )
        return cur.fetchone()


def get_unprobed(conn: Connection, *, id: UUID) -> LibraryFile | None:
    """The file, unless it was probed as it is now."""
    with conn.cursor(row_factory=class_row(LibraryFile)) as cur:
        cur.execute(
            """
            SELECT id, absolute_path AS path, file_size_bytes AS size_bytes,
                file_modified_ns AS modified_ns, content
            FROM library_items
            WHERE id = %(id)s AND scanned_at IS NULL
            """,
            {"id": id},
        )
        return cur.fetchone()


def save_probe(
    conn: Connection,
    *,
    file: LibraryFile,
    probe: Probe,
    fingerprint: str | None,
    now: datetime,
) -> bool:
    """
    Store the probe and fingerprint of `file`; False if it has changed since it was probed.

    An unplayable file loses its match, unless a user has set it.
    """
    return (
        conn.execute(
            """
            UPDATE library_items
            SET container_format = %(container)s, mime_type = %(mime_type)s,
                video_codec = %(video_codec)s, audio_codec = %(audio_codec)s,
                duration_seconds = %(duration_s)s, width = %(width)s, height = %(height)s,
                resolution_label = %(resolution)s, probe_error = %(error)s,
                bitrate_kbps = %(bitrate)s, hdr = %(hdr)s, probe_version = %(version)s,
                media_id = CASE WHEN %(keep)s OR match_is_manual THEN media_id END,
                episode_id = CASE WHEN %(keep)s OR match_is_manual THEN episode_id END,
                match_confidence = CASE
                    WHEN %(keep)s OR match_is_manual THEN match_confidence ELSE 0
                END,
                match_state = CASE
                    WHEN %(keep)s OR match_is_manual OR match_state = 'recycled' THEN match_state
                    ELSE 'unmatched'
                END,
                fingerprint = %(fingerprint)s, scanned_at = %(now)s, updated_at = %(now)s
            WHERE id = %(id)s
                AND (file_size_bytes, file_modified_ns) = (%(size)s, %(modified)s)
            """,
            {
                "id": file.id,
                "size": file.size_bytes,
                "modified": file.modified_ns,
                "container": probe.container,
                "mime_type": probe.mime_type,
                "video_codec": probe.video_codec,
                "audio_codec": probe.audio_codec,
                "duration_s": probe.duration_s,
                "width": probe.width,
                "height": probe.height,
                "resolution": probe.resolution,
                "error": probe.error,
                "bitrate": probe.bitrate_kbps,
                "hdr": probe.hdr,
                "version": PROBE_VERSION,
                "keep": probe.is_video,
                "fingerprint": fingerprint,
                "now": now,
            },
        ).rowcount
        == 1
    )


def save_identity(
    conn: Connection, *, file: LibraryFile, fingerprint: str | None, now: datetime
) -> bool:
    """Store the fingerprint of a game, which is never probed; False if it has changed since."""
    return (
        conn.execute(
            """
            UPDATE library_items
            SET fingerprint = %(fingerprint)s, scanned_at = %(now)s, updated_at = %(now)s
            WHERE id = %(id)s
                AND (file_size_bytes, file_modified_ns) = (%(size)s, %(modified)s)
            """,
            {
                "id": file.id,
                "size": file.size_bytes,
                "modified": file.modified_ns,
                "fingerprint": fingerprint,
                "now": now,
            },
        ).rowcount
        == 1
    )


def is_playable(conn: Connection, *, id: UUID) -> bool:
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT scanned_at IS NOT NULL AND probe_error = ''
            FROM library_items
            WHERE id = %(id)s
            """,
            {"id": id},
        )
        return bool(cur.fetchone())
