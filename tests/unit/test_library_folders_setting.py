"""`SEEN_LIBRARY_ROOTS`: several folders in one variable."""

import os
from pathlib import Path

import pytest

from chalicelib.platform.settings import InvalidSettings, Settings

NEEDED = {"DATABASE_URL": "postgresql://", "SEEN_SECRET": "x" * 32}


def roots_of(text: str) -> tuple[Path, ...]:
    return Settings.from_env(NEEDED | {"SEEN_LIBRARY_ROOTS": text}).library_roots


def test_folders_are_separated_like_those_of_path():
    assert roots_of(os.pathsep.join(["/films", "/shows, old"])) == (
        Path("/films"),
        Path("/shows, old"),
    )


@pytest.mark.parametrize("text", ["/films,/shows", "/films, ~/shows", "/a:/films;/shows"])
def test_other_separators_are_named(text):
    with pytest.raises(InvalidSettings) as refused:
        roots_of(text)

    assert "SEEN_LIBRARY_ROOTS: folders are separated by colons" in str(refused.value)
