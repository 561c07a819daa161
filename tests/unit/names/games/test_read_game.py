"""Every name of the corpus beside this file is read as its case says."""

from pathlib import Path

import pytest
import yaml

from worker.names.games import GameName, is_game_file, read_game

CASES = [
    (group["why"], name, wanted)
    for group in yaml.safe_load((Path(__file__).parent / "games.yaml").read_text(encoding="utf-8"))
    for name, wanted in group["names"].items()
]


@pytest.mark.parametrize(("why", "name", "wanted"), CASES)
def test_a_name_says_what_the_corpus_says(why, name, wanted):
    read = read_game(name.removesuffix("/"), is_folder=name.endswith("/"))

    assert read == GameName(wanted["title"], wanted.get("year"), wanted.get("platform")), why


@pytest.mark.parametrize(
    ("name", "is_game"),
    [
        ("Pong.NES", True),
        ("Quake.part1.rar", True),
        ("Quake.part01.rar", True),
        ("Quake.part2.rar", False),
        ("Quake.part10.rar", False),
        ("Quake.r01", False),
        ("Quake.bin", False),
        ("Quake.nfo", False),
        ("Quake.mkv", False),
        (".nes", False),
        ("nes", False),
    ],
)
def test_a_file_is_a_game_by_its_suffix(name, is_game):
    assert is_game_file(name) is is_game


def test_a_name_longer_than_those_of_disks_is_cut():
    assert len(read_game("a" * 10_000, is_folder=True).title) == 255
