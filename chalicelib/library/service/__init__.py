"""The library: files, their matches to titles, and the review queue."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from uuid import UUID

from chalicelib.catalog.models import MediaCard, MediaType, TitleRef, episode_label
from chalicelib.catalog.models.file_absence import absence_of
from chalicelib.catalog.service import CatalogService
from chalicelib.catalog.service.local_pictures import invalidate_changed
from chalicelib.http.schemas import Paging
from chalicelib.library.errors import (
    AlreadyMatched,
    LibraryItemNotFound,
    NotAVideoTitle,
    UnknownLink,
)
from chalicelib.library.models import (
    ItemRow,
    LibraryFilter,
    LibraryItem,
    LibraryPage,
    TitleExtra,
)
from chalicelib.library.models.disc_paths import file_name_of
from chalicelib.library.models.matching import MAX_CANDIDATES, KeptCandidate, MatchState
from chalicelib.library.models.review import (
    Candidate,
    IgnoreRequest,
    MatchRequest,
    QueuePlace,
    UnmatchedFilter,
    UnmatchedItem,
    UnmatchedPage,
)
from chalicelib.library.service.match_scoring import rank
from chalicelib.library.service.title_links import parse_link
from chalicelib.library.store import (
    catalog_titles,
    completed_downloads,
    episodes_and_extras,
    items,
    matches,
    review_queue,
)
from chalicelib.library.store.catalog_lookups import FileQuestion, find_similar
from chalicelib.library.store.episode_lookup import find_episodes
from chalicelib.library.store.items import ListFilter
from chalicelib.library.store.match_candidates import VIDEO_KINDS, TitleQuestion
from chalicelib.platform.cache import Cache
from chalicelib.platform.cache.keys import LIBRARY, LIBRARY_COUNT_TTL_S, library_count_key
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.sessions import User
from chalicelib.tracking.service import file_history


@dataclass(frozen=True, slots=True)
class LibraryService:
    """The library is shared: every user sees the same items, and those with the right edit them."""

    db: Database
    catalog: CatalogService
    cache: Cache
    clock: Clock

    def page(self, user: User, filters: LibraryFilter) -> LibraryPage:
        wanted = ListFilter(
            condition=filters.condition,
            match_state=filters.match_state,
            media_type=filters.media_type,
            pattern=to_like_pattern(filters.query) if filters.query else None,
        )
        ids, total = self._page(wanted, filters)
        with self.db.read() as conn:
            missing = items.count(conn, replace(wanted, is_missing=True))
        return LibraryPage(
            items=self.items(user.id, ids),
            page=filters.page,
            page_size=filters.page_size,
            total=total,
            missing=missing,
        )

    def get(self, user: User, item_id: UUID) -> LibraryItem:
        """Raises `LibraryItemNotFound`."""
        found = self.items(user.id, [item_id])
        if not found:
            raise LibraryItemNotFound("There is no such file in the library.")
        return found[0]

    def items(self, user_id: UUID, ids: Sequence[UUID]) -> list[LibraryItem]:
        """The items with this user's progress, in the order of `ids`; unknown ids are skipped."""
        rows, described = self._rows(user_id, ids)
        return [LibraryItem(**described[row.id]) for row in rows]

    def of_title(self, user_id: UUID, media_id: int) -> list[LibraryItem]:
        """Every file of a title; episodes in order, the best version first."""
        with self.db.read() as conn:
            ids = items.list_ids_of_title(conn, media_id=media_id)
        return self.items(user_id, ids)

    def extras_of_title(self, media_id: int) -> list[TitleExtra]:
        """The trailers, featurettes and other extras of a title that are at hand."""
        with self.db.read() as conn:
            return episodes_and_extras.list_extras(conn, media_id=media_id)

    def newest(self, user_id: UUID, *, limit: int) -> list[LibraryItem]:
        """The newest items, one per title."""
        with self.db.read() as conn:
            ids = items.list_newest_ids(conn, limit=limit)
        return self.items(user_id, ids)

    def unmatched(self, user: User, filters: UnmatchedFilter) -> UnmatchedPage:
        """The unmatched items with candidate titles, folder by folder."""
        after = QueuePlace.decode(filters.cursor) if filters.cursor else None
        with self.db.read() as conn:
            found = review_queue.list_page(
                conn, after=after, limit=filters.page_size + 1, offset=filters.offset
            )
        places = found[: filters.page_size]
        has_more = len(found) > filters.page_size
        is_whole = after is None and filters.page == 1 and not has_more
        total = (
            len(places)
            if is_whole
            else self._kept_count(ListFilter(match_state=MatchState.UNMATCHED))
        )
        rows, described = self._rows(user.id, [place.id for place in places])
        with self.db.transaction() as conn:
            kept = {row.id: self._candidates(conn, row) for row in rows}
        cards = self.catalog.cards_by_id(
            user.id,
            [one.media_id for found in kept.values() for one in found if one.media_id is not None],
        )
        return UnmatchedPage(
            items=[
                UnmatchedItem(
                    **described[row.id],
                    folder=PurePosixPath(row.absolute_path).parent.name,
                    guess=row.guess,
                    candidates=[
                        Candidate(
                            media=cards.get(one.media_id) if one.media_id else None,
                            outside=one.outside,
                            confidence=one.confidence,
                            why=one.why,
                            reasons=list(one.reasons),
                        )
                        for one in kept[row.id]
                        if one.media_id in cards or one.outside is not None
                    ],
                )
                for row in rows
            ],
            page=filters.page,
            page_size=filters.page_size,
            total=total,
            next_cursor=places[-1].encode() if has_more else None,
        )

    def match(self, user: User, item_id: UUID, request: MatchRequest) -> LibraryItem:
        """
        Match a file manually; scans do not change the match, and what was watched moves along.

        For a show without an episode id, the numbers in the file name select the episode.

        Raises `NotAllowed`, `LibraryItemNotFound`, `MediaNotFound`, `EpisodeNotFound`,
        `EpisodeOfAnotherTitle`, `NotAVideoTitle` or `AlreadyMatched`.
        """
        user.require("match")
        title = self.catalog.require(request.media_id, request.episode_id)
        with self.db.transaction() as conn:
            file_history.lock(conn, [item_id])
            row = items.get(conn, id=item_id, user_id=user.id)
            if row is None:
                raise LibraryItemNotFound("There is no such file in the library.")
            episode_ids = _episodes(conn, row, title)
            is_other = (row.media_id, [one.id for one in row.episodes]) != (title.id, episode_ids)
            if row.match_state == MatchState.MATCHED and is_other and not request.force:
                raise AlreadyMatched("This file already belongs to another title.")
            items.set_matches(
                conn, media_id=title.id, episodes={item_id: episode_ids}, now=self.clock()
            )
            completed_downloads.set_titles_of_items(conn, item_ids=[item_id])
            file_history.move(conn, item_id, title.id, episode_ids)
        self.invalidate_caches()
        return self.get(user, item_id)

    def reset_match(self, user: User, item_id: UUID) -> LibraryItem:
        """
        Undo a manual decision: the file is unmatched again.

        Raises `NotAllowed` or `LibraryItemNotFound`.
        """
        user.require("match")
        with self.db.transaction() as conn:
            completed_downloads.reset_titles_of_items(conn, item_ids=[item_id])
            if not items.reset_match(conn, id=item_id, now=self.clock()):
                raise LibraryItemNotFound("There is no such file in the library.")
        self.invalidate_caches()
        return self.get(user, item_id)

    def titles_of_link(self, user: User, link: str) -> list[MediaCard]:
        """The movie or show of an address at IMDb or TMDB. Raises `UnknownLink`."""
        wanted = parse_link(link)
        if wanted is None:
            raise UnknownLink("This is no address of a title at IMDb or TMDB.", field="link")
        with self.db.read() as conn:
            found = catalog_titles.find_by_external_id(
                conn, source=wanted.source, external_id=wanted.id, kind=wanted.kind
            )
        return self.catalog.cards(user.id, [found.id]) if found else []

    def ignore(self, user: User, item_id: UUID, request: IgnoreRequest) -> LibraryItem:
        """Raises `NotAllowed` or `LibraryItemNotFound`."""
        user.require("match")
        with self.db.transaction() as conn:
            if not items.set_ignored(
                conn, id=item_id, is_home_video=request.is_home_video, now=self.clock()
            ):
                raise LibraryItemNotFound("There is no such file in the library.")
        self.invalidate_caches()
        return self.get(user, item_id)

    def invalidate_caches(self) -> None:
        """Invalidate the counts, and the cached pages of every user: the library is shared."""
        self.cache.invalidate(LIBRARY)
        with self.db.read() as conn:
            user_ids = items.list_user_ids(conn)
        invalidate_changed(self.db, self.cache)
        for user_id in user_ids:
            self.cache.invalidate_user(user_id)

    def _page(self, wanted: ListFilter, paging: Paging) -> tuple[list[UUID], int]:
        """The ids of a page, and the number of items over all pages."""
        known = None if wanted.pattern or wanted.condition else self._kept_count(wanted)
        if known is not None and paging.offset >= known:
            return [], known  # without walking past every item
        with self.db.read() as conn:
            ids = items.list_page(conn, wanted, limit=paging.page_size, offset=paging.offset)
            if known is None:
                is_last = len(ids) < paging.page_size and (ids or paging.page == 1)
                known = paging.offset + len(ids) if is_last else items.count(conn, wanted)
        return ids, known

    def _kept_count(self, wanted: ListFilter) -> int:
        """Counting a large library takes longer than reading its page."""

        def count() -> bytes:
            with self.db.read() as conn:
                return str(items.count(conn, wanted)).encode()

        key = library_count_key(wanted.match_state, wanted.media_type)
        return int(self.cache.get_or_compute(key, LIBRARY, LIBRARY_COUNT_TTL_S, count))

    def _rows(
        self, user_id: UUID, ids: Sequence[UUID]
    ) -> tuple[list[ItemRow], dict[UUID, dict[str, object]]]:
        """The rows, and the fields of a `LibraryItem` for each."""
        if not ids:
            return [], {}
        with self.db.read() as conn:
            rows = items.list_by_ids(conn, ids=ids, user_id=user_id)
            streams = items.list_streams(conn, item_ids=ids)
        cards = self.catalog.cards_by_id(
            user_id, [row.media_id for row in rows if row.media_id is not None]
        )
        described: dict[UUID, dict[str, object]] = {}
        for row in rows:
            fields = {name: getattr(row, name) for name in ItemRow.model_fields}
            kept = {name: fields[name] for name in fields if name in LibraryItem.model_fields}
            described[row.id] = kept | {
                "file_name": file_name_of(row.absolute_path),
                "episode_label": _label(row),
                "media": cards.get(row.media_id) if row.media_id is not None else None,
                "stored_in_object_store": row.stored_at is not None,
                "absence": absence_of(row.absent_in),
                "is_home_video": row.guess.type == "home_video",
                "platform": row.guess.platform,
                "streams": streams.get(row.id, []),
            }
        return rows, described

    def _candidates(self, conn: Connection, row: ItemRow) -> list[KeptCandidate]:
        """Those stored with the file; ranked and stored when there are none yet."""
        if row.candidates is not None or not row.guess.title:
            return row.candidates or []
        kinds = VIDEO_KINDS if row.content == "video" else (MediaType.GAME,)
        asked = TitleQuestion((row.guess.title,), row.guess.year, kinds)
        episodes = () if row.guess.episode is None else (row.guess.episode,)
        found = find_similar(conn, FileQuestion(asked, row.guess.season, episodes))
        ranked = rank(row.guess, found, duration_s=row.duration_seconds)[:MAX_CANDIDATES]
        kept = [matches.kept_candidate(one) for one in ranked]
        matches.put_candidates(conn, {row.id: kept})
        return kept


def _episodes(conn: Connection, row: ItemRow, title: TitleRef) -> list[int]:
    """The episodes of a match, the numbers in the file's name first. Raises `NotAVideoTitle`."""
    if row.content != "video":
        if title.media_type != MediaType.GAME:
            raise NotAVideoTitle("A game cannot be a film or a show.", field="mediaId")
        return []
    if title.media_type == MediaType.GAME:
        raise NotAVideoTitle("A video cannot be a game.", field="mediaId")
    if title.media_type == MediaType.MOVIE:
        return []
    named = find_episodes(
        conn,
        media_id=title.id,
        season=row.guess.season,
        numbers=[number for number in (row.guess.episode, *row.guess.more_episodes) if number],
    )
    if title.episode_id is not None and (not named or named[0] != title.episode_id):
        return [title.episode_id]
    if not named:
        raise NotAVideoTitle("Say which episode this is.", field="episodeId")
    return named


def to_like_pattern(text: str) -> str:
    """A LIKE pattern that matches `text` anywhere."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _label(row: ItemRow) -> str | None:
    if row.season_number is None or row.episode_number is None:
        return None
    label = episode_label(row.season_number, row.episode_number)
    last = row.episodes[-1] if row.episodes else None
    if last is None or len(row.episodes) == 1:
        return label
    if last.season_number != row.season_number:
        return f"{label} to {episode_label(last.season_number, last.episode_number)}"
    return f"{label}\N{EN DASH}{last.episode_number}"
