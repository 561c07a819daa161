"""Segments on disk: when it is full, and which ones make room."""

import errno
import threading
from pathlib import Path

import pytest

from tests import clips
from tests.waiting import wait_until
from worker.transcoder.errors import (
    DiskFull,
)
from worker.transcoder.segment_store import SegmentStore

pytestmark = pytest.mark.long  # on a busy machine: each starts processes that convert a film


def test_a_segment_that_made_room_is_made_again_though_the_one_after_it_is_kept(shown):
    item = shown.add(clips.surround())
    before = [shown.segment(item, "copy-a1-aac", number) for number in (0, 1)]
    wait_until(lambda: not shown.transcoder.running)
    (first,) = (path for path in shown.transcoder.store.folder.rglob("0") if path.is_file())
    first.unlink()

    again = shown.segment(item, "copy-a1-aac", 0)

    assert len(again) == len(before[0])


def test_a_full_disk_is_said_and_recovered_from(shown, monkeypatch):
    item = shown.add(clips.surround())
    put = SegmentStore.put

    def refuse(_store: SegmentStore, _name: str, _incoming: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(SegmentStore, "put", refuse)
    with pytest.raises(DiskFull) as refused:
        shown.segment(item, "copy-a1-aac", 0)
    assert refused.value.retry_after_s

    monkeypatch.setattr(SegmentStore, "put", put)
    assert shown.segment(item, "copy-a1-aac", 0)


def test_a_disk_that_is_full_in_the_middle_costs_what_was_not_made_yet(shown, monkeypatch):
    item, name = shown.add(clips.surround()), "copy-a1-aac"
    durations = shown.durations(item, name)
    whole = shown.segment(item, name, 0)
    wait_until(lambda: not shown.transcoder.running)
    shown.transcoder.store.clear()
    put, is_full = SegmentStore.put, threading.Event()

    def put_until_full(store: SegmentStore, made: str, incoming: Path) -> None:
        if made.endswith("/1"):
            is_full.set()
        if is_full.is_set():
            raise OSError(errno.ENOSPC, "No space left on device")
        put(store, made, incoming)

    monkeypatch.setattr(SegmentStore, "put", put_until_full)
    first = shown.segment(item, name, 0)
    with pytest.raises(DiskFull, match="full"):
        shown.segment(item, name, 1)
    left = [path.name for path in (shown.transcoder.store.folder).rglob("*.part")]
    monkeypatch.setattr(SegmentStore, "put", put)

    assert first == whole
    assert left == []
    ends = [shown.times(item, name, number)[0][-1] for number in range(len(durations))]
    assert ends == sorted(ends)
    assert ends[-1] == pytest.approx(clips.SECONDS, abs=0.2)


def test_the_least_recently_played_segments_are_evicted(shown):
    item = shown.add(clips.surround())
    store = shown.transcoder.store

    def play(rendition: str) -> None:
        for number in range(len(shown.durations(item, rendition))):
            shown.segment(item, rendition, number)
        wait_until(lambda: not shown.transcoder.running)

    play("360-a1-aac")
    store.max_bytes = store.kept_bytes  # room for the smaller one, whose segments are newer
    play("360-anone-none")

    files = [each for each in store.folder.rglob("*") if each.is_file()]
    assert sum(each.stat().st_size for each in files) <= store.max_bytes
    (conversion,) = {each.parent.name for each in files if each.parent.name.endswith("-a1-aac")}
    assert not store.has(f"{conversion}/0")
    assert shown.segment(item, "360-a1-aac", 0)  # made again


def test_the_header_of_a_conversion_leaves_with_its_last_segment(tmp_path):
    store = SegmentStore(tmp_path / "segments", max_bytes=100)

    def put(name: str, size: int) -> None:
        path = store.incoming(name, 1)
        path.write_bytes(b"x" * size)
        store.put(name, path)

    for name, size in (("one/init", 10), ("one/0", 40), ("one/1", 40), ("two/init", 10)):
        put(name, size)
    put("two/0", 60)

    assert [store.has(name) for name in ("one/init", "one/0", "one/1")] == [False] * 3
    assert [store.has(name) for name in ("two/init", "two/0")] == [True] * 2
    assert store.kept_bytes == 70
    files = [each.name for each in store.folder.rglob("*") if each.is_file()]
    assert sorted(files) == ["0", "init"]
