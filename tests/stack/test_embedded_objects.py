"""The embedded S3 server."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from localstack.embedded_object_store import EmbeddedObjectStore


@contextmanager
def store(folder: Path) -> Iterator[tuple[EmbeddedObjectStore, Any]]:
    with EmbeddedObjectStore(folder / "objects") as server:
        client = boto3.client(
            "s3",
            endpoint_url=server.endpoint,
            aws_access_key_id=server.access_key,
            aws_secret_access_key=server.secret_key,
            region_name="us-east-1",
        )
        yield server, client
        client.close()


def test_objects_survive_a_stop_and_a_start_and_are_plain_files(folder):
    with store(folder) as (server, s3):
        s3.put_object(Bucket=server.bucket, Key="films/a film.txt", Body=b"frames")

    with store(folder) as (server, s3):
        found = s3.get_object(Bucket=server.bucket, Key="films/a film.txt")

        assert found["Body"].read() == b"frames"
    assert (folder / "objects/seen-media/films/a film.txt").read_bytes() == b"frames"


def test_a_request_without_the_keys_is_refused(folder):
    with store(folder) as (server, _):
        stranger = boto3.client(
            "s3",
            endpoint_url=server.endpoint,
            aws_access_key_id=server.access_key,
            aws_secret_access_key="guess",
            region_name="us-east-1",
        )

        with pytest.raises(ClientError) as refusal:
            stranger.list_objects_v2(Bucket=server.bucket)
        stranger.close()

    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


def test_an_incomplete_upload_is_removed_after_a_crash(folder):
    half = folder / "objects/seen-media/.rclone_temp_put_abc"
    with store(folder) as (server, _):
        half.write_bytes(b"half")
        server.child.kill()
        server.child.wait()
        server.child = None  # as after a crash: nothing was cleaned up

    with store(folder):
        assert not half.exists()
