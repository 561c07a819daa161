"""Whether this computer can convert files."""

import functools
import importlib.util
import shutil


@functools.cache
def has_ffmpeg() -> bool:
    """
    Whether a worker that converts is installed beside this process, with an ffmpeg: the system's,
    or a package's. Functions in the cloud have neither.
    """
    return importlib.util.find_spec("worker.transcoder") is not None and bool(
        shutil.which("ffmpeg") or importlib.util.find_spec("imageio_ffmpeg")
    )
