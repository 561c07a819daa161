"""Films are read once before they are converted, in a process that may die of them."""

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from tests import clips
from tests.waiting import PATIENCE_S
from worker import child_process
from worker.child_process import AnsweringChild
from worker.media_input import MediaInput
from worker.transcoder.errors import (
    CannotConvert,
)
from worker.transcoder.media_index import MediaIndexer

pytestmark = pytest.mark.long  # on a busy machine: each starts processes that convert a film


def test_a_known_film_does_not_wait_while_another_is_read(shown, monkeypatch):
    indexer = shown.transcoder.indexer
    known, other = uuid4(), uuid4()
    reads, goes_on = threading.Event(), threading.Event()
    with clips.surround().open("rb") as file, ThreadPoolExecutor(2) as pool:
        film = MediaInput.of_descriptor(file.fileno())
        index = indexer.read(known, film)
        ask = indexer.child.ask

        def ask_slowly(line: bytes, *descriptors: int) -> bytes:
            reads.set()
            goes_on.wait(PATIENCE_S)
            return ask(line, *descriptors)

        monkeypatch.setattr(indexer.child, "ask", ask_slowly)
        slow = pool.submit(indexer.read, other, film)
        try:
            assert reads.wait(PATIENCE_S)
            again = pool.submit(indexer.read, known, film)
            assert again.result(PATIENCE_S / 2) == index
            assert not slow.done()
        finally:
            goes_on.set()
        assert slow.result(PATIENCE_S) == index


def test_what_is_not_a_film_is_refused(shown, tmp_path):
    path = tmp_path / "noise.mkv"
    path.write_bytes(os.urandom(4096))

    with pytest.raises(CannotConvert):
        shown.durations(shown.add(path), "copy-a1-aac")


def test_a_damaged_file_is_not_read_again_at_each_try(shown, tmp_path):
    path = tmp_path / "noise.mkv"
    path.write_bytes(os.urandom(4096))
    minutes = [0.0]
    indexer = shown.transcoder.indexer = MediaIndexer(
        tmp_path / "indexes", patience_s=None, now_s=lambda: 60 * minutes[0]
    )
    asked: list[int] = []
    ask = indexer.child.ask

    def counted(line: bytes, *descriptors: int) -> bytes:
        asked.extend(descriptors)
        return ask(line, *descriptors)

    indexer.child.ask = counted
    item = shown.add(path)
    for minutes[0] in (1, 2, 20):
        with pytest.raises(CannotConvert, match="damaged"):
            shown.durations(item, "copy-a1-aac")
    indexer.child.close()

    assert len(asked) == 2


def test_a_film_on_which_the_child_dies_is_refused(shown, tmp_path):
    dying = AnsweringChild((sys.executable, "-c", "input(); raise SystemExit(3)"), PATIENCE_S)
    shown.transcoder.indexer = MediaIndexer(tmp_path / "indexes", patience_s=None, child=dying)

    with pytest.raises(CannotConvert, match="damaged"):
        shown.durations(shown.add(clips.surround()), "copy-a1-aac")


def test_a_film_that_takes_too_long_to_read_ends_its_child(shown, tmp_path, monkeypatch):
    monkeypatch.setattr(child_process, "START_S", 0.0)
    stuck = AnsweringChild((sys.executable, "-c", "import time; time.sleep(3600)"), 0.05)
    shown.transcoder.indexer = MediaIndexer(tmp_path / "indexes", patience_s=None, child=stuck)

    with pytest.raises(CannotConvert, match="too long"):
        shown.durations(shown.add(clips.surround()), "copy-a1-aac")
