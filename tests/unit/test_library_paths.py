"""Paths as text: whatever bytes a file's name has, the database and JSON can hold it."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.library.models.path_text import path_to_text, text_to_path
from chalicelib.library.service import to_like_pattern
from chalicelib.library.service.scans import is_inside
from worker.scanner.roots import Roots, is_under


@given(st.binary(min_size=1, max_size=60).filter(lambda raw: b"\0" not in raw))
def test_any_name_is_decoded_exactly(raw):
    path = os.fsdecode(raw)

    text = path_to_text(path)

    assert text.encode("utf-8")
    assert os.fsencode(text_to_path(text)) == raw


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"/films/Sintel.mkv", "/films/Sintel.mkv"),
        ("/films/Häxan 🎬.mkv".encode(), "/films/Häxan 🎬.mkv"),
        (b"/films/H\xe4xan.mkv", "/films/H\\xe4xan.mkv"),
        (b"/films/a\\xe4.mkv", "/films/a\\\\xe4.mkv"),
        (b"/films/two\nlines.mkv", "/films/two\nlines.mkv"),
    ],
)
def test_names_stay_readable(raw, text):
    assert path_to_text(os.fsdecode(raw)) == text


@pytest.mark.parametrize(
    ("path", "root", "inside"),
    [
        ("/media/films", "/media/films", True),
        ("/media/films/a.mkv", "/media/films", True),
        ("/media/films-old/a.mkv", "/media/films", False),
        ("/media/films/../secret", "/media/films", False),
        ("/media", "/media/films", False),
        ("media/films", "/media/films", False),
        ("/media/films/a\0b", "/media/films", False),
    ],
)
def test_a_path_is_inside_by_whole_components(path, root, inside):
    assert is_inside(path, root) is inside


@pytest.mark.parametrize(
    ("path", "under"),
    [
        ("/media/films/a.mkv", True),
        ("/media/films", True),
        ("/media/films-old/a.mkv", False),
        ("/media/films/../b.mkv", False),
        ("/media/films//b.mkv", False),
        ("/media/films/./b.mkv", False),
    ],
)
def test_a_file_is_under_its_root_by_whole_components(path, under):
    assert is_under(path, "/media/films") is under


def test_the_root_of_the_file_system_may_be_a_library_root():
    assert is_under("/a/b.mkv", "/")


def test_a_root_inside_another_belongs_to_it(tmp_path):
    (tmp_path / "media" / "films").mkdir(parents=True)

    roots = Roots.of([tmp_path / "media" / "films", tmp_path / "media"], tmp_path / "downloads")

    assert roots.library == (str(tmp_path / "media"),)


def test_a_symlinked_root_counts_as_its_target(tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "media").symlink_to(tmp_path / "disk")

    roots = Roots.of([tmp_path / "media"], tmp_path / "downloads")

    assert roots.of_path(str(tmp_path / "disk" / "a.mkv")) == str(tmp_path / "disk")


def test_every_folder_of_downloads_is_a_root(tmp_path):
    here, there = tmp_path / "downloads", tmp_path / "disk"
    roots = Roots.of([tmp_path / "media"], here, there)

    found = [roots.of_path(str(folder / "1" / "a.mkv")) for folder in (here, there, tmp_path)]

    assert found == [str(here), str(there), None]


def test_input_is_escaped_in_patterns():
    assert to_like_pattern(r"100%_\x") == r"%100\%\_\\x%"
