"""ffmpeg may be installed, replaced or removed while the server runs."""

import shutil
import sys
import threading
from pathlib import Path

import pytest

from chalicelib.playback.service.ffmpeg_discovery import can_convert, find_ffmpeg
from worker.analysis.component import AnalysisComponent
from worker.analysis.idle_check import Machine
from worker.media_input import MediaInput
from worker.subtitles.sound_sync import decoders_of
from worker.transcoder.ffmpeg_discovery import discover

FFMPEG = find_ffmpeg()
pytestmark = pytest.mark.skipif(FFMPEG is None, reason="needs ffmpeg")


@pytest.fixture
def programs(tmp_path, monkeypatch) -> Path:
    """The only folder that programs are looked for in."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)  # not installed
    return tmp_path


def install(programs: Path, encoders: str = "") -> None:
    """An ffmpeg that answers with these encoders, or else the real one."""
    program = programs / "ffmpeg"
    program.unlink(missing_ok=True)
    if not encoders:
        assert FFMPEG is not None
        program.symlink_to(FFMPEG)
        return
    program.write_text(f"#!/bin/sh\nprintf '{encoders}'\n")
    program.chmod(0o755)


def test_ffmpeg_that_is_installed_while_the_server_runs_is_found(programs):
    before = (can_convert(), discover(use_hardware=False))

    install(programs)

    found = discover(use_hardware=False)
    assert before == (False, None)
    assert found is not None
    assert (found.path, can_convert()) == (str(programs / "ffmpeg"), True)


def test_an_ffmpeg_that_is_replaced_is_examined_again(programs):
    install(programs, " V..... mpeg4 MPEG-4\\n")
    lacking = discover(use_hardware=False)

    install(programs)

    assert lacking is None
    assert discover(use_hardware=False) is not None


def test_an_ffmpeg_that_is_removed_is_missed(programs):
    install(programs)
    before = can_convert()

    (programs / "ffmpeg").unlink()

    assert before
    assert (can_convert(), discover(use_hardware=False)) == (False, None)


def test_subtitles_are_fitted_to_the_sound_once_ffmpeg_is_there(programs):
    def open_item(_: object) -> MediaInput:
        raise AssertionError

    find = decoders_of(open_item, threading.Event())
    before = find()

    install(programs)

    found = find()
    assert before is None
    assert found is not None
    assert found.ffmpeg == str(programs / "ffmpeg")


def test_looking_into_files_begins_once_ffmpeg_is_there():
    made: list[str] = []

    class Generator:
        def work_once(self) -> bool:
            made.append("pictures")
            return False

    makers: list[Generator] = []
    idle = Machine(lambda: False, lambda: False, load=lambda: 0.0)
    component = AnalysisComponent(lambda: makers, idle, threading.Event())
    (job,) = component.jobs()
    job.work()
    before = list(made)

    makers.append(Generator())
    job.work()

    assert before == []
    assert made == ["pictures"]


def test_the_package_is_found_where_the_system_has_no_ffmpeg(tmp_path, monkeypatch):
    pytest.importorskip("imageio_ffmpeg")
    monkeypatch.setenv("PATH", str(tmp_path))

    assert shutil.which("ffmpeg") is None
    assert find_ffmpeg()
