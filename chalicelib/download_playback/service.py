"""Creates tickets for downloads that are not complete."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from pydantic import SecretStr

from chalicelib.download_playback.errors import NotDownloading, NothingToWatch, TooEarly
from chalicelib.download_playback.models import (
    DownloadTicket,
    film_of,
    in_words,
    mime_type_of,
    missing_bytes,
)
from chalicelib.downloads.models import Status
from chalicelib.downloads.service import DownloadControl, DownloadService
from chalicelib.platform.clock import Clock
from chalicelib.platform.sessions import User
from chalicelib.playback.models.stream_grants import MAX_GRANT_S, Grant


@dataclass(frozen=True, slots=True)
class DownloadPlaybackService:
    """`base_url`: of the stream gateway, when it is not the origin of the request."""

    downloads: DownloadService
    control: DownloadControl
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
        film = film_of(self.control.details(user, job_id).files)
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
        )
