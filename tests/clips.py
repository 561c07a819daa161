"""Short films made by ffmpeg at test time, once per run of the tests."""

import subprocess
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from worker.transcoder.ffmpeg import find_binary

SECONDS = 20
PICTURE = f"testsrc2=s=160x90:r=24:d={SECONDS}"
SOUND = f"sine=f=440:r=48000:d={SECONDS}"
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", "48", "-sc_threshold", "0")


@cache
def _folder() -> Path:
    return Path(mkdtemp(prefix="seen-clips-"))


def make(name: str, *arguments: str) -> Path:
    """Run ffmpeg with `arguments` and the file as its output, unless it is there."""
    path = _folder() / name
    if not path.exists():
        binary = find_binary()
        assert binary is not None
        subprocess.run(
            [binary, "-v", "error", "-nostdin", "-y", *arguments, path],
            check=True,
            timeout=120,
        )
    return path


def surround() -> Path:
    """H.264 with a keyframe every 2 s and AC-3 5.1, in Matroska."""
    return make(
        "surround.mkv",
        *("-f", "lavfi", "-i", PICTURE, "-f", "lavfi", "-i", SOUND),
        *(*H264, "-c:a", "ac3", "-ac", "6"),
    )


def ten_bit() -> Path:
    """HEVC with 10 bits in Matroska."""
    return make(
        "ten_bit.mkv",
        *("-f", "lavfi", "-i", "testsrc2=s=160x90:r=24:d=6", "-f", "lavfi", "-i", SOUND),
        *("-t", "6", "-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le"),
        *("-x265-params", "log-level=none", "-c:a", "aac"),
    )


def variable() -> Path:
    """H.264 of variable frame rate, starting at 5 s, in MPEG-TS."""
    return make(
        "variable.ts",
        *("-f", "lavfi", "-i", PICTURE, "-f", "lavfi", "-i", SOUND),
        *("-vf", "select='if(lt(t,8),not(mod(n,3)),1)'", "-fps_mode", "vfr"),
        *(*H264, "-c:a", "aac", "-output_ts_offset", "5"),
    )


def cut_off() -> Path:
    """The first 60 % of `surround`."""
    path = _folder() / "cut_off.mkv"
    if not path.exists():
        content = surround().read_bytes()
        path.write_bytes(content[: len(content) * 6 // 10])
    return path


def long() -> Path:
    """Four minutes of H.264 without sound, in MP4 that starts playing at once."""
    return make(
        "long.mp4",
        *("-f", "lavfi", "-i", "testsrc2=s=160x90:r=10:d=240"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-g", "100", "-movflags", "+faststart"),
    )
