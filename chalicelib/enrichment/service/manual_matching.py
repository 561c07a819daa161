"""Which entry of its source a title is, said by an administrator, and the way back."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.catalog.models import MediaType
from chalicelib.catalog.service.derived_data import update_titles
from chalicelib.catalog.service.local_pictures import refresh
from chalicelib.enrichment.errors import ExternalIdTaken, NotMatchedByHand
from chalicelib.enrichment.models import MatchedTitles, SourceMatch, TitleQueued
from chalicelib.enrichment.store import manual_matches, unmatched_titles
from chalicelib.library.models.review import ProviderTitles
from chalicelib.library.service.provider_titles import ProviderTitleService
from chalicelib.metadata.service import manual_match_undo
from chalicelib.metadata.service.related_rows import clear_lists
from chalicelib.metadata.service.staleness import provider_of
from chalicelib.metadata.service.task_queue import queue_title
from chalicelib.platform.cache import CATALOGUE, RELEASES, Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database

MAX_MATCHED = 100  # of a list


@dataclass(frozen=True, slots=True)
class MatchService:
    db: Database
    cache: Cache
    clock: Clock
    outside: ProviderTitleService

    def candidates(self, media_id: int, name: str) -> ProviderTitles:
        """What the source of a title finds by a name. Raises `MediaNotFound`."""
        with self.db.transaction() as conn:
            kind = _kind(conn, media_id)
        return self.outside.find(name, kinds=(kind,))

    def matched(self) -> MatchedTitles:
        """The titles that were matched by hand, the newest first."""
        with self.db.read() as conn:
            return MatchedTitles(items=manual_matches.page(conn, limit=MAX_MATCHED))

    def match(self, media_id: int, match: SourceMatch) -> TitleQueued:
        """
        Say which number the source has for a title, and have the worker fetch it.

        What an earlier number said is taken back first: sources only fill gaps. Raises
        `MediaNotFound` or `ExternalIdTaken`.
        """
        now = self.clock()
        with self.db.transaction() as conn:
            kind = _kind(conn, media_id)
            source, external_id = provider_of(kind), str(match.external_id)
            owner = unmatched_titles.owner_of(
                conn, source=source, kind=kind, external_id=external_id
            )
            if owner is not None and owner[0] != media_id:
                raise ExternalIdTaken(
                    f"This number belongs to {owner[1]} already.", field="externalId"
                )
            before = manual_matches.find(conn, media_id=media_id)
            manual_matches.keep(conn, media_id=media_id, source=source, now=now)
            unmatched_titles.set_external_id(
                conn, media_id=media_id, source=source, kind=kind, external_id=external_id
            )
            queued = queue_title(conn, media_id, now=now)
            if before is not None:
                self._take_back(conn, media_id, before, now)
        self._invalidate(media_id)
        return TitleQueued(queued=queued)

    def undo_match(self, media_id: int) -> TitleQueued:
        """
        Give a title back its number and its facts, and have the worker ask for it again.

        Raises `MediaNotFound` or `NotMatchedByHand`.
        """
        now = self.clock()
        with self.db.transaction() as conn:
            kind = _kind(conn, media_id)
            before = manual_matches.find(conn, media_id=media_id)
            if before is None:
                raise NotMatchedByHand("This title was not matched by hand.")
            source = provider_of(kind)
            if before.external_id is None:
                unmatched_titles.delete_external_id(conn, media_id=media_id, source=source)
            else:
                unmatched_titles.set_external_id(
                    conn,
                    media_id=media_id,
                    source=source,
                    kind=kind,
                    external_id=before.external_id,
                )
            queued = queue_title(conn, media_id, now=now)
            self._take_back(conn, media_id, before, now)
            manual_matches.forget(conn, media_id=media_id)
        self._invalidate(media_id)
        return TitleQueued(queued=queued)

    def _take_back(
        self, conn: Connection, media_id: int, before: manual_matches.MatchBefore, now: datetime
    ) -> None:
        """Must come last in the transaction: see `update_titles`."""
        manual_match_undo.restore(conn, media_id)
        if not before.is_described:
            return
        clear_lists(conn, media_id, now)
        with update_titles(conn, media_id):
            manual_matches.restore_facts(conn, media_id=media_id, now=now)
            refresh(conn, media_id)  # a picture beside its files may have come since

    def _invalidate(self, media_id: int) -> None:
        self.cache.invalidate_titles([media_id])
        self.cache.invalidate(CATALOGUE)
        self.cache.invalidate(RELEASES)


def _kind(conn: Connection, media_id: int) -> MediaType:
    kind = unmatched_titles.kind_of(conn, media_id=media_id)
    if kind is None:
        raise MediaNotFound("There is no such title.")
    return kind
