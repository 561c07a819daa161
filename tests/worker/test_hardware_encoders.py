"""
Hardware encoders, of which no machine here has one: an ffmpeg of ours answers as one with each of
them does, and says which test encodes succeed.
"""

import os
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from chalicelib.playback.models.rendition import Rendition
from worker.media_input import MediaInput
from worker.transcoder import encoders, ffmpeg_arguments, ffmpeg_discovery
from worker.transcoder.ffmpeg_discovery import Ffmpeg, discover
from worker.transcoder.media_index import AudioFacts, MediaIndex, PictureSubtitle

NVENC, QSV, VAAPI, TOOLBOX = "h264_nvenc", "h264_qsv", "h264_vaapi", "h264_videotoolbox"

#: In the form of `ffmpeg -encoders` and `ffmpeg -filters`.
ENCODERS = """Encoders:
 V..... = Video
 A..... = Audio
 ------
 V....D libx264              libx264 H.264 / AVC / MPEG-4 AVC / MPEG-4 part 10 (codec h264)
{hardware} A....D aac                  AAC (Advanced Audio Coding)
"""
HARDWARE_LINE = " V....D {name:<20} an encoder of H.264 in hardware (codec h264)\n"
FILTERS = """Filters:
  T.. = Timeline support
 .S. scale             V->V       Scale the input video size and/or convert the image format.
{tone_map}"""
TONE_MAP = """ .S. tonemap           V->V       Conversion to/from different dynamic ranges.
 .S. zscale            V->V       Apply resizing, colorspace and bit depth conversion.
"""


@pytest.fixture
def install(tmp_path, monkeypatch) -> Callable[..., Path]:
    """
    An ffmpeg that lists hardware encoders; the test encode of those that `work` succeeds, and the
    devices of those that are `there` exist. Returns the arguments that it was given, a line each.
    """

    def make(
        listed: Collection[str],
        work: Collection[str] | None = None,
        there: Collection[str] | None = None,
        *,
        has_tone_map: bool = True,
    ) -> Path:
        lines = "".join(HARDWARE_LINE.format(name=name) for name in listed)
        (tmp_path / "encoders").write_text(ENCODERS.format(hardware=lines))
        (tmp_path / "filters").write_text(FILTERS.format(tone_map=TONE_MAP if has_tone_map else ""))
        calls = tmp_path / "calls"
        proofs = "".join(
            f'*"-c:v {name} "*) exit 0 ;;\n' for name in (listed if work is None else work)
        )
        program = tmp_path / "ffmpeg"
        program.write_text(
            f'#!/bin/sh\necho "$*" >> {calls}\ncase "$*" in\n'
            f"*-encoders) exec /bin/cat {tmp_path}/encoders ;;\n"
            f"*-filters) exec /bin/cat {tmp_path}/filters ;;\n"
            f"{proofs}esac\nexit 1\n"
        )
        program.chmod(0o755)
        there = listed if there is None else there
        for name, card in encoders.HARDWARE.items():
            if card.device:
                device = os.devnull if name in there else str(tmp_path / "missing")
                monkeypatch.setitem(encoders.HARDWARE, name, replace(card, device=device))
        platform = "darwin" if TOOLBOX in there else "linux"
        monkeypatch.setattr(encoders, "sys", SimpleNamespace(platform=platform))
        monkeypatch.setattr(ffmpeg_discovery, "find_ffmpeg", lambda: str(program))
        return calls

    return make


def chosen(*, use_hardware: bool = True) -> str:
    found = discover(use_hardware=use_hardware)
    assert found is not None
    return found.encoder


@pytest.mark.parametrize("name", [NVENC, QSV, VAAPI, TOOLBOX])
def test_an_encoder_that_passes_its_test_is_used(install, name):
    calls = install([name])

    assert chosen() == name
    (proof,) = [line for line in calls.read_text().splitlines() if "-force_key_frames" in line]
    assert f"-c:v {name} " in proof


@pytest.mark.parametrize(
    ("listed", "work", "there", "expected"),
    [
        ([NVENC, QSV, VAAPI], None, None, NVENC),  # the best first
        ([NVENC, QSV, VAAPI], [QSV, VAAPI], None, QSV),  # a driver that is listed and fails
        ([NVENC, VAAPI], None, [VAAPI], VAAPI),  # built with NVENC, without a card
        ([NVENC, QSV, VAAPI], [], None, encoders.SOFTWARE),
        ([QSV, TOOLBOX], None, [], encoders.SOFTWARE),
        ([], None, None, encoders.SOFTWARE),
    ],
)
def test_the_best_encoder_that_works_is_chosen(install, listed, work, there, expected):
    install(listed, work, there)

    assert chosen() == expected


def test_an_encoder_whose_device_is_missing_is_not_tried(install):
    calls = install([NVENC, VAAPI], there=[VAAPI])

    assert chosen() == VAAPI
    assert NVENC not in calls.read_text()


def test_hardware_is_not_tried_when_the_settings_say_so(install):
    calls = install([NVENC])

    assert chosen(use_hardware=False) == encoders.SOFTWARE
    assert "-force_key_frames" not in calls.read_text()


@pytest.mark.parametrize("has_tone_map", [True, False])
def test_tone_mapping_needs_both_filters(install, has_tone_map):
    install([], has_tone_map=has_tone_map)

    found = discover(use_hardware=True)

    assert found is not None
    assert found.can_tone_map is has_tone_map


INDEX = MediaIndex(
    video_index=0,
    video_codec="hevc",
    transfer="",
    picture_size=(3840, 2160),
    frame_rate=(24, 1),
    end_s=60.0,
    keyframes=(0.0, 10.0, 20.0, 30.0),
    has_sound_at_keyframes=True,
    audio=(AudioFacts(1, "ac3", 6),),
    picture_subtitles=(PictureSubtitle(2, ()),),
)


def arguments(
    name: str, index: MediaIndex = INDEX, rendition: str = "720-a1-aac", *, tone_map: bool = True
) -> list[str]:
    source = MediaInput("file:/dev/fd/9", "1-1", 9)
    found = Ffmpeg("ffmpeg", name, can_tone_map=tone_map)
    return ffmpeg_arguments.build(found, index, Rendition.parse(rendition), 20.0, source)


def value(made: list[str], option: str) -> str:
    return made[made.index(option) + 1]


@pytest.mark.parametrize(
    ("name", "last_filters", "options"),
    [
        (NVENC, "format=nv12", ["-forced-idr", "1"]),
        (QSV, "format=nv12", ["-forced_idr", "1"]),
        (VAAPI, "format=nv12,hwupload", []),
        (TOOLBOX, "format=nv12", []),
        (encoders.SOFTWARE, "format=yuv420p", []),
    ],
)
def test_an_encoder_gets_its_pictures_in_its_form_and_its_keyframes_at_the_cuts(
    name, last_filters, options
):
    made = arguments(name)

    assert value(made, "-c:v") == name
    assert value(made, "-vf").endswith(f",setsar=1,{last_filters}")
    assert value(made, "-force_key_frames").startswith("expr:gte(t+20.000000")
    assert value(made, "-bsf:v") == "dump_extra"  # another encoder may go on under its headers
    assert value(made, "-maxrate") == "4000k"
    if options:
        assert value(made, options[0]) == options[1]


def test_a_card_that_needs_its_device_is_given_it_before_the_film():
    made = arguments(VAAPI)

    assert value(made, "-vaapi_device") == encoders.RENDER_DEVICE
    assert made.index("-vaapi_device") < made.index("-i")
    assert "-vaapi_device" not in arguments(QSV)


def test_a_copied_picture_needs_no_card():
    made = arguments(VAAPI, rendition="copy-a1-aac")

    assert value(made, "-c:v") == "copy"
    assert "-vaapi_device" not in made


@pytest.mark.parametrize("name", [NVENC, VAAPI, encoders.SOFTWARE])
@pytest.mark.parametrize("transfer", ["smpte2084", "arib-std-b67"])
def test_hdr_is_tone_mapped_after_it_is_made_smaller_and_before_it_is_encoded(name, transfer):
    filters = value(arguments(name, replace(INDEX, transfer=transfer)), "-vf").split(",")

    steps = [each.partition("=")[0] for each in filters]
    back = len(steps) - 1 - steps[::-1].index("zscale")  # to the curve of a screen
    assert steps.index("scale") < steps.index("zscale") < steps.index("tonemap") < back
    assert any(each.startswith(f"setparams=color_trc={transfer}:") for each in filters)
    assert "tonemap=hable:desat=0" in filters
    assert steps[-1] in ("format", "hwupload")


def test_without_its_filters_hdr_stays_as_it_is():
    made = arguments(encoders.SOFTWARE, replace(INDEX, transfer="smpte2084"), tone_map=False)

    assert "tonemap" not in value(made, "-vf")


def test_what_is_not_hdr_is_not_tone_mapped():
    assert "tonemap" not in value(arguments(encoders.SOFTWARE), "-vf")


@pytest.mark.parametrize("name", [VAAPI, encoders.SOFTWARE])
def test_a_subtitle_of_pictures_is_drawn_in_the_colors_of_the_screen_before_encoding(name):
    index = replace(INDEX, transfer="smpte2084")
    graph = value(arguments(name, index, "720-a1-aac-s2"), "-filter_complex")

    base, drawn, together = graph.split(";")
    assert "tonemap" in base
    assert drawn.startswith("[0:2]scale=")
    last = ",".join(encoders.last_filters(name))
    assert together.endswith(f"overlay=(W-w)/2:H-h:eof_action=pass,{last}[picture]")
