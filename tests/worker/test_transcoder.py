"""Films are converted by the real ffmpeg, and every segment is decoded again."""

import errno
import io
import os
import re
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

import av
import numpy as np
import pytest

from chalicelib.admin.models import Converter
from chalicelib.platform.errors import InvalidInput
from chalicelib.playback.models.rendition import Rendition
from tests import clips, picture_subtitles
from tests.waiting import PATIENCE_S, wait_until
from worker import child_process
from worker.child_process import AnsweringChild
from worker.gateway.requests import StreamRequest
from worker.gateway.responses import StreamResponse
from worker.gateway.routes import find_route
from worker.media_input import MediaInput
from worker.transcoder import active_runs, command, encoders, transcoder
from worker.transcoder.command import OFFSET_S
from worker.transcoder.component import TranscoderComponent
from worker.transcoder.errors import (
    Busy,
    CannotConvert,
    DiskFull,
    NoConverter,
    SegmentNotFound,
)
from worker.transcoder.ffmpeg import Ffmpeg, discover, prove
from worker.transcoder.handler import HlsHandler
from worker.transcoder.media_index import MediaIndexer
from worker.transcoder.process import FfmpegProcess, Hangs
from worker.transcoder.segment_store import SegmentStore
from worker.transcoder.transcoder import Transcoder

pytestmark = pytest.mark.long  # on a busy machine: each starts processes that convert a film

FRAME_S = 1 / 24
SOUND_S = 2 * 1024 / 48000  # two packets of AAC
CARD = "h264_of_a_card"
BASELINE = 66  # ITU-T H.264, annex A: profile_idc
BT709 = 1  # ITU-T H.273, table 3
LENA, MAX = "lena", "max"


class Films:
    """A transcoder of some files."""

    def __init__(
        self,
        folder: Path,
        indexer: MediaIndexer,
        *,
        processes: int = 2,
        cache_bytes: int = 10**9,
    ) -> None:
        self.ffmpeg: Ffmpeg | None = discover(use_hardware=False)
        self.files: dict[UUID, Path] = {}
        self.transcoder = Transcoder(
            find_ffmpeg=lambda: self.ffmpeg,
            open_item=lambda item_id: MediaInput.of_descriptor(
                os.open(self.files[item_id], os.O_RDONLY)
            ),
            indexer=indexer,
            keeper_indexer=indexer,
            store=SegmentStore(folder / "segments", cache_bytes),
            max_processes=processes,
        )

    def add(self, path: Path) -> UUID:
        item_id = uuid5(NAMESPACE_URL, str(path))  # so that each film is indexed once
        self.files[item_id] = path
        return item_id

    def durations(self, item_id: UUID, name: str) -> list[float]:
        text = self.transcoder.manifest(item_id, Rendition.parse(name), "s=1")
        return [
            float(line.removeprefix("#EXTINF:").rstrip(","))
            for line in text.splitlines()
            if line.startswith("#EXTINF:")
        ]

    def segment(self, item_id: UUID, name: str, number: int, viewer: str = LENA) -> bytes:
        rendition = Rendition.parse(name)
        with os.fdopen(self.transcoder.segment(item_id, rendition, number, viewer), "rb") as file:
            return file.read()

    def init(self, item_id: UUID, name: str) -> bytes:
        rendition = Rendition.parse(name)
        with os.fdopen(self.transcoder.init(item_id, rendition, LENA), "rb") as file:
            return file.read()

    def times(self, item_id: UUID, name: str, number: int) -> tuple[list[float], list[float]]:
        """When the pictures and the sounds of a segment are presented, by decoding it."""
        content = self.segment(item_id, name, number)
        content = self.init(item_id, name) + content
        found: list[list[float]] = []
        for kind in ("video", "audio"):
            with av.open(io.BytesIO(content)) as container:
                streams = [each for each in container.streams if each.type == kind]
                frames = container.decode(streams[0]) if streams else []
                found.append(
                    sorted(float(frame.pts * frame.time_base) - OFFSET_S for frame in frames)
                )
        return found[0], found[1]


@pytest.fixture(scope="module")
def indexer(tmp_path_factory) -> Iterator[MediaIndexer]:
    made = MediaIndexer(tmp_path_factory.mktemp("indexes"), patience_s=None)
    yield made
    made.child.close()


@contextmanager
def films(folder: Path, indexer: MediaIndexer, **options: int) -> Iterator[Films]:
    made = Films(folder, indexer, **options)
    try:
        yield made
    finally:
        made.transcoder.close()
        wait_until(lambda: not made.transcoder.running)


@pytest.fixture(autouse=True)
def _patience(monkeypatch):
    """A busy machine may take its time."""
    monkeypatch.setattr(transcoder, "WAIT_S", PATIENCE_S)
    monkeypatch.setattr(active_runs, "DISPLACED_AFTER_S", PATIENCE_S)


@pytest.fixture
def shown(tmp_path, indexer) -> Iterator[Films]:
    with films(tmp_path, indexer) as made:
        yield made


@pytest.mark.parametrize(
    ("clip", "name"),
    [
        (clips.surround, "copy-a1-aac"),
        (clips.surround, "360-a1-aac"),
        (clips.ten_bit, "360-a1-aac"),
        (clips.variable, "copy-a1-copy"),
        (clips.variable, "360-a1-aac"),
        (clips.cut_off, "copy-a1-aac"),
    ],
)
def test_segments_follow_each_other_as_the_manifest_says(shown, clip, name):
    item = shown.add(clip())
    durations = shown.durations(item, name)

    ends: list[float] = []
    heard = 0.0
    for number, duration in enumerate(durations):
        pictures, sounds = shown.times(item, name, number)
        assert pictures[0] == pytest.approx(sum(durations[:number]), abs=0.1)
        if ends:
            assert 0 < pictures[0] - ends[-1] < 4 * FRAME_S  # no gap, nothing twice
            assert abs(sounds[0] - heard) < 0.05
        ends.append(pictures[-1])
        heard = sounds[-1] + 1024 / 48000
        assert pictures[-1] - pictures[0] == pytest.approx(duration, abs=0.2)


@pytest.mark.parametrize("name", ["copy-a1-aac", "360-a1-aac"])
@pytest.mark.parametrize(
    "clip",
    [
        clips.surround, clips.surround_mp4, clips.sound_ahead, clips.two_languages, clips.ten_bit,
        clips.variable, clips.cut_off,
    ],
)  # fmt: skip
def test_a_seek_into_each_quarter_starts_at_the_segment_with_its_sound(shown, clip, name):
    item = shown.add(clip())
    durations = shown.durations(item, name)
    frame_s = 3 * FRAME_S if clip is clips.variable else 0.001  # it shows every third at first
    for quarter in (3, 1, 2, 0):
        number = len(durations) * quarter // 4

        pictures, sounds = shown.times(item, name, number)

        start_s = sum(durations[:number])
        assert pictures[0] == pytest.approx(start_s, abs=frame_s)
        assert sounds[0] <= start_s + SOUND_S


def test_surround_sound_becomes_stereo(shown):
    item = shown.add(clips.surround())
    content = shown.segment(item, "copy-a1-aac", 0)

    with av.open(io.BytesIO(shown.init(item, "copy-a1-aac") + content)) as container:
        audio = container.streams.audio[0].codec_context
        video = container.streams.video[0].codec_context
        assert (audio.name, audio.layout.name, video.name) == ("aac", "stereo", "h264")


def test_ten_bits_become_eight_in_h264(shown):
    item = shown.add(clips.ten_bit())
    content = shown.segment(item, "360-a1-aac", 0)

    with av.open(io.BytesIO(shown.init(item, "360-a1-aac") + content)) as container:
        video = container.streams.video[0].codec_context
        assert (video.name, video.pix_fmt, video.height) == ("h264", "yuv420p", 90)


def test_a_cut_off_file_ends_where_its_bytes_end(shown):
    item = shown.add(clips.cut_off())
    durations = shown.durations(item, "copy-a1-aac")

    assert 0 < sum(durations) < clips.SECONDS * 0.8
    with pytest.raises(SegmentNotFound):
        shown.segment(item, "copy-a1-aac", len(durations))


def test_a_segment_that_made_room_is_made_again_though_the_one_after_it_is_kept(shown):
    item = shown.add(clips.surround())
    before = [shown.segment(item, "copy-a1-aac", number) for number in (0, 1)]
    wait_until(lambda: not shown.transcoder.running)
    (first,) = (path for path in shown.transcoder.store.folder.rglob("0") if path.is_file())
    first.unlink()

    again = shown.segment(item, "copy-a1-aac", 0)

    assert len(again) == len(before[0])


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


def test_where_a_hardware_encoder_fails_the_processor_converts(shown):
    item = shown.add(clips.ten_bit())
    assert shown.ffmpeg is not None
    shown.ffmpeg = replace(shown.ffmpeg, encoder="h264_of_no_card")

    pictures, _ = shown.times(item, "360-a1-aac", 1)

    assert pictures[0] == pytest.approx(2, abs=0.001)
    assert shown.transcoder.started == 2


@pytest.fixture
def card(monkeypatch):
    """A second encoder, as a card would be one: its headers differ from those of the processor."""
    arguments = encoders.arguments

    def of_a_card(name, height):
        words = [encoders.SOFTWARE if word == CARD else word for word in arguments(name, height)]
        return [*words, *(("-profile:v", "baseline") if name == CARD else ())]

    monkeypatch.setattr(encoders, "arguments", of_a_card)
    return CARD


def test_when_a_hardware_encoder_dies_the_processor_goes_on_under_its_headers(shown, card):
    assert shown.ffmpeg is not None
    item = shown.add(clips.long())
    shown.ffmpeg = replace(shown.ffmpeg, encoder=card)
    header = shown.init(item, "360-anone-none")
    assert header[header.index(b"avcC") + 5] == BASELINE
    (run,) = shown.transcoder.running
    os.kill(run.process.pid, signal.SIGKILL)
    wait_until(lambda: not shown.transcoder.running)

    pictures = decoded(header + shown.segment(item, "360-anone-none", 70))

    assert shown.init(item, "360-anone-none") == header
    assert shown.transcoder.started == 2
    assert len(pictures) == 20
    assert all(picture.std() > 40 for picture in pictures)  # it has its colors


@pytest.mark.parametrize("stream", [1, 2], ids=["blu-ray", "dvd"])
def test_a_subtitle_that_is_a_picture_is_drawn_where_and_when_it_belongs(shown, stream):
    item = shown.add(clips.drawn_subtitles())
    name = f"360-anone-none-s{stream}"
    later = 7  # from 14 s: a seek into a subtitle that appeared at 4 s

    shown_later = shown.segment(item, name, later)
    before, during = (shown.segment(item, name, number) for number in (1, 2))

    header = shown.init(item, name)
    left, top, width, height = (length // 2 for length in picture_subtitles.BOX)
    for content in (during, shown_later):
        picture = decoded(header + content)[-1]
        assert picture[top : top + height, left : left + width].min() > 128
        assert (picture > 128).sum() == width * height
    assert max(picture.max() for picture in decoded(header + before)) < 20


@pytest.mark.parametrize("clip", [clips.hdr, clips.unlabelled_hdr])
def test_hdr_becomes_as_bright_as_a_screen_shows_it(shown, clip):
    item = shown.add(clip())
    assert shown.ffmpeg is not None
    assert shown.ffmpeg.can_tone_map

    content = shown.init(item, "360-anone-none") + shown.segment(item, "360-anone-none", 0)

    assert decoded(content)[0].mean() > 230  # 192 without a change of its curve
    with av.open(io.BytesIO(content)) as container:
        frame = next(container.decode(container.streams.video[0]))
        assert (frame.format.name, int(frame.color_trc)) == ("yuv420p", BT709)


def decoded(content: bytes) -> list[np.ndarray]:
    """Its pictures in gray."""
    with av.open(io.BytesIO(content)) as container:
        frames = container.decode(container.streams.video[0])
        return [frame.to_ndarray(format="gray") for frame in frames]


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


def test_who_comes_when_every_process_is_in_use_is_told_to_wait(tmp_path, indexer):
    with films(tmp_path, indexer, processes=1) as shown:
        first, second = shown.add(clips.long()), shown.add(clips.surround())
        shown.segment(first, "360-anone-none", 0, LENA)

        with pytest.raises(Busy, match="converts 1 other film") as refused:
            shown.segment(second, "copy-a1-aac", 0, MAX)

        assert refused.value.retry_after_s


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


def test_the_administrator_is_told_how_films_are_converted(shown):
    component = TranscoderComponent(shown.transcoder, lambda: shown.ffmpeg)
    before = component.report()
    (job,) = component.jobs()
    job.work()
    shown.segment(shown.add(clips.long()), "360-anone-none", 0)

    told = Converter.model_validate(component.report())
    shown.ffmpeg = None

    assert before is None
    assert (told.encoder, told.running, told.limit) == ("libx264", 1, 2)
    assert 0 < told.kept_bytes <= told.limit_bytes
    assert told.free_bytes
    assert Converter.model_validate(component.report()).encoder is None


def test_without_ffmpeg_the_problem_says_so(shown):
    shown.ffmpeg = None
    item = shown.add(clips.surround())

    with pytest.raises(NoConverter, match="no ffmpeg"):
        shown.durations(item, "copy-a1-aac")


@pytest.mark.parametrize("name", ["copy-a9-aac", "360-a1-aac-s1"])
def test_streams_that_the_file_does_not_have_are_refused(shown, name):
    item = shown.add(clips.surround())

    with pytest.raises(CannotConvert):
        shown.durations(item, name)


def test_a_process_without_output_is_ended():
    source = MediaInput.of_descriptor(os.open(os.devnull, os.O_RDONLY))
    process = FfmpegProcess(["sleep", "3600"], source, hangs_after_s=0.05)
    process.start()

    with pytest.raises(Hangs):
        next(process.boxes())
    process.kill()

    assert process.wait() == -signal.SIGKILL
    source.close()


HOSTILE = ["h264 -i /etc/passwd", "copy-a1-aac-f", "720-aNaN-aac", "720-a-1-aac", "x|y", "copy;ls"]


@pytest.mark.parametrize("name", HOSTILE)
def test_only_names_of_renditions_are_read(shown, name):
    route = HlsHandler(shown.transcoder).route
    item = shown.add(clips.surround())
    path = f"/stream/{item}/hls/{name.replace('/', '%2F')}/index.m3u8"
    found = find_route([route], path)
    assert found is not None
    handle, match = found

    with pytest.raises(InvalidInput) as refused:
        handle(StreamRequest("GET", path, "s=1&e=2&sig=3", {}, True), match)

    assert refused.value.field == "rendition"


def test_the_addresses_of_a_manifest_carry_the_grant_and_nothing_else(shown):
    item = shown.add(clips.surround())
    path = f"/stream/{item}/hls/copy-a1-aac/index.m3u8"
    found = find_route([HlsHandler(shown.transcoder).route], path)
    assert found is not None
    handle, match = found

    response = handle(StreamRequest("GET", path, "x=9&s=1&e=2&sig=3", {}, True), match)

    lines = response.text.decode().splitlines()
    assert [line for line in lines if not line.startswith("#")] == [
        f"{number}.m4s?s=1&e=2&sig=3" for number in range(4)
    ]


def test_a_hardware_encoder_is_proven_before_it_is_used(shown, monkeypatch):
    assert shown.ffmpeg is not None
    for name in ("libx264", "h264_of_no_card"):
        monkeypatch.setitem(encoders.HARDWARE, name, encoders.Hardware(os.devnull))

    assert prove(shown.ffmpeg.path, "libx264")
    assert not prove(shown.ffmpeg.path, "h264_of_no_card")


def test_arguments_are_constants_and_numbers_of_ours(shown):
    path = clips.surround()
    ffmpeg = shown.ffmpeg
    assert ffmpeg is not None
    with path.open("rb") as file:
        source = MediaInput.of_descriptor(file.fileno())
        index = shown.transcoder.indexer.read(uuid4(), source)
        made = command.build(ffmpeg, index, Rendition.parse("720-a1-aac"), 4.0, source)

    assert re.fullmatch(r"file:/dev/fd/\d+", made[made.index("-i") + 1])
    assert str(path) not in " ".join(made)
    assert made[made.index("-protocol_whitelist") + 1] == "file"


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
