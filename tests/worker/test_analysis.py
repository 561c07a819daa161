"""Looking into files while the machine is idle, with real files, ffmpeg and PostgreSQL."""

import os
import select
import shutil
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from chalicelib.playback.service.ffmpeg_discovery import find_ffmpeg
from chalicelib.segments.service.fingerprint_work import FingerprintWork
from chalicelib.segments.store import segments
from chalicelib.trickplay.service import TrickplayService
from tests.library import make_item
from tests.titles import make_person, make_show, make_title
from tests.waiting import wait_until
from worker.analysis.component import AnalysisComponent
from worker.analysis.ffmpeg_decoder import Decoder
from worker.analysis.idle_check import Machine
from worker.analysis.intro_detection import FingerprintMaker
from worker.analysis.trickplay_maker import TrickplayMaker, picture_height
from worker.media_input import StoreUnreachable
from worker.media_opener import MediaOpener
from worker.scanner.roots import Roots
from worker.transcoder.ffmpeg_discovery import can_fingerprint

FFMPEG = find_ffmpeg()
pytestmark = pytest.mark.skipif(FFMPEG is None, reason="needs ffmpeg")

EPISODE_S = 240
INTRO_S = 30


def now():
    return datetime.now(UTC)


def encode(path, inputs, *options):
    words = [word for source in inputs for word in ("-f", "lavfi", "-i", source)]
    subprocess.run(
        [FFMPEG, "-nostdin", "-v", "error", "-y", *words, *options, str(path)], check=True
    )
    return path


def melody(seed, seconds):
    """Notes of a third of a second, in an order that depends on `seed`."""
    note = f"mod(floor(t*3)*floor(t*3)*{seed}+floor(t*3)*{seed + 3},29)"
    sound = f"sin(2*PI*t*220*pow(2,{note}/12))+sin(2*PI*t*330*pow(2,mod({note}*{seed},23)/12))"
    return f"aevalsrc='0.3*({sound})':s=11025:d={seconds}"


def make_sound(path, seed, intro_at_s):
    """Melodies of an episode's own, with thirty seconds between that every episode has."""
    parts = (
        melody(seed, intro_at_s),
        melody(5, INTRO_S),
        melody(seed + 1, EPISODE_S - INTRO_S - intro_at_s),
    )
    joined = "[0:a][1:a][2:a]concat=n=3:v=0:a=1"
    return encode(path, parts, "-filter_complex", joined, "-c:a", "flac")


@pytest.fixture
def stop():
    return threading.Event()


@pytest.fixture
def decoder(db, tmp_path, stop):
    roots = Roots.of([tmp_path], tmp_path / "downloads")
    return Decoder(FFMPEG, MediaOpener(db, roots, None), lambda: False, stop)


@pytest.fixture
def trickplay(db, tmp_path, decoder):
    return TrickplayMaker(TrickplayService(db, now), decoder, tmp_path / "trickplay", 10**9)


def make_film(db, path):
    encode(path, ["testsrc2=size=320x180:rate=5:duration=30"], "-c:v", "mpeg4", "-g", "10")
    media_id = make_title(db)
    return make_item(db, path, media_id=media_id, duration_s=30), media_id


@pytest.fixture
def film(db, tmp_path):
    return make_film(db, tmp_path / "film.mkv")[0]


def work_off(maker, most=20):
    """Until nothing is left, as the worker does."""
    for _ in range(most):
        if not maker.work_once():
            return
    pytest.fail("it does not end")


@pytest.mark.long
@pytest.mark.skipif(FFMPEG is None or not can_fingerprint(FFMPEG), reason="needs chromaprint")
def test_the_intro_of_a_season_is_found_by_its_sound(db, tmp_path, decoder):
    show = make_show(db, seasons=(2,))
    places = (5, 25)
    items = [
        make_item(
            db,
            make_sound(tmp_path / f"{number}.mkv", 11 * number, at_s),
            media_id=show.id,
            episode_id=show.episodes[number - 1],
            duration_s=EPISODE_S,
        )
        for number, at_s in enumerate(places, 1)
    ]

    work_off(FingerprintMaker(FingerprintWork(db, now), decoder))

    with db.read() as conn:
        found = [segments.list_of_item(conn, item_id=item) for item in items]
    for (intro,), at_s in zip(found, places, strict=True):
        assert intro.kind == "intro"
        assert intro.start_seconds == pytest.approx(at_s, abs=2)
        assert intro.end_seconds == pytest.approx(at_s + INTRO_S, abs=2)


def test_a_file_that_cannot_be_heard_is_tried_once(db, tmp_path, decoder):
    show = make_show(db, seasons=(2,))
    for number, episode in enumerate(show.episodes):
        path = tmp_path / f"{number}.mkv"
        path.write_bytes(b"not a film")
        make_item(db, path, media_id=show.id, episode_id=episode, duration_s=EPISODE_S)

    work_off(FingerprintMaker(FingerprintWork(db, now), decoder))


def test_a_film_gets_small_pictures_once(db, trickplay, film):
    work_off(trickplay)

    made = trickplay.service.of_item(film)
    sheet = trickplay.folder / str(film) / "0.jpg"
    assert made is not None
    assert (made.count, made.sheets, made.width, made.height) == (4, 1, 240, 136)
    assert sheet.read_bytes()[:2] == b"\xff\xd8"
    assert made.size_bytes == sheet.stat().st_size


def test_a_file_that_is_longer_than_it_says_fills_no_disk(db, trickplay, tmp_path):
    path = tmp_path / "long.mkv"
    encode(path, ["color=size=64x36:rate=1/10:duration=2500"], "-c:v", "mpeg4", "-g", "1")
    item = make_item(db, path, media_id=make_title(db), duration_s=30)

    work_off(trickplay)

    made = trickplay.service.of_item(item)
    assert made is not None
    assert made.count == 4
    assert [each.name for each in (trickplay.folder / str(item)).iterdir()] == ["0.jpg"]


def test_pictures_of_a_film_that_is_gone_are_removed(db, trickplay, film):
    work_off(trickplay)
    with db.read() as conn:
        conn.execute("DELETE FROM library_items WHERE id = %s", [film])
    (trickplay.folder / "not-ours").mkdir()

    trickplay.sweep()

    assert [each.name for each in trickplay.folder.iterdir()] == ["not-ours"]


def test_a_full_budget_makes_pictures_only_for_what_is_about_to_be_played(
    db, trickplay, film, tmp_path
):
    work_off(trickplay)
    trickplay.max_bytes = 1
    other, media_id = make_film(db, tmp_path / "other.mkv")
    assert trickplay.work_once() is False

    with db.read() as conn:
        conn.execute(
            """
            INSERT INTO user_progress (
                user_id, media_id, position_seconds, duration_seconds, updated_at
            )
            VALUES (%s, %s, 5, 30, now())
            """,
            [make_person(db), media_id],
        )
    assert trickplay.work_once() is True

    assert trickplay.service.of_item(other) is not None
    assert trickplay.service.of_item(film) is None
    assert [each.name for each in trickplay.folder.iterdir()] == [str(other)]


def test_a_stop_leaves_the_file_for_the_next_start(trickplay, film, stop):
    stop.set()
    machine = Machine(lambda: False, lambda: False, load=lambda: 0.0)

    assert AnalysisComponent(lambda: [trickplay], machine, stop).work_once() is False
    assert trickplay.service.of_item(film) is None

    stop.clear()
    assert AnalysisComponent(lambda: [trickplay], machine, stop).work_once() is True
    assert trickplay.service.of_item(film) is not None


def away(item_id, opener):
    """An opener for which one file is in a store that does not answer."""

    def open_item(wanted):
        if wanted == item_id:
            raise StoreUnreachable("The store is not responding.")
        return opener(wanted)

    return open_item


def test_a_film_that_cannot_be_read_just_now_comes_after_the_others(db, trickplay, tmp_path):
    readable = make_film(db, tmp_path / "here.mkv")[0]
    unreadable = make_film(db, tmp_path / "away.mkv")[0]  # the newest comes first
    opener = trickplay.decoder.open_item
    trickplay.decoder = replace(trickplay.decoder, open_item=away(unreadable, opener))

    with pytest.raises(StoreUnreachable):
        trickplay.work_once()
    trickplay.work_once()
    made = trickplay.service.of_item(readable)
    with pytest.raises(StoreUnreachable):  # again, now that nothing else is left
        trickplay.work_once()
    trickplay.decoder = replace(trickplay.decoder, open_item=opener)
    trickplay.work_once()

    assert made is not None
    assert trickplay.service.of_item(unreadable) is not None


def test_an_episode_that_cannot_be_read_just_now_holds_up_no_season(db, tmp_path):
    shows = [make_show(db, seasons=(2,)) for _ in range(2)]
    items = [
        make_item(
            db,
            tmp_path / f"{show.id}-{number}.mkv",
            media_id=show.id,
            episode_id=episode,
            duration_s=EPISODE_S,
        )
        for show in shows
        for number, episode in enumerate(show.episodes)
    ]
    heard = []

    class Listener:
        def run(self, item_id, *_, **__):
            heard.append(item_id)
            if item_id == heard[0]:
                raise StoreUnreachable("The store is not responding.")
            return bytes(4)

    work = FingerprintWork(db, now)
    maker = FingerprintMaker(work, Listener())
    with pytest.raises(StoreUnreachable):
        maker.work_once()
    with pytest.raises(StoreUnreachable):  # again, after everything else
        work_off(maker)

    assert set(heard) == set(items)
    assert work.season_to_compare() == []  # all that was heard


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="needs setpriv")
def test_a_worker_that_is_killed_leaves_no_process(tmp_path):
    """The process has a pipe open: it closes when the process ends, however it ends."""
    program = """
import os
import sys
import threading
from pathlib import Path
from uuid import UUID
from worker.analysis.ffmpeg_decoder import Decoder
from worker.media_input import MediaInput

folder = Path(sys.argv[1])
decoder = Decoder(
    str(folder / "ffmpeg"),
    lambda _: MediaInput.of_descriptor(os.open(folder / "film.mkv", os.O_RDONLY)),
    lambda: False,
    threading.Event(),
)
decoder.run(UUID(int=1), [], [], within_s=600)
"""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (tmp_path / "film.mkv").write_bytes(b"film")
    ffmpeg = tmp_path / "ffmpeg"
    ffmpeg.write_text(f"#!/bin/sh\nexec 3>'{pipe}'\necho began >&3\nexec sleep 600\n")
    ffmpeg.chmod(0o755)
    worker = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)])
    try:
        with pipe.open() as output:
            assert output.readline() == "began\n"
            worker.kill()
            assert wait_until(lambda: select.select([output], [], [], 1)[0])
            assert output.read() == ""
    finally:
        worker.kill()
        worker.wait()


@pytest.mark.parametrize(
    ("load", "downloads", "conversions", "is_idle"),
    [
        (0.1, False, False, True),
        (3.0, False, False, False),
        (0.1, True, False, False),
        (0.1, False, True, False),
    ],
)
def test_a_machine_is_idle_without_load_downloads_and_conversions(
    load, downloads, conversions, is_idle
):
    machine = Machine(lambda: downloads, lambda: conversions, load=lambda: load, cores=2)

    assert machine.is_idle() is is_idle


@pytest.mark.parametrize(
    ("size", "height"),
    [((1920, 1080), 136), ((1920, 800), 100), ((720, 1280), 426), ((0, 0), 136)],
)
def test_a_small_picture_has_the_shape_of_its_film(size, height):
    assert picture_height(*size) == height
