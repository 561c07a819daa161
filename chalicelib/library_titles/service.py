"""The library by title."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from chalicelib.catalog.models import MediaCard
from chalicelib.catalog.models.file_absence import Absence, absence_of
from chalicelib.catalog.service import CatalogService
from chalicelib.library.errors import OutsideLibrary
from chalicelib.library.models import LibraryItem
from chalicelib.library.models.path_text import path_to_text
from chalicelib.library.service import LibraryService
from chalicelib.library.service.folders import LibraryFolderService
from chalicelib.library_titles.errors import NotInLibrary
from chalicelib.library_titles.models import (
    Facet,
    LibraryFacets,
    LibraryTitle,
    LibraryTitleQuery,
    LibraryTitleRow,
    LibraryTitles,
    NamedFacet,
    Position,
    TitleFile,
    TitleFiles,
    TitleFilter,
)
from chalicelib.library_titles.store import facet_counts, titles
from chalicelib.platform.cache import Cache
from chalicelib.platform.cache.keys import (
    LIBRARY,
    LIBRARY_COUNT_TTL_S,
    library_facets_key,
    library_titles_count_key,
)
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.sessions import User


@dataclass(frozen=True, slots=True)
class LibraryTitleService:
    """The library is shared; what a user has seen is their own."""

    db: Database
    catalog: CatalogService
    library: LibraryService
    cache: Cache
    clock: Clock
    folders: LibraryFolderService

    def page(self, user: User, query: LibraryTitleQuery) -> LibraryTitles:
        """Raises `OutsideLibrary`, and `InvalidInput` for a foreign cursor."""
        self._check(query)
        seen = None if query.seen is None else self.catalog.rules.seen(user.id)
        with self.db.read() as conn:
            rows = titles.list_page(
                conn, query, seen=seen, today=self._today(), limit=query.limit + 1
            )
        total = None if query.cursor else self._total(query, seen)
        page = rows[: query.limit]
        cards = self.catalog.cards_by_id(user.id, [row.media_id for row in page])
        absences = self._absences(list(cards.values()))
        with self.db.read() as conn:
            missing = titles.list_missing_parts(conn, media_ids=list(cards))
        last = page[-1] if len(rows) > query.limit else None
        return LibraryTitles(
            items=[
                _title(row, cards[row.media_id], absences, missing)
                for row in page
                if row.media_id in cards
            ],
            total=total,
            next_cursor=Position(last.sort_value, last.media_id).encode() if last else None,
        )

    def files(self, user: User, media_id: int) -> TitleFiles:
        """A title and its files. Raises `NotInLibrary`."""
        with self.db.read() as conn:
            row = titles.get(conn, media_id=media_id, today=self._today())
        items = self.library.of_title(user.id, media_id)
        if row is None or not items:
            raise NotInLibrary("The library has no file of this title.")
        with self.db.read() as conn:
            ids = [item.id for item in items]
            paths = titles.paths(conn, item_ids=ids)
            part_paths = titles.part_paths(conn, item_ids=ids)
            missing = titles.list_missing_parts(conn, media_ids=[media_id])
        shows_paths = user.role == "admin" or "match" in user.rights
        defaults = _default_ids(items)
        card = self.catalog.card(user.id, media_id)
        return TitleFiles(
            title=_title(row, card, self._absences([card]), missing),
            items=[
                TitleFile(
                    **{name: getattr(item, name) for name in LibraryItem.model_fields},
                    path=paths.get(item.id) if shows_paths else None,
                    part_paths=part_paths.get(item.id, []) if shows_paths else [],
                    is_default=item.id in defaults,
                )
                for item in items
            ],
        )

    def facets(self) -> LibraryFacets:
        """What titles can be filtered by. Counted at most once a minute while nothing changes."""

        def count() -> bytes:
            return self._facets().model_dump_json().encode()

        counted = self.cache.get_or_compute(
            library_facets_key(), LIBRARY, LIBRARY_COUNT_TTL_S, count
        )
        return LibraryFacets.model_validate_json(counted)

    def _facets(self) -> LibraryFacets:
        with self.db.read() as conn:
            rows = facet_counts.list_facets(conn)

        def of(group: str) -> list[Facet]:
            return [Facet(value=row.value, titles=row.titles) for row in rows if row.group == group]

        counts = {(row.group, row.value): row.titles for row in rows}
        return LibraryFacets(
            titles=sum(facet.titles for facet in of("kind")),
            duplicates=counts.get(("state", "duplicates"), 0),
            missing=counts.get(("state", "missing"), 0),
            unmatched_files=counts.get(("files", "unmatched"), 0),
            kinds=of("kind"),
            resolutions=of("resolution"),
            codecs=of("codec"),
            audio=of("audio"),
            hdr=of("hdr"),
            languages=of("language"),
            decades=of("decade"),
            genres=[
                NamedFacet(value=row.value, name=row.name, titles=row.titles)
                for row in rows
                if row.group == "genre"
            ],
        )

    def _total(self, query: LibraryTitleQuery, seen: Sequence[int] | None) -> int:
        """Of all users alike it is counted at most once a minute while nothing changes."""

        def count() -> bytes:
            with self.db.read() as conn:
                return str(titles.count(conn, query, seen=seen)).encode()

        if seen is not None:
            return int(count())
        key = library_titles_count_key(query.filter_hash)
        return int(self.cache.get_or_compute(key, LIBRARY, LIBRARY_COUNT_TTL_S, count))

    def _check(self, filter: TitleFilter) -> None:
        if filter.root is not None and filter.root not in map(path_to_text, self.folders.paths()):
            raise OutsideLibrary("This is no folder of the library.", field="root")

    def _absences(self, cards: Sequence[MediaCard]) -> dict[int, Absence | None]:
        """Of the titles without a file at hand."""
        ids = [card.id for card in cards if not card.at_hand]
        if not ids:
            return {}
        with self.db.read() as conn:
            found = titles.list_absent(conn, media_ids=ids)
        return {media_id: absence_of(absent_in) for media_id, absent_in in found.items()}

    def _today(self) -> date:
        return self.clock().date()


def _title(
    row: LibraryTitleRow,
    card: MediaCard,
    absences: Mapping[int, Absence | None],
    missing_parts: Mapping[int, list[int]],
) -> LibraryTitle:
    return LibraryTitle(
        media=card,
        absence=absences.get(row.media_id),
        missing_parts=missing_parts.get(row.media_id, []),
        **row.model_dump(exclude={"media_id", "sort_value"}),
    )


def _default_ids(items: Sequence[LibraryItem]) -> set[object]:
    """Of each film or episode the first version that can be played, as its page chooses it."""
    chosen: dict[int | None, object] = {}
    for item in items:
        if item.content == "video" and not item.probe_error and item.absence is None:
            chosen.setdefault(item.episode_id, item.id)
    return set(chosen.values())
