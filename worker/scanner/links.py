"""Symbolic links in library folders: none is followed, because its target is found by itself."""

import os
from pathlib import Path

from worker.scanner.file_filter import is_video
from worker.scanner.roots import RootSource, is_scanned


def may_hold_videos(entry: "os.DirEntry[str]") -> bool:
    """Whether a link looks like one to a video or to a folder."""
    try:
        return is_video(entry.name) or entry.is_dir()
    except OSError:  # a cycle of links
        return True


def leads_into(roots: RootSource, path: str) -> bool:
    """
    Whether a link leads to where files are found without it: into a folder of the library or of
    downloads. There, a file that is linked and present, or linked twice, is one item.
    """
    target = os.path.realpath(path)
    return is_scanned(roots, target) and Path(target).exists()
