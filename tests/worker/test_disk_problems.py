"""What is wrong with a disk is a sentence that names the folder."""

import errno
import os

import pytest

from tests.library import LibraryHarness
from worker.disk_problems import reading_problem, writing_problem
from worker.scanner.walk import FolderUnavailable, walk


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (errno.ENOSPC, "The disk of /films is full."),
        (errno.EACCES, "The server is not allowed to write to /films."),
        (errno.EROFS, "The disk of /films is read-only."),
        (errno.EIO, "The disk of /films does not answer."),
        (errno.ELOOP, "The disk of /films refused it (Too many levels of symbolic links)."),
    ],
)
def test_why_a_file_cannot_be_put_into_a_folder(code, sentence):
    assert writing_problem(OSError(code, os.strerror(code)), "/films") == sentence


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.EACCES, "the server is not allowed to read it"),
        (errno.ESTALE, "its disk does not answer"),
        (errno.ELOOP, "it cannot be read (Too many levels of symbolic links)"),
    ],
)
def test_why_a_folder_cannot_be_read(code, words):
    assert reading_problem(OSError(code, os.strerror(code))) == words


def test_a_scan_of_a_folder_that_is_not_there_says_so(db, cache, tmp_path):
    home = LibraryHarness(db, tmp_path / "films", tmp_path / "downloads", cache)
    home.root.rmdir()

    with pytest.raises(FolderUnavailable, match="it is not there"):
        walk(str(home.root))
    message = home.scanner.scan([str(home.root)]).message
    assert message == f"{home.root} was skipped: it is not there."
