"""
`make bench-playback`: how long a player waits for a converted film, beside bare ffmpeg.

All run the same encoder arguments and cut the same lengths. Bare ffmpeg writes HLS segments into
a folder, and a segment counts when its file has its final name, looked for every millisecond.
Jellyfin's rule, made again here: a segment counts when the next one exists, looked for every
100 ms. Ours is `Transcoder`, called as the gateway calls it; its start includes the manifest of a
film that was never played.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import uuid4

from chalicelib.playback.models.rendition import Rendition
from tests.bench import api, files, slow_readers
from tests.bench.method import Series, interleave
from worker.media_input import MediaInput
from worker.transcoder import ffmpeg_arguments
from worker.transcoder.conversion import cuts_of
from worker.transcoder.ffmpeg_discovery import Ffmpeg, discover
from worker.transcoder.ffmpeg_process import NICE
from worker.transcoder.manifest import CONVERTED_S, COPIED_S
from worker.transcoder.media_index import MediaIndexer
from worker.transcoder.segment_store import SegmentStore
from worker.transcoder.transcoder import Transcoder

REPORT = Path(__file__).parents[2] / "docs" / "benchmarks-playback.md"
SOURCE_S, LOOPS = 4, 900  # an hour
TURNS = 3  # about a minute
REMUX, LINES_720 = Rendition.parse("copy-a1-aac"), Rendition.parse("720-a1-aac")
SEEN, BARE, JELLYFIN = "seen", "bare ffmpeg", "Jellyfin's rule"
RENDITIONS = {"remux": REMUX, "720p": LINES_720}
MIDDLE = 0.6  # of the film: where a seek goes
BARE_LOOK_S, JELLYFIN_LOOK_S = 0.001, 0.1
LONGEST_S = 60.0
MEGABYTE = 2**20


def film(ffmpeg: Ffmpeg, folder: Path) -> Path:
    """An hour of 1080p H.264 and AC-3 5.1 in Matroska, a keyframe every two seconds."""
    part, path = folder / "part.mkv", folder / "film.mkv"
    run = partial(subprocess.run, check=True, timeout=120)
    quiet = [ffmpeg.path, "-v", "error", "-nostdin"]
    picture = f"testsrc2=s=1920x1080:r=24:d={SOURCE_S}"
    sound = f"sine=f=440:r=48000:d={SOURCE_S}"
    h264 = ["-c:v", "libx264", "-preset", "ultrafast", "-b:v", "1500k", "-g", "48", "-bf", "2"]
    ac3 = ["-c:a", "ac3", "-ac", "6", "-b:a", "384k"]
    run([*quiet, "-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound, *h264, *ac3, part])
    run([*quiet, "-stream_loop", str(LOOPS - 1), "-i", part, "-c", "copy", path])
    return path


def transcoder(ffmpeg: Ffmpeg, path: Path, folder: Path, indexer: MediaIndexer) -> Transcoder:
    return Transcoder(
        find_ffmpeg=lambda: ffmpeg,
        open_item=lambda _: MediaInput.of_descriptor(os.open(path, os.O_RDONLY)),
        indexer=indexer,
        keeper_indexer=indexer,
        store=SegmentStore(folder, 64 * MEGABYTE),
        max_processes=2,
    )


def ours(ffmpeg: Ffmpeg, path: Path, folder: Path, indexer: MediaIndexer) -> dict[str, float]:
    """Milliseconds until a segment can be sent."""
    found: dict[str, float] = {}
    for name, rendition in RENDITIONS.items():
        made = transcoder(ffmpeg, path, folder / "segments", indexer)
        item = uuid4()  # was never played: its index is not kept
        started = time.perf_counter()
        count = made.manifest(item, rendition, "").count("#EXTINF")
        os.close(made.segment(item, rendition, 0, "viewer"))
        found[f"{name} start, ms"] = (time.perf_counter() - started) * 1000
        started = time.perf_counter()
        os.close(made.segment(item, rendition, int(count * MIDDLE), "viewer"))
        found[f"{name} seek, ms"] = (time.perf_counter() - started) * 1000
        end(made)
    return found


def end(made: Transcoder) -> None:
    made.close()
    while made.running:
        time.sleep(0.01)
    made.store.clear()


def theirs(
    ffmpeg: Ffmpeg,
    path: Path,
    folder: Path,
    indexer: MediaIndexer,
    *,
    waits_for: int,
    look_s: float,
) -> dict[str, float]:
    """Milliseconds until the file of segment `waits_for` exists, looked for every `look_s`."""
    found: dict[str, float] = {}
    with path.open("rb") as file:
        source = MediaInput.of_descriptor(file.fileno())
        index = indexer.read(uuid4(), source)
        for name, rendition in RENDITIONS.items():
            starts = cuts_of(index, rendition).starts
            for what, start_s in (("start", 0.0), ("seek", starts[int(len(starts) * MIDDLE)])):
                arguments = ffmpeg_arguments.build(ffmpeg, index, rendition, start_s, source)
                found[f"{name} {what}, ms"] = segment_ms(
                    hls(arguments, rendition, start_s, folder), file.fileno(), waits_for, look_s
                )
    return found


def hls(arguments: list[str], rendition: Rendition, start_s: float, folder: Path) -> list[str]:
    """The same conversion, cut by ffmpeg into files; a converted one is sought without a lead."""
    target = folder / "hls"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    kept = arguments[: arguments.index("-output_ts_offset")]
    if "-ss" in kept and rendition.height is not None:
        kept[kept.index("-ss") + 1] = f"{start_s:.6f}"
    length_s = COPIED_S if rendition.height is None else CONVERTED_S
    return [
        *(*kept, "-f", "hls", "-hls_time", str(length_s), "-hls_segment_type", "fmp4"),
        *("-hls_list_size", "0", "-hls_flags", "temp_file"),
        *("-hls_segment_filename", f"{target}/%d.m4s", f"{target}/index.m3u8"),
    ]


def segment_ms(arguments: list[str], source: int, number: int, look_s: float) -> float:
    wanted = Path(arguments[-1]).with_name(f"{number}.m4s")
    started = time.perf_counter()
    process = subprocess.Popen(arguments, pass_fds=(source,))
    try:
        while not wanted.exists():
            if process.poll() is not None or time.perf_counter() - started > LONGEST_S:
                raise RuntimeError("ffmpeg made no segment")
            time.sleep(look_s)
        return (time.perf_counter() - started) * 1000
    finally:
        process.kill()
        process.wait()


def remux_memory(
    ffmpeg: Ffmpeg, path: Path, folder: Path, indexer: MediaIndexer
) -> tuple[float, float, float]:
    """Peak megabytes of ffmpeg, growth of our own peak in megabytes, and seconds, for the film."""
    made = transcoder(ffmpeg, path, folder / "segments", indexer)
    item = uuid4()
    rendition = Rendition.parse("copy-a1-copy")
    count = made.manifest(item, rendition, "").count("#EXTINF")
    peak, before, started = 0.0, peak_mb(os.getpid()), time.perf_counter()
    for number in range(count):
        os.close(made.segment(item, rendition, number, "viewer"))
        for run in made.running:
            peak = max(peak, peak_mb(run.process.pid or 0))
    spent_s = time.perf_counter() - started
    end(made)
    return peak, peak_mb(os.getpid()) - before, spent_s


def peak_mb(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0  # it has ended
    lines = dict(line.split(":", 1) for line in status.splitlines())
    return int(lines.get("VmHWM", "0 kB").split()[0]) / 1024


def cost_of_files(race: dict[str, Series] | None) -> str:
    if race is None:
        return "- Not measured, as nginx is not installed: the processor time of a file."
    cost = race["CPU s per GB"]
    ours, theirs = cost.values
    middle, low, high = cost.ratio(ours, theirs)
    return (
        f"- A file of 1 GiB from the page cache cost the gateway {cost.median(ours):.3f} s of processor time per GB,\n"
        f"  and nginx with sendfile {cost.median(theirs):.3f} s: {middle:.2f} times ({low:.2f}–{high:.2f}) of it."
    )


def report(
    series: dict[str, Series],
    memory: tuple[float, float, float],
    slow: slow_readers.Outcome,
    race: dict[str, Series] | None,
) -> str:
    some = next(iter(series.values()))
    rounds = len(next(iter(some.values.values())))
    lines = [
        "# Playing converted films",
        "",
        "Measured with `make bench-playback`: an hour of 1080p H.264 with AC-3 5.1 in Matroska; a remux copies the picture",
        "and encodes stereo AAC, 720p encodes both. Milliseconds until a segment can be sent, median of",
        f"{rounds} alternating rounds on a shared machine; read the ratios, which are those of a round. All have the same",
        f"encoder arguments and lengths ({COPIED_S:.0f} s copied, {CONVERTED_S} s converted).",
        "",
        f"| wait for | {SEEN} | {BARE} | {JELLYFIN} | ours to bare ffmpeg | ours to Jellyfin's rule |",
        "|---|---|---|---|---|---|",
    ]
    for name, figures in series.items():
        ratios = [
            f"{middle:.2f} ({low:.2f}–{high:.2f})"
            for middle, low, high in (figures.ratio(SEEN, to) for to in (BARE, JELLYFIN))
        ]
        cells = [f"{figures.median(each):,.0f}" for each in (SEEN, BARE, JELLYFIN)]
        lines.append(f"| {' | '.join([name.removesuffix(', ms'), *cells, *ratios])} |")
    peak, growth, spent_s = memory
    lines += [
        "",
        "- Ours includes the manifest of a film that was never played: a child process reads its index of keyframes.",
        "- Bare ffmpeg is the floor: its segment counts when the file has its final name, looked for every millisecond.",
        "- Jellyfin's rule waits for the file of the next segment and looks every 100 ms.",
        f"- The load average of the {os.cpu_count()} cores was {os.getloadavg()[0]:.0f}: on a busy machine ours, which runs at",
        f"  a lower priority (nice {NICE}) so that pages stay quick, waits longer than the others.",
        "- A segment is complete with the first frame of the next, so all wait for one segment of decoding and encoding:",
        "  720p is bound by the processor, a remux by the start of ffmpeg and by encoding the sound of one segment.",
        f"- The whole hour copied in {spent_s:.1f} s: ffmpeg took {peak:.0f} MB at most, and this process {growth:.0f} MB more",
        "  than before.",
        f"- {slow_readers.READERS} players of the file itself, at 25 Mbit/s each for {slow_readers.LASTS_S:.0f} s: {slow.underruns} underruns;",
        f"  a film began after {slow.started_ms:,.0f} ms (median, with {slow_readers.BEGINS_WITH_S:.0f} s of it here);",
        f"  the gateway used {slow.cores:.2f} cores and {max(slow.growth_mb, 0):.0f} MB more than for one.",
        cost_of_files(race),
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    ffmpeg = discover(use_hardware=False)
    if ffmpeg is None:
        sys.exit("There is no ffmpeg.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = film(ffmpeg, folder)
        indexer = MediaIndexer(folder / "indexes", patience_s=None)
        with path.open("rb") as file:
            indexer.read(
                uuid4(), MediaInput.of_descriptor(file.fileno())
            )  # the child of a worker runs
        given = (ffmpeg, path, folder, indexer)
        contenders: dict[str, Callable[[], dict[str, float]]] = {
            SEEN: partial(ours, *given),
            BARE: partial(theirs, *given, waits_for=0, look_s=BARE_LOOK_S),
            JELLYFIN: partial(theirs, *given, waits_for=1, look_s=JELLYFIN_LOOK_S),
        }
        series = interleave(contenders, TURNS)
        memory = remux_memory(*given)
        indexer.child.close()
    with api.stack() as env:
        race = files.race(env)
        text = report(series, memory, slow_readers.measure(env), race)
    REPORT.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
