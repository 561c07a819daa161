"""Viewers of the transcoder do not disturb each other, and are told what they wait for."""

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from chalicelib.platform.errors import InvalidInput, SeenError
from chalicelib.playback.models.rendition import Rendition
from tests import clips
from tests.waiting import PATIENCE_S, wait_until
from worker.gateway.request_parsing import StreamRequest
from worker.gateway.responses import StreamResponse
from worker.gateway.routes import find_route
from worker.media_input import MediaInput
from worker.transcoder.active_runs import IDLE_S, KEEPER
from worker.transcoder.errors import Busy, CannotConvert
from worker.transcoder.ffmpeg_discovery import discover
from worker.transcoder.handler import HlsHandler
from worker.transcoder.media_index import MediaIndexer
from worker.transcoder.segment_store import SegmentStore
from worker.transcoder.transcoder import Transcoder

pytestmark = pytest.mark.long  # each starts processes that convert a film

SMALL = Rendition.parse("360-anone-none")
AS_IT_IS = Rendition.parse("copy-anone-none")


@dataclass
class Films:
    """A transcoder of files; what reads them can be held up."""

    folder: Path
    files: dict[UUID, Path] = field(default_factory=dict)
    reads: threading.Event = field(default_factory=threading.Event)
    goes_on: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        ffmpeg = discover(use_hardware=False)
        self.indexer = MediaIndexer(self.folder / "indexes", patience_s=None)
        self.keeper_indexer = MediaIndexer(self.folder / "indexes", patience_s=None)
        self.transcoder = Transcoder(
            find_ffmpeg=lambda: ffmpeg,
            open_item=lambda item_id: MediaInput.of_descriptor(
                os.open(self.files[item_id], os.O_RDONLY)
            ),
            indexer=self.indexer,
            keeper_indexer=self.keeper_indexer,
            store=SegmentStore(self.folder / "segments", 10**9),
            max_processes=4,
        )

    def add(self, path: Path) -> UUID:
        item_id = uuid4()
        self.files[item_id] = path
        return item_id

    def hold_up(self, indexer: MediaIndexer) -> None:
        """It does not read on until `goes_on` is set."""
        ask = indexer.child.ask

        def ask_late(line: bytes, *descriptors: int) -> bytes:
            self.reads.set()
            self.goes_on.wait(PATIENCE_S)
            return ask(line, *descriptors)

        indexer.child.ask = ask_late  # type: ignore[method-assign]

    def get(self, item_id: UUID, name: str, query: str = "") -> StreamResponse:
        path = f"/stream/{item_id}/hls/{SMALL}/{name}"
        found = find_route([HlsHandler(self.transcoder).route], path)
        assert found is not None
        handle, match = found
        return handle(StreamRequest("GET", path, f"s=1&e=2&sig=3{query}", {}, True), match)

    def answer(self, item_id: UUID) -> str | SeenError:
        """The manifest, or why there is none."""
        try:
            return self.transcoder.manifest(item_id, AS_IT_IS, "s=1")
        except SeenError as error:
            return error

    def read(self, item_id: UUID) -> str | SeenError:
        """As `answer`, once the film was read."""
        self.goes_on.set()
        wait_until(lambda: not isinstance(self.answer(item_id), Busy))
        return self.answer(item_id)

    def close(self) -> None:
        self.goes_on.set()
        self.transcoder.close()
        wait_until(lambda: not self.transcoder.running)
        for thread in threading.enumerate():
            if thread.name == "media index":
                thread.join()
        self.indexer.child.close()
        self.keeper_indexer.child.close()


@pytest.fixture
def films(tmp_path) -> Iterator[Films]:
    made = Films(tmp_path)
    yield made
    made.close()


def test_two_tabs_of_one_session_do_not_stop_each_others_conversion(films):
    item = films.add(clips.long())
    for query, number in (("&p=one", 0), ("&p=two", 70)):
        os.close(films.get(item, f"{number}.m4s", query).file)

    running = films.transcoder.running
    assert [run.first for run in running if not run.has_ended] == [0, 70]


def test_a_tab_that_seeks_leaves_where_it_was(films):
    item = films.add(clips.long())
    for number in (0, 70):
        os.close(films.get(item, f"{number}.m4s", "&p=one").file)

    running = films.transcoder.running
    assert [run.first for run in running if not run.has_ended] == [70]


def test_a_tab_that_opens_another_film_leaves_the_one_before(films):
    before, after, other = (films.add(clips.long()) for _ in range(3))
    for item, query in ((before, "&p=one"), (other, "&p=two"), (after, "&p=one")):
        os.close(films.get(item, "0.m4s", query).file)

    running = films.transcoder.running
    assert {run.item_id for run in running if not run.has_ended} == {other, after}


def test_a_program_without_a_name_may_play_two_films(films):
    items = [films.add(clips.long()) for _ in range(2)]
    for item in items:
        os.close(films.get(item, "0.m4s").file)

    running = films.transcoder.running
    assert {run.item_id for run in running if not run.has_ended} == set(items)


def test_case_40_a_conversion_ends_when_its_viewer_vanished_and_begins_again_for_the_next(films):
    item = films.add(clips.long())
    os.close(films.get(item, "0.m4s", "&p=one").file)
    (run,) = films.transcoder.running

    films.transcoder.reap()
    assert not run.has_ended
    run.asked_s -= IDLE_S + 1
    films.transcoder.reap()

    wait_until(lambda: not films.transcoder.running)
    with pytest.raises(ProcessLookupError):
        os.kill(run.process.pid, 0)
    os.close(films.get(item, "70.m4s", "&p=two").file)
    assert [run.first for run in films.transcoder.running] == [70]


def test_the_addresses_of_a_manifest_name_the_player(films):
    item = films.add(clips.long())

    lines = films.get(item, "index.m3u8", "&p=one").text.decode().splitlines()

    addresses = [line for line in lines if line and not line.startswith("#")]
    assert addresses[:2] == ["0.m4s?s=1&e=2&sig=3&p=one", "1.m4s?s=1&e=2&sig=3&p=one"]


@pytest.mark.parametrize("name", ["UPPER", "a%20b", "x" * 17, "-f"])
def test_only_short_names_of_players_are_read(films, name):
    with pytest.raises(InvalidInput) as refused:
        films.get(films.add(clips.long()), "index.m3u8", f"&p={name}")

    assert refused.value.field == "p"


def test_a_viewer_is_told_that_their_film_is_read_and_gets_it_afterwards(films):
    item = films.add(clips.surround())
    films.hold_up(films.indexer)
    films.indexer.patience_s = 0.0

    refused = films.answer(item)

    assert isinstance(refused, Busy)
    assert "first time" in str(refused)
    assert refused.retry_after_s
    assert str(films.read(item)).startswith("#EXTM3U")


def test_a_viewer_is_told_that_another_film_is_read_first(films):
    films.hold_up(films.indexer)
    films.indexer.patience_s = 0.0

    refused = [str(films.answer(films.add(clip()))) for clip in (clips.surround, clips.long)]

    assert refused[0].startswith("This film is being read")
    assert refused[1].startswith("This server reads another film")


def test_a_film_that_could_not_be_read_is_refused_when_it_is_asked_for_again(films, tmp_path):
    noise = tmp_path / "noise.mkv"
    noise.write_bytes(os.urandom(4096))
    item = films.add(noise)
    films.hold_up(films.indexer)
    films.indexer.patience_s = 0.0

    first = films.answer(item)

    assert isinstance(first, Busy)
    assert isinstance(films.read(item), CannotConvert)
    assert isinstance(films.answer(item), CannotConvert)


@pytest.mark.parametrize(
    "ask",
    [
        lambda films, item: films.transcoder.durations(item, AS_IT_IS),
        lambda films, item: os.close(films.transcoder.segment(item, AS_IT_IS, 0, KEEPER)),
    ],
    ids=["lengths", "segment"],
)
def test_a_film_that_a_copy_is_made_of_is_read_apart_from_viewers(
    films, ask: Callable[[Films, UUID], None]
):
    kept, watched = films.add(clips.surround()), films.add(clips.long())
    films.hold_up(films.keeper_indexer)
    keeper = threading.Thread(target=ask, args=(films, kept))
    keeper.start()
    assert films.reads.wait(PATIENCE_S)
    try:
        manifest = films.transcoder.manifest(watched, SMALL, "s=1")

        assert manifest.startswith("#EXTM3U")
        assert not films.goes_on.is_set()
    finally:
        films.goes_on.set()
        keeper.join()
