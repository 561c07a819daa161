"""Finds out what ffmpeg can do. A machine without it plays what browsers play as it is."""

import logging
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from chalicelib.playback.service.ffmpeg_discovery import find_ffmpeg
from worker.transcoder import encoders

logger = logging.getLogger(__name__)

LIST_WITHIN_S = 20.0
PROOF_WITHIN_S = 15.0


@dataclass(frozen=True, slots=True)
class Ffmpeg:
    """An ffmpeg that encodes H.264 and AAC."""

    path: str
    encoder: str = encoders.SOFTWARE
    can_tone_map: bool = False


def discover(*, use_hardware: bool) -> Ffmpeg | None:
    """
    The binary with its abilities, also one that was installed or replaced since the start; None,
    and a line in the log, when nothing can convert.
    """
    path = find_ffmpeg()
    if path is None:
        return _say_that_there_is_none()
    try:
        modified_ns = Path(path).stat().st_mtime_ns
    except OSError:
        return None
    return _examine(path, modified_ns, use_hardware=use_hardware)


@cache
def _say_that_there_is_none() -> None:
    """Once."""
    logger.warning("no ffmpeg: only files that a browser plays as they are can be played")


@cache
def _examine(path: str, modified_ns: int, *, use_hardware: bool) -> Ffmpeg | None:  # noqa: ARG001
    """`modified_ns`: of the file, so that another one is examined anew."""
    listed = list_names(path, "-encoders")
    if not {encoders.SOFTWARE, "aac"} <= listed:
        logger.warning("this ffmpeg has no H.264 or AAC encoder", extra={"path": path})
        return None
    filters = list_names(path, "-filters")
    encoder = encoders.SOFTWARE
    if use_hardware:
        usable = (name for name in encoders.HARDWARE if name in listed and prove(path, name))
        encoder = next(usable, encoder)
    found = Ffmpeg(path, encoder, can_tone_map={"zscale", "tonemap"} <= filters)
    logger.info("ffmpeg found", extra={"path": path, "encoder": encoder})
    return found


def can_fingerprint(path: str) -> bool:
    """Whether this ffmpeg was built with chromaprint."""
    return "chromaprint" in list_names(path, "-muxers")


def prove(path: str, encoder: str) -> bool:
    """Whether a hardware encoder encodes some frames: drivers are often listed and missing."""
    if not encoders.is_there(encoder):
        return False
    try:
        return _run(encoders.proof(path, encoder), PROOF_WITHIN_S).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def list_names(path: str, what: str) -> set[str]:
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
