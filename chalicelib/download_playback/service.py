"""Creates tickets for downloads that are not complete."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from pydantic import SecretStr

from chalicelib.catalog.models import MediaType
from chalicelib.catalog.service import CatalogService
from chalicelib.download_playback.errors import NotDownloading, NothingToWatch, TooEarly
from chalicelib.download_playback.models import (
    DownloadingTitle,
    DownloadTicket,
    film_of,
    in_words,
    is_whole,
    mime_type_of,
    missing_bytes,
)
from chalicelib.downloads.models import DownloadJob, Status
from chalicelib.downloads.models.job_details import JobFile
from chalicelib.downloads.service import DownloadControl, DownloadService
from chalicelib.platform.clock import Clock
from chalicelib.platform.sessions import User
from chalicelib.playback.models.stream_grants import MAX_GRANT_S, Grant
from chalicelib.tracking.service.progress import ProgressService


@dataclass(frozen=True, slots=True)
class DownloadPlaybackService:
    """`base_url`: of the stream gateway, when it is not the origin of the request."""

    downloads: DownloadService
    control: DownloadControl
    catalog: CatalogService
    progress: ProgressService
    secret: SecretStr
    base_url: str | None
    clock: Clock

    def play(self, user: User, job_id: UUID, *, origin: str) -> DownloadTicket:
        """
        A signed address of the film in a download of the user's.

        Raises `DownloadNotFound`, `NotDownloading`, `NothingToWatch` or `TooEarly`.
        """
        job = self.downloads.get(user, job_id)
        if job.status not in (Status.DOWNLOADING, Status.STALLED) or not job.has_worker:
            raise NotDownloading("Only a download that is running can be played before its end.")
        files = self.control.details(user, job_id).files
        film = film_of(files)
        if film is None:
            raise NothingToWatch("There is no film in this download that a browser can play.")
        missing = missing_bytes(film)
        if missing:
            speed = job.download_bytes_per_s
            if not speed:
                raise TooEarly("Too little of it is here, and nothing arrives at the moment.")
            wait_s = -(-missing // speed)
            raise TooEarly(
                f"Too little of it is here. Try again in about {in_words(wait_s)}.",
                retry_after_s=wait_s,
            )
        expires_at = self.clock() + timedelta(seconds=MAX_GRANT_S)
        grant = Grant(user.session_id, job.id, expires_at).query(self.secret)
        base = (self.base_url or origin).rstrip("/")
        return DownloadTicket(
            job_id=job.id,
            url=f"{base}/stream/job/{job.id}/{film.index}?{grant}",
            mime_type=mime_type_of(film.path),
            expires_at=expires_at,
            title=job.media_title or job.title,
            progress_percent=job.progress_percent,
            media_id=job.media_id,
            plays=self._title(user, job, film, files),
        )

    def _title(
        self, user: User, job: DownloadJob, film: JobFile, files: Sequence[JobFile]
    ) -> DownloadingTitle | None:
        if job.media_id is None or not is_whole(film, files):
            return None
        episode_id = None
        if job.media_type is not MediaType.MOVIE:
            if job.season_number is None or job.episode_number is None:
                return None
            episode_id = self.catalog.find_episode(
                job.media_id, job.season_number, job.episode_number
            )
            if episode_id is None:
                return None
        return DownloadingTitle(
            media_id=job.media_id,
            episode_id=episode_id,
            position_seconds=self.progress.resume_at(user.id, job.media_id, episode_id),
        )
