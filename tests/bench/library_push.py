"""A file is copied to the embedded object store: our uploader beside boto3's TransferManager."""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from boto3.s3.transfer import TransferConfig
from pydantic import SecretStr

from chalicelib.platform.db import Database
from chalicelib.platform.settings import Settings
from localstack.embedded_object_store import EmbeddedObjectStore
from tests.bench.method import Series, interleave
from tests.library import make_item
from worker.s3_client import client_of
from worker.scanner.roots import Roots
from worker.uploader import PART_BYTES, Uploader

FILE_BYTES = 192 * 2**20
ROUNDS = 5


def settings_of(server: EmbeddedObjectStore) -> Settings:
    return Settings.model_validate(
        {
            "database_url": SecretStr("postgresql://nowhere"),
            "seen_secret": "a secret of the bench, long enough for everyone",
            "s3_endpoint_url": server.endpoint,
            "s3_access_key": server.access_key,
            "s3_secret_key": server.secret_key,
            "s3_bucket": server.bucket,
        }
    )


def mib_per_second(run: Callable[[], object]) -> dict[str, float]:
    started = time.perf_counter()
    run()
    return {"MiB/s": FILE_BYTES / 2**20 / (time.perf_counter() - started)}


def measure(folder: Path, dsn: str) -> Series:
    """Both send the same parts to one server, in turns; ours also hashes, verifies and records."""
    db = Database(dsn)
    film = folder / "films" / "pushed.mkv"
    film.write_bytes(os.urandom(FILE_BYTES))
    with EmbeddedObjectStore(folder / "objects") as server:
        client = client_of(settings_of(server))
        assert client is not None
        roots = Roots.of([film.parent], folder / "downloads")
        uploader = Uploader(
            db, client, server.bucket, roots, lambda: datetime.now(UTC), includes_library=True
        )

        def ours() -> dict[str, float]:
            with db.read() as conn:
                conn.execute("DELETE FROM library_items WHERE absolute_path = %s", [str(film)])
            item_id = make_item(db, film)
            return mib_per_second(partial(uploader.upload, item_id))

        def boto3() -> dict[str, float]:
            config = TransferConfig(multipart_chunksize=PART_BYTES)
            send = partial(client.upload_file, str(film), server.bucket, "peer", Config=config)
            return mib_per_second(send)

        ours()
        boto3()
        series = interleave({"ours": ours, "boto3": boto3}, ROUNDS)
    db.close()
    film.unlink()
    return series["MiB/s"]
