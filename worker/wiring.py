"""The worker's own composition root, beside the one it shares with the functions."""

import threading
import time
from typing import TYPE_CHECKING

from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import new_id, utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.registry import get, register
from chalicelib.platform.settings import Settings
from worker.gateway.answers import Desk, OpenInProgress
from worker.gateway.gatekeeper import Gatekeeper
from worker.gateway.server import StreamServer
from worker.housekeeping import Housekeeping
from worker.scanner.imports import Importer
from worker.scanner.probe import Prober
from worker.scanner.roots import Roots
from worker.scanner.scan import Scanner
from worker.scanner.settle import Settling
from worker.scanner.shelf import Shelf
from worker.scanner.watch import Watcher
from worker.tasks import TaskRunner, Work
from worker.uploader import Uploader

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

STORE_CONNECT_S = 5
STORE_READ_S = 60


def wire_worker() -> None:
    """Register what only the worker has. Builds nothing yet."""
    register(Roots, _roots)
    register(Shelf, _shelf)
    stop = threading.Event()
    settling = Settling(time.monotonic)
    register(Scanner, lambda: Scanner(get(Shelf), settling, Prober(), stop))
    register(Importer, lambda: Importer(get(Shelf), Prober(), stop))
    register(Watcher, lambda: Watcher(get(Scanner)))
    register(Housekeeping, lambda: Housekeeping(get(Shelf), _uploader(get(Settings), stop)))
    register(TaskRunner, lambda: _task_runner(stop))


def _task_runner(stop: threading.Event) -> TaskRunner:
    settings = get(Settings)
    work = Work(get(Scanner), get(Importer), _uploader(settings, stop), stop)
    return TaskRunner(settings.database_url.get_secret_value(), work)


def stream_server(open_in_progress: OpenInProgress) -> StreamServer:
    """The stream gateway. `open_in_progress` finds files whose bytes are still coming."""
    settings = get(Settings)
    desk = Desk(
        gatekeeper=Gatekeeper(get(Database), settings.seen_secret, utc_now),
        roots=get(Roots),
        clock=utc_now,
        open_in_progress=open_in_progress,
        # The address itself is the permission; pages of another origin embed the bytes only
        # when this gateway is set up to be one.
        resource_policy="cross-origin" if settings.seen_stream_url else "same-origin",
    )
    return StreamServer(desk, settings.seen_stream_host, settings.stream_port)


def _roots() -> Roots:
    """Raises `OSError` when the default folder, which is ours to make, cannot be made."""
    settings = get(Settings)
    if not settings.seen_library_roots:
        settings.library_roots[0].mkdir(parents=True, exist_ok=True)
    return Roots.of(settings.library_roots, settings.download_dir)


def _shelf() -> Shelf:
    return Shelf(
        get(Database), get(Cache), get(Roots), utc_now, new_id, pushes=_pushes(get(Settings))
    )


def _pushes(settings: Settings) -> bool:
    return (
        settings.seen_push == "on"
        and settings.s3_endpoint_url is not None
        and settings.s3_access_key is not None
        and settings.s3_secret_key is not None
    )


def _uploader(settings: Settings, stop: threading.Event) -> Uploader | None:
    if not _pushes(settings):
        return None
    return Uploader(
        get(Database), store_client(settings), settings.s3_bucket, get(Roots), utc_now, stop=stop
    )


def store_client(settings: Settings) -> "S3Client":
    """Raises `ValueError` when the store's keys are not set."""
    if settings.s3_access_key is None or settings.s3_secret_key is None:
        raise ValueError("S3_ACCESS_KEY and S3_SECRET_KEY are not set.")
    import boto3  # noqa: PLC0415  # a quarter of a second, and not needed without a store
    from botocore.config import Config  # noqa: PLC0415

    return boto3.client(
        "s3",
        endpoint_url=settings.s3_endpoint_url,
        aws_access_key_id=settings.s3_access_key.get_secret_value(),
        aws_secret_access_key=settings.s3_secret_key.get_secret_value(),
        region_name=settings.s3_region,
        config=Config(
            connect_timeout=STORE_CONNECT_S,
            read_timeout=STORE_READ_S,
            retries={"max_attempts": 3, "mode": "standard"},
            s3={"addressing_style": "path"},
            # Stores other than S3 itself know no trailing checksums; we compare our own.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )
