"""
Download a file when the server has a newer one.

A partial download is kept when the connection breaks, and the next attempt requests the rest of
the same version (RFC 9110: If-Modified-Since 13.1.3, If-Range 13.1.5, Range 14.2).
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urljoin

from chalicelib.platform.errors import SeenError
from chalicelib.providers.network_guard import NetworkGuard
from worker.imdb import crash_points
from worker.imdb.dataset_files import ImdbFile
from worker.imdb.dataset_folder import DatasetFolder
from worker.imdb.errors import DownloadFailed
from worker.imdb.progress import ImportProgress
from worker.net.http_client import StreamedResponse, fetch

DEFAULT_URL = "https://datasets.imdbws.com/"
GZIP = b"\x1f\x8b"
MAX_BYTES = 16 << 30  # all of IMDb is a tenth of that
MAX_ATTEMPTS = 4


@dataclass(frozen=True)
class Downloads:
    guard: NetworkGuard
    base: str
    folder: DatasetFolder
    progress: ImportProgress

    def fetch(self, file: ImdbFile) -> bool:
        """Download into `incoming`; whether there was a newer version. Raises `DownloadFailed`."""
        for remaining in reversed(range(MAX_ATTEMPTS)):
            try:
                return self._fetch_once(file)
            except SeenError as error:
                if not remaining or not self._part(file).exists():
                    raise DownloadFailed(f"{file.file_name}: {error}") from error
            except OSError as error:
                raise DownloadFailed(f"{file.file_name}: {error}") from error
        raise AssertionError  # the last attempt returns or raises

    def _part(self, file: ImdbFile) -> Path:
        return self.folder.incoming / f"{file.file_name}.part"

    def _fetch_once(self, file: ImdbFile) -> bool:
        part = self._part(file)
        part.parent.mkdir(parents=True, exist_ok=True)
        url = urljoin(self.base if self.base.endswith("/") else f"{self.base}/", file.file_name)
        with fetch(self.guard, url, self._conditions(file, part)) as response:
            if response.status == HTTPStatus.NOT_MODIFIED:
                return False
            if response.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                part.unlink(missing_ok=True)
                _validator(part).unlink(missing_ok=True)
                raise DownloadFailed(f"{file.file_name}: the server has less than it had before.")
            if response.status not in {HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT}:
                raise DownloadFailed(f"{file.file_name}: the server responses {response.status}.")
            self._receive(response, part)
        modified = response.headers.get("last-modified")
        self._accept(file, part, modified)
        return True

    def _conditions(self, file: ImdbFile, part: Path) -> dict[str, str]:
        """Request headers for the rest of a partial download, or for a newer version."""
        try:
            validator = _validator(part).read_text()
            have = part.stat().st_size
        except OSError:
            validator, have = "", 0
        if validator and have:
            return {"Range": f"bytes={have}-", "If-Range": validator}
        here = self.folder.newest(file)
        if not here.exists():
            return {}
        when = datetime.fromtimestamp(here.stat().st_mtime, UTC)
        return {"If-Modified-Since": format_datetime(when, usegmt=True)}

    def _receive(self, response: StreamedResponse, part: Path) -> None:
        have = part.stat().st_size if part.exists() else 0
        is_resumed = (
            response.status == HTTPStatus.PARTIAL_CONTENT and _range_start(response.headers) == have
        )
        if not is_resumed:
            _validator(part).write_text(_validator_of(response.headers))
        length = response.headers.get("content-length")
        total = None if length is None else int(length) + (have if is_resumed else 0)
        with (
            self.progress.step(f"fetching {part.name.partition('.tsv')[0]}", total, "bytes"),
            part.open("ab" if is_resumed else "wb") as file,
        ):
            self.progress.add(have if is_resumed else 0)
            size = have if is_resumed else 0
            for chunk in response.chunks():
                file.write(chunk)
                self.progress.add(len(chunk))
                size += len(chunk)
                if size > MAX_BYTES:
                    raise DownloadFailed(f"{part.stem} does not end.")
            file.flush()
            os.fsync(file.fileno())

    def _accept(self, file: ImdbFile, part: Path, modified: str | None) -> None:
        with part.open("rb") as opened:
            if opened.read(2) != GZIP:
                part.unlink()
                _validator(part).unlink(missing_ok=True)
                raise DownloadFailed(f"{file.file_name}: what came is not a gzip file.")
        if modified:
            stamp = parsedate_to_datetime(modified).timestamp()
            os.utime(part, (stamp, stamp))
        part.replace(self.folder.incoming / file.file_name)
        _validator(part).unlink(missing_ok=True)
        _sync_folder(self.folder.incoming)
        crash_points.hit("downloaded")


def _validator(part: Path) -> Path:
    return part.with_name(f"{part.name}.version")


def _validator_of(headers: Mapping[str, str]) -> str:
    """A validator for If-Range: a strong entity tag, else the date; empty without either."""
    tag = headers.get("etag", "")
    return tag if tag and not tag.startswith("W/") else headers.get("last-modified", "")


def _range_start(headers: Mapping[str, str]) -> int | None:
    match = re.match(r"bytes (\d+)-", headers.get("content-range", ""))
    return int(match[1]) if match else None


def _sync_folder(folder: Path) -> None:
    """Make a rename survive a power failure."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows opens no folders
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
