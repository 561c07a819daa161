"""What free sources a title has, and the download from one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from chalicelib.catalog.service import CatalogService
from chalicelib.downloads.models import DownloadCreate
from chalicelib.downloads.service import DownloadService
from chalicelib.free_sources.errors import NoFreeSource, UnknownFreeSource
from chalicelib.free_sources.models import (
    FreeSource,
    FreeSourceRow,
    GetTitleRequest,
    GetTitleResult,
    SourceKind,
    choose,
    free_source_of,
)
from chalicelib.free_sources.store import sources
from chalicelib.platform.db import Database
from chalicelib.platform.sessions import User


@dataclass(frozen=True, slots=True)
class FreeSourceService:
    db: Database
    catalog: CatalogService
    downloads: DownloadService
    are_torrents_on: bool = True

    def of_title(self, media_id: int) -> list[FreeSource]:
        """The best first; of a show, in the order of its episodes."""
        with self.db.read() as conn:
            rows = self._usable(sources.of_titles(conn, media_ids=[media_id]))
            rate = sources.measured_rate(conn) if rows else None
        return [free_source_of(row, rate) for row in rows]

    def best(self, media_ids: Sequence[int]) -> dict[int, FreeSource]:
        """The source that `get` takes, of those titles that have one to download."""
        if not media_ids:
            return {}
        with self.db.read() as conn:
            rows = self._usable(sources.of_titles(conn, media_ids=media_ids))
            rate = sources.measured_rate(conn) if rows else None
        by_title: dict[int, list[FreeSourceRow]] = {}
        for row in rows:
            by_title.setdefault(row.media_id, []).append(row)
        chosen = {media_id: choose(of_title) for media_id, of_title in by_title.items()}
        return {
            media_id: free_source_of(row, rate)
            for media_id, row in chosen.items()
            if row is not None
        }

    def get(
        self, user: User, media_id: int, body: GetTitleRequest
    ) -> tuple[GetTitleResult, HTTPStatus]:
        """
        Download a title from a free source: CREATED with a new job, or OK with the open one.

        When the source fails, the worker goes on with the title's next source by itself.

        Raises `NotAllowed`, `MediaNotFound`, `NoFreeSource`, `UnknownFreeSource`, and what
        `DownloadService.request` raises.
        """
        user.require("download")
        title = self.catalog.require(media_id)
        with self.db.read() as conn:
            rows = self._usable(sources.of_titles(conn, media_ids=[title.id]))
            source = self._requested(rows, body)
            open_job = sources.open_job(conn, user_id=user.id, source=source)
            rate = sources.measured_rate(conn)
        shown = free_source_of(source, rate)
        if open_job is not None:
            return GetTitleResult(
                job=self.downloads.get(user, open_job), source=shown
            ), HTTPStatus.OK
        request = DownloadCreate(
            sourceType=source.source_type,
            source=source.address,
            title=" ".join(filter(None, (source.title, shown.episode_label))),
            mediaId=title.id,
        )
        result = self.downloads.request(user, request, free_source_id=source.id)
        return GetTitleResult(job=result.job, source=shown), result.status

    def _usable(self, rows: list[FreeSourceRow]) -> list[FreeSourceRow]:
        if self.are_torrents_on:
            return rows
        return [row for row in rows if row.kind is not SourceKind.TORRENT]

    @staticmethod
    def _requested(rows: list[FreeSourceRow], body: GetTitleRequest) -> FreeSourceRow:
        if body.source_id is None:
            if (best := choose(rows)) is None:
                raise NoFreeSource("There is no free source of this title.")
            return best
        for row in rows:
            if row.id == body.source_id and row.kind is not SourceKind.PAGE:
                return row
        raise UnknownFreeSource("This title has no such source.", field="sourceId")
