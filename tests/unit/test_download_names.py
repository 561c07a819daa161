"""Names from outside become names on disk (cases 23 and 26)."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.downloader.http.response import file_name
from worker.downloader.safe_names import are_inside, is_inside, leaf, safe_name, safe_paths

HOSTILE = [
    ("", "file"),
    (".", "file"),
    ("..", "file"),
    ("...", "file"),
    ("../../x", ".._.._x".strip(".")),
    ("a\0b", "ab"),
    ("line\nbreak", "linebreak"),
    ("\u202egpj.exe", "gpj.exe"),
    ("\u2066left\u2069", "left"),
    ("C:\\x", "C__x"),
    ("trailing dots...", "trailing dots"),
    ("trailing space ", "trailing space"),
    (" leading", "leading"),
    (".hidden", "hidden"),
    ("CON", "_CON"),
    ("nul.txt", "_nul.txt"),
    ("com1.mkv", "_com1.mkv"),
    ("a<b>c|d?e*f", "a_b_c_d_e_f"),
    ('say "hi"', "say _hi_"),
    ("\ud800", "_"),
]
LEGAL = [
    "Nosferatu (1922) [1080p].mkv",
    "Amélie.mkv",
    "日本語の映画.mkv",
    "Кино — 'Ночь'.avi",
    "film & friends; $(not a shell) `x`.mp4",
    "😀.mkv",
    "-rf.mkv",
    "console.txt",
    "a.b.c.d",
]


@pytest.mark.parametrize(("given_name", "expected"), HOSTILE)
def test_hostile_names_are_made_safe(given_name, expected):
    assert safe_name(given_name) == expected


@pytest.mark.parametrize("name", LEGAL)
def test_unusual_legal_names_are_kept(name):
    assert safe_name(name) == name


def test_a_name_of_four_kilobytes_keeps_its_ending():
    name = safe_name("ü" * 4096 + ".mkv")

    assert name.endswith(".mkv")
    assert len(name.encode()) <= 255


@given(st.text())
def test_every_name_is_one_valid_path_component(text):
    name = safe_name(text)

    assert name
    assert name not in (".", "..")
    assert "/" not in name
    assert "\0" not in name
    assert len(name.encode()) <= 255
    assert safe_name(name) == name


@given(st.lists(st.text(alphabet="aA./\\ éé", max_size=8), max_size=12))
def test_file_paths_are_unique_and_none_is_a_folder(paths):
    places = safe_paths(paths)
    keys = [unicodedata.normalize("NFKC", place).casefold() for place in places]

    assert len(places) == len(paths)
    assert len(set(keys)) == len(keys)
    for key in keys:
        assert not any(other.startswith(key + "/") for other in keys)
        assert ".." not in key.split("/")
        assert not key.startswith("/")


def test_valid_paths_are_unchanged():
    paths = ["show/S01/one.mkv", "show/S01/two.mkv", "show/readme.txt"]

    assert safe_paths(paths) == paths


def test_deep_paths_are_shortened():
    (place,) = safe_paths(["/".join(f"d{number}" for number in range(300)) + "/film.mkv"])

    assert place.endswith("/film.mkv")
    assert place.count("/") < 20


def test_the_number_of_a_duplicate_follows_a_space():
    first, second = safe_paths(["con .mkv", "con .mkv"])

    assert (first, second) == ("_con .mkv", "_con (1).mkv")
    assert safe_name(second) == second


def test_many_duplicates_are_numbered_quickly():
    places = safe_paths(["same.mkv"] * 20_000)

    assert len(set(places)) == 20_000


@pytest.mark.parametrize(
    ("path", "is_in"),
    [
        ("folder/file", True),
        ("folder/deep/file", True),
        ("folder", False),
        ("folder/../file", False),
        ("folder-2/file", False),
        ("other", False),
    ],
)
def test_a_path_is_inside_by_whole_components(tmp_path, path, is_in):
    assert is_inside(tmp_path / path, tmp_path / "folder") is is_in


def test_a_path_through_a_symlink_is_not_inside(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (folder / "link").symlink_to(tmp_path / "elsewhere")
    (folder / "same").symlink_to(folder)

    assert not is_inside(folder / "link" / "file", folder)
    assert not is_inside(folder / "same" / "file", folder)
    assert not is_inside(folder / "link", folder)
    assert are_inside(["file", "deep/er/file"], folder)
    assert not are_inside(["file", "link/file"], folder)
    assert not are_inside(["file", "same/file"], folder)
    assert not are_inside(["file", "link"], folder)


@pytest.mark.parametrize("name", ["../up", "deep/../../up", "/etc/passwd"])
def test_a_path_with_parent_components_is_not_inside(tmp_path, name):
    assert not are_inside(["file", name], tmp_path)
    assert not are_inside(["file", name], tmp_path / "not there")


@pytest.mark.parametrize(
    ("header", "path", "expected"),
    [
        ('attachment; filename="../../.ssh/x"', "/d", "x"),
        ("attachment; filename*=UTF-8''%2e%2e%2fx.mkv", "/d", "x.mkv"),
        ("attachment; filename*=UTF-8''Am%C3%A9lie.mkv", "/d", "Amélie.mkv"),
        ('attachment; filename="a\r\nSet-Cookie: b.mkv"', "/d", "a Set-Cookie_ b.mkv"),
        ("attachment; filename=..\\..\\x.mkv", "/d", "x.mkv"),
        ('attachment; filename=""', "/d/film.mkv", "film.mkv"),
        ("inline", "/d/A%20film.mkv?x=y.zip", "A film.mkv"),
        ("", "/d/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "passwd"),
        ("", "/", "Title"),
        ("", "/watch", "Title.mkv"),
    ],
)
def test_a_download_name_is_the_last_component_of_the_announced_name(header, path, expected):
    headers = {"content-disposition": header}
    if path == "/watch":
        headers["content-type"] = "video/x-matroska"

    assert file_name(headers, path, "Title") == expected
    assert Path(leaf(expected)).name == expected
