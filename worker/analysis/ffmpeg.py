"""Finds ffmpeg: the system's, or that of the package imageio-ffmpeg."""

import shutil
import subprocess


def find_ffmpeg() -> str | None:
    """The path of ffmpeg; None when there is none."""
    found = shutil.which("ffmpeg")
    if found is not None:
        return found
    try:
        import imageio_ffmpeg  # noqa: PLC0415  # optional

        path: str = imageio_ffmpeg.get_ffmpeg_exe()
    except (ImportError, RuntimeError):
        return None
    return path


def can_fingerprint(ffmpeg: str) -> bool:
    """Whether this ffmpeg was built with chromaprint."""
    muxers = subprocess.run(  # noqa: S603  # no words of a user
        [ffmpeg, "-hide_banner", "-muxers"], capture_output=True, check=False, timeout=30
    ).stdout
    return b" chromaprint " in muxers
