"""Matching the files of a folder or a season at once: first a preview, then one change to undo."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from uuid import UUID

from chalicelib.catalog.models import MediaType, TitleRef, episode_label
from chalicelib.catalog.service import CatalogService
from chalicelib.library.errors import LibraryItemNotFound, NotAVideoTitle
from chalicelib.library.models.disc_paths import file_name_of
from chalicelib.library.models.folder_match import (
    MATCH_UNDO_PERIOD,
    MAX_FILES,
    MAX_RECENT,
    FolderMatchFile,
    FolderMatchPreview,
    FolderMatchQuery,
    FolderRow,
    MatchesChange,
    MatchesRequest,
    RecentMatch,
    RecentMatches,
)
from chalicelib.library.models.path_text import path_to_text
from chalicelib.library.service import LibraryService
from chalicelib.library.store import (
    catalog_titles,
    completed_downloads,
    episodes_and_extras,
    folder_matches,
    items,
)
from chalicelib.library.store.episode_lookup import find_each, in_order, questions_of
from chalicelib.library.store.folder_matches import RestoredMatch
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.sessions import User
from chalicelib.tracking.service import file_history
from chalicelib.tracking.service.undo import UndoService

LIBRARY_MATCHES = "library_matches"  # the name of these changes among those to undo


@dataclass(frozen=True, slots=True)
class FolderMatchService:
    db: Database
    catalog: CatalogService
    library: LibraryService
    undo: UndoService
    clock: Clock
    roots: Callable[[], tuple[str, ...]]  # folders that hold several titles, absolute

    def preview(self, user: User, item_id: UUID, query: FolderMatchQuery) -> FolderMatchPreview:
        """
        What the files of a file's folder become with a title.

        Raises `NotAllowed`, `LibraryItemNotFound`, `MediaNotFound` or `NotAVideoTitle`.
        """
        user.require("match")
        title = self._title(query.media_id)
        with self.db.read() as conn:
            path = folder_matches.get_path(conn, id=item_id)
            if path is None:
                raise LibraryItemNotFound("There is no such file in the library.")
            folder = PurePosixPath(path).parent
            shared = {path_to_text(root.rstrip("/")) for root in self.roots()}
            above = None if {str(folder), str(folder.parent)} & shared else folder.parent
            if query.above and above is not None:
                folder, above = above, None
            if above is not None and folder_matches.is_of_many_titles(
                conn, folder=str(above), inner=str(folder), media_id=title.id
            ):
                above = None
            ids = folder_matches.list_ids_in(
                conn,
                folder=str(folder),
                # A folder of many titles: only the files with the name of this one.
                like=item_id if str(folder) in shared else None,
                limit=MAX_FILES + 1,
            )
            rows = folder_matches.list_rows(conn, ids=ids[:MAX_FILES])
            files = list(_outcomes(conn, title, rows))
        return FolderMatchPreview(
            folder=folder.name,
            above=above.name if above is not None else None,
            media=self.catalog.cards_by_id(user.id, [title.id])[title.id],
            files=files,
            matched=sum(file.outcome == "matched" for file in files),
            unmatched=sum(file.outcome == "unmatched" for file in files),
            named_episodes=_count_named_episodes(title, rows, files),
            is_cut=len(ids) > MAX_FILES,
        )

    def match(self, user: User, request: MatchesRequest) -> MatchesChange:
        """
        Match files with a title, and move what was watched with them; scans do not change it.

        Files whose names name no episode of the title stay as they are. Raises `NotAllowed`,
        `MediaNotFound` or `NotAVideoTitle`.
        """
        user.require("match")
        title = self._title(request.media_id)
        ids = request.library_item_ids
        undo_id = None
        with self.db.transaction() as conn:
            file_history.lock(conn, ids, also=[user.id])
            before = folder_matches.list_states(conn, ids=ids)
            rows = folder_matches.list_rows(conn, ids=ids)
            found = _episodes_of_each(conn, title, rows)
            changed = [
                row
                for row in rows
                if row.id in found and not row.is_already(title.id, found[row.id])
            ]
            if changed:
                episodes = {row.id: found[row.id] for row in changed}
                items.set_matches(conn, media_id=title.id, episodes=episodes, now=self.clock())
                completed_downloads.set_titles_of_items(conn, item_ids=list(episodes))
                moved = file_history.move_each(conn, title.id, episodes)
                done = [
                    {
                        "id": str(row.id),
                        "job_id": str(row.source_job_id) if row.source_job_id else None,
                        "media_id": title.id,
                        "episode_ids": episodes[row.id],
                        "before": {**before[str(row.id)], "episode_ids": row.episode_ids},
                        "history": moved[row.id],
                    }
                    for row in changed
                ]
                undo_id = self.undo.record(
                    conn, user.id, LIBRARY_MATCHES, json.dumps(done), period=MATCH_UNDO_PERIOD
                )
        self.library.invalidate_caches()
        return MatchesChange(
            undo_id=undo_id, matched=len(changed), unmatched=len(rows) - len(found)
        )

    def recent(self, user: User) -> RecentMatches:
        """What a user matched together and can still undo. Raises `NotAllowed`."""
        user.require("match")
        with self.db.read() as conn:
            rows = folder_matches.list_recent(
                conn, user_id=user.id, part=LIBRARY_MATCHES, now=self.clock(), limit=MAX_RECENT
            )
        cards = self.catalog.cards_by_id(user.id, [row.media_id for row in rows])
        return RecentMatches(
            items=[
                RecentMatch(
                    undo_id=row.undo_id,
                    matched_at=row.matched_at,
                    media=cards[row.media_id],
                    files=row.files,
                    first_file=row.first_file,
                )
                for row in rows
                if row.media_id in cards
            ]
        )

    def users_of(self, changed: str) -> set[UUID]:
        """Whose history `revert` changes; they are locked before."""
        return {
            user for one in json.loads(changed) for user in file_history.users_of(one["history"])
        }

    def revert(self, conn: Connection, _user_id: UUID, changed: str) -> None:
        """Files and what was watched with them as before; what was matched anew since stays."""
        done = {UUID(one["id"]): one for one in json.loads(changed)}
        completed_downloads.reset_titles_of_items(conn, item_ids=list(done))
        restored = folder_matches.restore(
            conn,
            changed=[
                RestoredMatch(
                    id=one["id"],
                    media_id=one["media_id"],
                    episode_id=one["episode_ids"][0] if one["episode_ids"] else None,
                    before=one["before"],
                )
                for one in done.values()
            ],
        )
        episodes_and_extras.put_more_episodes(
            conn, {item_id: done[item_id]["before"]["episode_ids"][1:] for item_id in restored}
        )
        for item_id, one in done.items():
            if item_id in restored:
                file_history.restore(conn, one["history"])
        for job_id in sorted({one["job_id"] for one in done.values()} - {None}):
            completed_downloads.adopt_title(conn, id=UUID(job_id))

    def _title(self, media_id: int) -> TitleRef:
        title = self.catalog.require(media_id, None)
        if title.media_type == MediaType.GAME:
            raise NotAVideoTitle("A video cannot be a game.", field="mediaId")
        return title


def _episodes_of_each(
    conn: Connection, title: TitleRef, rows: Sequence[FolderRow]
) -> dict[UUID, list[int]]:
    """
    The episodes that the names of files say, by file; none of a film.

    Files of which the title has no such episode are left out.
    """
    if title.media_type == MediaType.MOVIE:
        return {row.id: [] for row in rows}
    asked = {
        row.id: questions_of(
            title.id, row.guess.season, [row.guess.episode, *row.guess.more_episodes], None
        )
        for row in rows
        if row.guess.episode is not None
    }
    answers = find_each(conn, list({one for questions in asked.values() for one in questions}))
    found = {
        item_id: in_order([answers[one] for one in questions])
        for item_id, questions in asked.items()
    }
    return {item_id: episode_ids for item_id, episode_ids in found.items() if episode_ids}


def _outcomes(
    conn: Connection, title: TitleRef, rows: Sequence[FolderRow]
) -> Iterator[FolderMatchFile]:
    known = {
        one.id: episode_label(one.season_number, one.episode_number)
        for one in catalog_titles.list_episodes(conn, media_id=title.id)
    }
    found = _episodes_of_each(conn, title, rows)
    for row in rows:
        episode_ids = found.get(row.id)
        if episode_ids is None:
            outcome = "unmatched"
        else:
            outcome = "same" if row.is_already(title.id, episode_ids) else "matched"
        yield FolderMatchFile.model_validate(
            {
                "library_item_id": row.id,
                "file_name": file_name_of(row.absolute_path),
                "outcome": outcome,
                "episode_label": ", ".join(known[one] for one in episode_ids or ()) or None,
                "now": row.now,
            }
        )


def _count_named_episodes(
    title: TitleRef, rows: Sequence[FolderRow], files: Sequence[FolderMatchFile]
) -> int:
    """The files named like episodes that a film would get; they are probably those of a show."""
    if title.media_type != MediaType.MOVIE:
        return 0
    return sum(
        row.guess.episode is not None and file.outcome == "matched"
        for row, file in zip(rows, files, strict=True)
    )
