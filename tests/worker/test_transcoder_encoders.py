"""A graphics card converts where it is proven to, and the processor where it fails."""

import os
import signal
from dataclasses import replace

import pytest

from chalicelib.admin.models import Converter
from tests import clips
from tests.transcoding import decoded
from tests.waiting import wait_until
from worker.transcoder import encoders
from worker.transcoder.component import TranscoderComponent
from worker.transcoder.errors import (
    NoConverter,
)
from worker.transcoder.ffmpeg_discovery import prove

pytestmark = pytest.mark.long  # on a busy machine: each starts processes that convert a film


CARD = "h264_of_a_card"

BASELINE = 66  # ITU-T H.264, annex A: profile_idc


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


def test_a_hardware_encoder_is_proven_before_it_is_used(shown, monkeypatch):
    assert shown.ffmpeg is not None
    for name in ("libx264", "h264_of_no_card"):
        monkeypatch.setitem(encoders.HARDWARE, name, encoders.Hardware(os.devnull))

    assert prove(shown.ffmpeg.path, "libx264")
    assert not prove(shown.ffmpeg.path, "h264_of_no_card")


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
