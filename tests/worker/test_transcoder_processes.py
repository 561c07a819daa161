"""Which processes convert a film: who shares one, who waits for one, and what ends it."""

import os
import re
import signal
import threading
from dataclasses import replace
from uuid import UUID

import pytest

from chalicelib.platform.errors import InvalidInput
from chalicelib.playback.models.rendition import Rendition
from tests import clips
from tests.transcoding import LENA, MAX, Films, films
from tests.waiting import wait_until
from worker.gateway.request_parsing import StreamRequest
from worker.gateway.responses import StreamResponse
from worker.gateway.routes import find_route
from worker.transcoder import transcoder
from worker.transcoder.errors import (
    Busy,
)
from worker.transcoder.ffmpeg_discovery import discover
from worker.transcoder.handler import HlsHandler

pytestmark = pytest.mark.long  # on a busy machine: each starts processes that convert a film


def test_two_viewers_of_one_rendition_share_a_process(shown):
    item = shown.add(clips.surround())
    answers: list[bytes] = []
    viewers = [
        threading.Thread(
            target=lambda who=who: answers.append(shown.segment(item, "360-a1-aac", 0, who))
        )
        for who in (LENA, MAX)
    ]
    for viewer in viewers:
        viewer.start()
    for viewer in viewers:
        viewer.join()

    assert answers[0] == answers[1]
    assert shown.transcoder.started == 1


def test_a_film_that_begins_in_the_middle_needs_one_process(shown):
    item = shown.add(clips.long())
    rendition = Rendition.parse("360-anone-none")
    handle = HlsHandler(shown.transcoder).route.handler

    def get(name: str, query: str) -> StreamResponse:
        path = f"/stream/{item}/hls/{rendition}/{name}"
        match = find_route([HlsHandler(shown.transcoder).route], path)[1]
        return handle(StreamRequest("GET", path, f"s=1&e=2&sig=3{query}", {}, True), match)

    manifest = get("index.m3u8", "&at=140.5").text.decode()
    (address,) = re.findall(r'URI="init\.mp4\?s=1&e=2&sig=3([^"]*)"', manifest)
    os.close(get("init.mp4", address).file)
    pictures, _ = shown.times(item, str(rendition), 70)

    assert pictures[0] == pytest.approx(140, abs=0.001)
    assert shown.transcoder.started == 1
    for name, query in (("index.m3u8", "&at=-1"), ("init.mp4", "&n=1.5"), ("init.mp4", "&n=x")):
        with pytest.raises(InvalidInput):
            get(name, query)


def test_a_killed_ffmpeg_starts_again_where_it_is_needed(shown):
    item = shown.add(clips.long())
    shown.segment(item, "360-anone-none", 0)
    (run,) = shown.transcoder.running
    os.kill(run.process.pid, signal.SIGKILL)
    wait_until(lambda: not shown.transcoder.running)
    missing = next(
        number for number in range(200) if not shown.transcoder.store.has(f"{run.name}/{number}")
    )

    pictures, _ = shown.times(item, "360-anone-none", missing)

    assert pictures[0] == pytest.approx(2 * missing, abs=0.001)
    assert shown.transcoder.started == 2


def test_a_run_waits_when_the_player_has_enough_and_ends_with_the_worker(shown):
    item = shown.add(clips.long())
    shown.segment(item, "360-anone-none", 0)
    (run,) = shown.transcoder.running
    wait_until(lambda: run.next >= 31)  # a minute ahead

    assert not shown.transcoder.store.has(f"{run.name}/40")
    assert shown.transcoder.is_converting()  # a user watches: idle work does not begin
    shown.transcoder.close()
    wait_until(lambda: not shown.transcoder.is_converting())
    with pytest.raises(ProcessLookupError):
        os.kill(run.process.pid, 0)


@pytest.mark.usefixtures("patience")
def test_who_comes_when_every_process_is_in_use_is_told_to_wait(tmp_path, indexer):
    with films(tmp_path, indexer, processes=1) as shown:
        first, second = shown.add(clips.long()), shown.add(clips.surround())
        shown.segment(first, "360-anone-none", 0, LENA)

        with pytest.raises(Busy, match="converts 1 other film") as refused:
            shown.segment(second, "copy-a1-aac", 0, MAX)

        assert refused.value.retry_after_s


@pytest.mark.usefixtures("patience")
def test_a_seek_of_the_only_viewer_needs_no_second_process(tmp_path, indexer):
    with films(tmp_path, indexer, processes=1) as shown:
        item = shown.add(clips.long())
        shown.segment(item, "360-anone-none", 0)

        pictures, _ = shown.times(item, "360-anone-none", 70)

        assert pictures[0] == pytest.approx(140, abs=0.001)
        wait_until(lambda: len(shown.transcoder.running) <= 1)


@pytest.fixture
def stuck(shown, tmp_path) -> UUID:
    """A film whose conversion does not begin, until `shown.ffmpeg` is restored."""
    script = tmp_path / "ffmpeg"
    script.write_text("#!/bin/sh\nexec sleep 3600\n")
    script.chmod(0o755)
    assert shown.ffmpeg is not None
    item = shown.add(clips.long())
    shown.durations(item, "360-anone-none")
    shown.ffmpeg = replace(shown.ffmpeg, path=str(script))
    return item


def waiting(shown: Films, item: UUID, number: int, refused: list[Busy]) -> threading.Thread:
    """A request that waits for a segment and is refused."""

    def ask() -> None:
        try:
            shown.segment(item, "360-anone-none", number)
        except Busy as error:
            refused.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    return thread


def test_a_request_that_its_player_left_does_not_stop_the_next(shown, stuck):
    whole = discover(use_hardware=False)
    refused: list[Busy] = []
    left = waiting(shown, stuck, 5, refused)
    wait_until(lambda: shown.transcoder.running)

    shown.ffmpeg = whole
    pictures, _ = shown.times(stuck, "360-anone-none", 70)
    left.join()

    assert pictures[0] == pytest.approx(140, abs=0.001)
    assert [str(error) for error in refused] == ["You went on at another place."]
    assert shown.transcoder.started == 2


def test_one_viewer_cannot_take_every_waiting_place(shown, stuck, monkeypatch):
    monkeypatch.setattr(transcoder, "MAX_WAITING_OF_VIEWER", 1)
    refused: list[Busy] = []
    first = waiting(shown, stuck, 0, refused)
    wait_until(lambda: shown.transcoder.running)

    with pytest.raises(Busy, match="Too many"):
        shown.segment(stuck, "360-anone-none", 0)
    shown.transcoder.close()
    first.join()
