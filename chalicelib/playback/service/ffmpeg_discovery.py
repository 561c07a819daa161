"""Finds ffmpeg, and whether this computer can convert files."""

import functools
import importlib
import importlib.util
import shutil


def find_ffmpeg() -> str | None:
    """The system's ffmpeg, else the one of the Python package; None without both."""
    found = shutil.which("ffmpeg")
    if found:
        return found
    try:
        return str(importlib.import_module("imageio_ffmpeg").get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        return None


def can_convert() -> bool:
    """
    Whether a worker that converts is installed beside this process; not so in the cloud.

    Looked up each time: ffmpeg may be installed while the server runs.
    """
    return _has_worker() and find_ffmpeg() is not None


@functools.cache
def _has_worker() -> bool:
    return importlib.util.find_spec("worker.transcoder") is not None
