"""A decoder that hangs or eats memory is ended, and the worker goes on."""

import os
import resource
import signal
import sys
import threading
from pathlib import Path
from uuid import uuid4

import pytest

from tests import clips
from tests.waiting import PATIENCE_S
from worker.analysis import ffmpeg_decoder
from worker.analysis.ffmpeg_decoder import Decoder, DecodingFailed
from worker.media_input import MediaInput
from worker.scanner.probe import Prober
from worker.scanner.probe_child import MAX_STREAMS
from worker.subtitles.cache import SubtitleCache
from worker.subtitles.errors import UnreadableSubtitle
from worker.subtitles.track_extractor import TrackExtractor
from worker.transcoder import ffmpeg_process
from worker.transcoder.ffmpeg_process import MEDIA, FfmpegProcess, ProcessStalled

pytestmark = [
    pytest.mark.long,  # on a busy machine: each starts processes that read a film
    pytest.mark.skipif(sys.platform != "linux", reason="limits are those of Linux"),
]

#: It keeps every picture until the last one: 2 GB of them. `hflip` makes each picture a new one.
KEEPS_PICTURES = ("color=s=1920x1080:r=25:d=26", "hflip,reverse")
ENDLESS = ("color=s=64x64:r=25", "null")
LIMIT_BYTES = 768 * 2**20


def nothing() -> MediaInput:
    return MediaInput.of_descriptor(os.open(os.devnull, os.O_RDONLY))


def test_case_37_a_conversion_that_eats_memory_ends(monkeypatch, shown):
    monkeypatch.setattr(ffmpeg_process, "MAX_MEMORY_BYTES", LIMIT_BYTES)
    assert shown.ffmpeg is not None
    pictures, keeps = KEEPS_PICTURES
    command = [
        *(shown.ffmpeg.path, "-v", "quiet", "-nostdin", "-f", "lavfi", "-i", pictures),
        *("-vf", keeps, "-c:v", "mpeg4", "-movflags", "+frag_keyframe", "-f", "mp4", "pipe:1"),
    ]
    source = nothing()
    greedy = FfmpegProcess(command, source, hangs_after_s=PATIENCE_S)
    greedy.start()

    written = next((kind for kind, _, _ in greedy.boxes() if kind == MEDIA), None)
    code = greedy.wait()
    source.close()

    assert written is None
    assert code != 0


def test_case_37_a_conversion_without_output_is_ended():
    source = nothing()
    hanging = FfmpegProcess(["sleep", "3600"], source, hangs_after_s=0.05)
    hanging.start()

    with pytest.raises(ProcessStalled):
        next(hanging.boxes())
    hanging.kill()

    assert hanging.wait() == -signal.SIGKILL
    source.close()


@pytest.mark.parametrize(
    ("filters", "within_s", "reason"),
    [(KEEPS_PICTURES, PATIENCE_S, "cannot read"), (ENDLESS, 0.1, "too long")],
    ids=["eats memory", "hangs"],
)
def test_case_37_an_analysis_that_eats_memory_or_hangs_ends(
    monkeypatch, shown, filters, within_s, reason
):
    monkeypatch.setattr(ffmpeg_decoder, "MAX_MEMORY_BYTES", LIMIT_BYTES)
    monkeypatch.setattr(ffmpeg_decoder, "CHECK_EVERY_S", 0.05)
    assert shown.ffmpeg is not None
    decoder = Decoder(
        shown.ffmpeg.path,
        lambda _: MediaInput.of_descriptor(os.open(clips.long(), os.O_RDONLY)),
        is_needed=lambda: False,
        stop=threading.Event(),
    )
    graph = f"{','.join(filters)}[made]"

    with pytest.raises(DecodingFailed, match=reason):
        decoder.run(
            uuid4(),
            [],
            ["-filter_complex", graph, "-map", "[made]", "-f", "null", "-"],
            within_s=within_s,
        )


def test_case_37_subtitles_that_take_too_long_to_read_are_given_up(tmp_path):
    film = clips.two_languages()
    extractor = TrackExtractor(SubtitleCache(tmp_path / "cache"), timeout_s=0.0)

    with pytest.raises(UnreadableSubtitle):
        extractor.track(
            uuid4(),
            lambda: MediaInput.of_descriptor(os.open(film, os.O_RDONLY)),
            "1",
            3,
            [3],
        )


def limits_of(module: str) -> list[int]:
    """The most address space of our child processes that run a module."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it has ended
        if parent == os.getpid() and module.encode() in words:
            found.append(resource.prlimit(int(folder.name), resource.RLIMIT_AS)[0])
    return found


def test_case_37_every_process_that_reads_a_film_has_a_memory_limit(shown):
    film = clips.long()
    shown.segment(shown.add(film), "360-anone-none", 0)
    (run,) = shown.transcoder.running
    with Prober() as prober:
        prober.probe(str(film))

        probing = limits_of("worker.scanner.probe_child")
        reading = limits_of("worker.transcoder.index_child")

    assert probing
    assert reading
    assert all(0 < limit < 2**32 for limit in (*probing, *reading))
    converting = resource.prlimit(run.process.pid, resource.RLIMIT_AS)[0]
    assert converting == ffmpeg_process.MAX_MEMORY_BYTES


def with_many_streams(source: Path, target: Path) -> None:
    """An MP4 whose sound stands in its header ten thousand times."""
    whole = clips.surround_mp4().read_bytes()
    at = whole.rindex(b"moov") - 4
    end = at + int.from_bytes(whole[at : at + 4], "big")
    track_at = whole.rindex(b"trak", at, end) - 4
    track = whole[track_at : track_at + int.from_bytes(whole[track_at : track_at + 4], "big")]
    header = whole[at + 4 : end] + track * 10_000
    target.write_bytes(whole[:at] + (len(header) + 4).to_bytes(4, "big") + header + whole[end:])


def with_much_metadata(source: Path, target: Path) -> None:
    notes = target.with_suffix(".txt")
    notes.write_text(";FFMETADATA1\n" + "".join(f"k{n}={'x' * 2**20}\n" for n in range(100)))
    clips.make(str(target), "-i", str(source), "-i", str(notes), "-map_metadata", "1", "-c", "copy")


@pytest.mark.parametrize("make", [with_many_streams, with_much_metadata])
def test_case_37_a_file_that_claims_too_much_stops_no_other(tmp_path, make):
    hostile = tmp_path / "hostile.mkv"
    make(clips.surround(), hostile)
    with Prober(timeout_s=PATIENCE_S) as prober:
        found = prober.probe(str(hostile))
        following = prober.probe(str(clips.surround()))

    assert found.error or len(found.streams) <= MAX_STREAMS
    assert (following.error, following.video_codec) == ("", "h264")
