"""Finds ffmpeg and what it can do. A machine without it plays what browsers play as it is."""

import importlib
import logging
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

logger = logging.getLogger(__name__)

LIST_WITHIN_S = 20.0
PROOF_WITHIN_S = 15.0
RENDER_DEVICE = "/dev/dri/renderD128"

#: Hardware encoders, the best first, by the device node that must exist (empty: any Mac).
HARDWARE: Mapping[str, str] = {
    "h264_nvenc": "/dev/nvidia0",
    "h264_vaapi": RENDER_DEVICE,
    "h264_videotoolbox": "",
}


@dataclass(frozen=True, slots=True)
class Ffmpeg:
    """An ffmpeg that encodes H.264 and AAC."""

    path: str
    encoder: str = "libx264"
    can_tone_map: bool = False


def find_binary() -> str | None:
    """The system's ffmpeg, else the one of the Python package; None without both."""
    found = shutil.which("ffmpeg")
    if found:
        return found
    try:
        return str(importlib.import_module("imageio_ffmpeg").get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        return None


@cache
def discover(*, use_hardware: bool) -> Ffmpeg | None:
    """The binary with its abilities; None, and a line in the log, when nothing can convert."""
    path = find_binary()
    if path is None:
        logger.warning("no ffmpeg: only files that a browser plays as they are can be played")
        return None
    encoders = _list(path, "-encoders")
    if not {"libx264", "aac"} <= encoders:
        logger.warning("this ffmpeg has no H.264 or AAC encoder", extra={"path": path})
        return None
    filters = _list(path, "-filters")
    encoder = "libx264"
    if use_hardware:
        usable = (name for name in HARDWARE if name in encoders and prove(path, name))
        encoder = next(usable, encoder)
    found = Ffmpeg(path, encoder, can_tone_map={"zscale", "tonemap"} <= filters)
    logger.info("ffmpeg found", extra={"path": path, "encoder": encoder})
    return found


def can_fingerprint(path: str) -> bool:
    """Whether this ffmpeg was built with chromaprint."""
    return "chromaprint" in _list(path, "-muxers")


def prove(path: str, encoder: str) -> bool:
    """Whether a hardware encoder encodes some frames: drivers are often listed and missing."""
    device = HARDWARE[encoder]
    if not (Path(device).exists() if device else sys.platform == "darwin"):
        return False
    command = [
        *(path, "-v", "quiet", "-nostdin", *device_arguments(encoder)),
        *("-f", "lavfi", "-i", "color=black:s=320x240:r=24", "-frames:v", "8"),
        *("-vf", ",".join(["format=nv12", *upload_filters(encoder)])),
        *("-c:v", encoder, "-f", "null", "-"),
    ]
    try:
        return _run(command, PROOF_WITHIN_S).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def device_arguments(encoder: str) -> list[str]:
    return ["-vaapi_device", RENDER_DEVICE] if encoder == "h264_vaapi" else []


def upload_filters(encoder: str) -> list[str]:
    return ["hwupload"] if encoder == "h264_vaapi" else []


def _list(path: str, what: str) -> set[str]:
    """The names in the second column of `-encoders`, `-filters` or `-muxers`."""
    try:
        answer = _run([path, "-v", "quiet", "-nostdin", what], LIST_WITHIN_S)
    except (OSError, subprocess.TimeoutExpired):
        return set()
    lines = answer.stdout.decode("utf-8", "replace").splitlines()
    return {words[1] for line in lines if len(words := line.split()) > 1}


def _run(command: list[str], within_s: float) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(  # noqa: S603  # enumerated arguments, no shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        timeout=within_s,
        check=False,
    )
