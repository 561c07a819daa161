"""A folder of games: each of its entries is one game, a file or a folder, and no video."""

import os
import shutil
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from pathlib import Path

import pytest

from chalicelib.library.models.folders import LibraryRoot
from chalicelib.library.store import probed_streams
from tests.library import LibraryHarness
from tests.titles import make_title
from worker.scanner.file_links import list_companions
from worker.scanner.roots import Roots
from worker.scanner.scan import ScanResult


@dataclass
class GamesHarness(LibraryHarness):
    """Its library folder holds games, and `films` beside it holds videos."""

    @property
    def films(self) -> Path:
        return self.root.parent / "films"

    @property
    def roots(self) -> Roots:
        folders = [LibraryRoot(str(self.root), kind="games"), self.films]
        return Roots.of(folders, self.downloads)

    def game(self, name: str, data: bytes = b"data") -> Path:
        place = self.root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        return place

    def scan(self, **options: bool) -> ScanResult:
        return self.scanner.scan([str(self.root)], **options)

    def rows(self, columns: str) -> list[tuple]:
        with self.db.read() as conn:
            return conn.execute(
                f"SELECT {columns} FROM library_items ORDER BY absolute_path"  # noqa: S608
            ).fetchall()

    def inside(self, columns: str) -> list[tuple]:
        """The path of each row within the folder, and these columns."""
        return self.rows(f"substr(absolute_path, {len(str(self.root)) + 2}), {columns}")


@pytest.fixture
def home(db, cache, tmp_path):
    home = GamesHarness(db, tmp_path / "games", tmp_path / "downloads", cache, pushes_library=True)
    home.films.mkdir()
    return home


def make_game(db, title: str, *platforms: str) -> int:
    made = make_title(db, title, media_type="game")
    with db.read() as conn:
        conn.execute("UPDATE media_items SET platforms = %s WHERE id = %s", [list(platforms), made])
    return made


def test_each_folder_and_each_file_of_a_kind_is_one_game(home, clips):
    home.game("Unciv [GOG]/setup_unciv_4.1.exe", b"x" * 900)
    home.game("Unciv [GOG]/extras/intro.mp4", clips.mp4.read_bytes())
    home.game("Pong (USA) (Rev 1).nes")
    home.game("Wesnoth.iso")
    for name in (".hidden.zip", "Thumbs.db", "Pong.txt", "cover.jpg", "set.part2.rar", "zero.iso"):
        home.game(name, b"" if name == "zero.iso" else b"x")
    home.game(".recycle/2024-01-01/x/Old.iso")
    (home.root / "nothing in it").mkdir()
    (home.root / "link.iso").symlink_to(home.root / "Wesnoth.iso")

    home.scan()

    whole = 900 + clips.mp4.stat().st_size
    assert home.rows("file_name, content, file_size_bytes") == [
        ("Pong (USA) (Rev 1).nes", "game", 4),
        ("Unciv [GOG]", "game_folder", whole),
        ("Wesnoth.iso", "game", 4),
    ]


def test_a_game_of_the_catalogue_is_matched_and_another_waits_for_review(home):
    unciv = make_title(home.db, "Unciv", media_type="game")
    make_title(home.db, "Unciv", media_type="movie")
    home.game("Unciv [GOG]/setup.exe")
    home.game("Nobody Knows This (USA).nes")

    home.scan()

    assert home.rows("file_name, match_state, media_id, guess ->> 'title'") == [
        ("Nobody Knows This (USA).nes", "unmatched", None, "Nobody Knows This"),
        ("Unciv [GOG]", "matched", unciv, "Unciv"),
    ]


def test_a_game_is_no_film_of_its_name(home, clips):
    film = make_title(home.db, "Pong", media_type="movie", year=2001)
    home.game("Pong (2001).nes")
    (home.films / "Pong (2001).mp4").write_bytes(clips.mp4.read_bytes())

    home.scanner.scan([str(home.root), str(home.films)])

    assert home.rows("media_id") == [(film,), (None,)]


def test_a_rescan_measures_no_folder_that_is_unchanged(home, monkeypatch):
    for number in range(500):
        home.game(f"Game {number}/data/game.bin", f"game {number}".encode())
    home.scan()
    before = home.rows("xmin::text")
    stats: list[str] = []
    lstat = os.lstat

    def counted(path: str) -> os.stat_result:
        if Path(path).is_relative_to(home.root) and Path(path) != home.root:
            stats.append(path)
        return lstat(path)

    monkeypatch.setattr("worker.scanner.games.os.lstat", counted)
    monkeypatch.setattr("worker.scanner.games.os.scandir", None)

    result = home.scan()

    assert (result.found, result.updated, len(stats)) == (500, 0, 500)
    assert home.rows("xmin::text") == before


def test_a_game_that_grew_has_its_new_size(home):
    home.game("Unciv/setup.exe")
    home.scan()
    home.game("Unciv/patch.exe", b"more data")

    assert home.scan().updated == 1

    assert home.rows("file_size_bytes") == [(13,)]


def test_a_change_deep_in_a_game_is_noticed_where_the_folder_is_watched(home):
    deep = home.game("Unciv/data/save.dat")
    home.scan()
    ((before,),) = home.rows("fingerprint")
    deep.write_bytes(b"a longer save")

    home.scanner.scan_paths([str(deep)])

    assert home.rows("file_name, file_size_bytes, scanned_at IS NOT NULL") == [("Unciv", 13, True)]
    assert home.rows("fingerprint") != [(before,)]


def test_a_game_that_is_copied_into_a_watched_folder_is_matched_at_once(home):
    title = make_title(home.db, "Unciv", media_type="game")
    files = [home.game(f"Unciv/data/{number}.dat") for number in range(5)]

    home.scanner.scan_paths([str(home.root), *map(str, files)])

    assert home.rows("file_name, media_id, scanned_at IS NOT NULL") == [("Unciv", title, True)]


def test_a_renamed_game_keeps_its_item(home):
    title = make_title(home.db, "Unciv", media_type="game")
    home.game("Unciv/a.dat", b"x" * 50)
    home.game("Unciv/b.dat", b"y" * 50)
    home.game("Pong.nes", b"z" * 50)
    home.scan()
    before = home.rows("id, media_id, fingerprint")
    (home.root / "Unciv").rename(home.root / "Zivilisation")
    (home.root / "Pong.nes").rename(home.root / "Qong.nes")

    result = home.scan()

    assert (result.moved, result.added, result.missing) == (2, 0, 0)
    assert home.rows("id, media_id, fingerprint") == before
    assert home.rows("file_name, media_id") == [("Qong.nes", None), ("Zivilisation", title)]


def test_a_game_that_is_gone_is_missing_after_ten_minutes_and_a_scan_beside_it_says_nothing(home):
    home.game("Unciv/setup.exe")
    home.game("Pong.nes")
    home.scan()
    shutil.rmtree(home.root / "Unciv")
    home.scan()
    home.scanner.scan([str(home.films)])
    assert home.rows("missing_since IS NOT NULL") == [(False,), (False,)]

    home.advance_clock(timedelta(minutes=11))
    home.scanner.look_again()

    assert home.rows("file_name, missing_since IS NOT NULL") == [
        ("Pong.nes", False),
        ("Unciv", True),
    ]


def test_a_folder_of_games_within_one_of_films_is_counted_by_its_own_scan_only(db, cache, tmp_path):
    home = GamesHarness(db, tmp_path / "films" / "games", tmp_path / "downloads", cache)
    home.game("Unciv/setup.exe")
    home.game("Pong.nes")
    home.scan()
    shutil.rmtree(home.root / "Unciv")

    home.scanner.scan([str(tmp_path / "films"), str(home.root), str(tmp_path / "films")])

    assert home.rows("missed_scans") == [(0,), (1,)]


def test_no_worker_of_videos_takes_a_game(home):
    make_title(home.db, "Unciv", media_type="game")
    home.game("Unciv/setup.exe")
    home.scan()
    ingestor = home.scanner.ingestor

    ingestor.queue_pushes()

    assert home.rows("match_state, probe_error, scanned_at IS NOT NULL, stored_at") == [
        ("matched", "", True, None)
    ]
    with home.db.read() as conn:
        assert probed_streams.list_of_earlier_probes(conn, after=None, limit=10) == []
        pushes = conn.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'push_item'"
        )
        assert pushes.fetchone() == (0,)


def test_a_folder_named_after_a_platform_holds_games_of_that_platform(home):
    home.game("SNES/Paper Harbour (USA).zip")
    home.game("Sony - PlayStation 2/Paper Harbour/disc.iso")
    home.game("PC/Unciv [GOG]/setup.exe")
    home.game("PC/readme.txt")
    home.game("Puzzle Switch/setup.exe")
    home.game("Pong.nes")

    home.scan()

    assert home.inside("content, guess ->> 'platform'") == [
        ("PC/Unciv [GOG]", "game_folder", "PC (Microsoft Windows)"),
        ("Pong.nes", "game", "Nintendo Entertainment System"),
        ("Puzzle Switch", "game_folder", None),
        ("SNES/Paper Harbour (USA).zip", "game", "Super Nintendo Entertainment System"),
        ("Sony - PlayStation 2/Paper Harbour", "game_folder", "PlayStation 2"),
    ]
    assert home.scan().added == 0


def test_the_platform_decides_between_games_of_one_name(home):
    console = make_game(home.db, "Paper Harbour", "Super Nintendo Entertainment System")
    computer = make_game(home.db, "Paper Harbour", "DOS", "Linux")
    home.game("SNES/Paper Harbour.zip")
    home.game("PC/Paper Harbour/setup.exe")  # Windows runs the games of DOS
    home.game("GBA/Paper Harbour.gba")

    home.scan()

    assert home.rows("media_id, match_state") == [
        (None, "unmatched"),  # released for neither
        (computer, "matched"),
        (console, "matched"),
    ]


def test_a_game_that_moves_to_another_platform_keeps_its_item_and_is_matched_again(home):
    console = make_game(home.db, "Paper Harbour", "Super Nintendo Entertainment System")
    make_game(home.db, "Paper Harbour", "PlayStation 2")
    home.game("Paper Harbour.zip")
    home.scan()
    ((item_id, state),) = home.rows("id, match_state")
    assert state == "unmatched"
    (home.root / "SNES").mkdir()
    (home.root / "Paper Harbour.zip").rename(home.root / "SNES/Paper Harbour.zip")

    home.scan()

    assert home.rows("id, media_id, guess ->> 'platform'") == [
        (item_id, console, "Super Nintendo Entertainment System")
    ]


def test_a_game_matched_by_hand_stays_so_on_another_platform(home):
    chosen = make_game(home.db, "Another Name", "PlayStation 2")
    home.game("Paper Harbour.zip")
    home.scan()
    with home.db.read() as conn:
        conn.execute(
            "UPDATE library_items"
            " SET media_id = %s, match_state = 'matched', match_is_manual = true",
            [chosen],
        )
    (home.root / "SNES").mkdir()
    (home.root / "Paper Harbour.zip").rename(home.root / "SNES/Paper Harbour.zip")

    home.scan()

    assert home.rows("media_id, guess ->> 'title', guess ->> 'platform'") == [
        (chosen, "Paper Harbour", "Super Nintendo Entertainment System")
    ]


def test_games_of_a_platform_are_noticed_where_the_folder_is_watched(home):
    deep = home.game("SNES/Paper Harbour/data/rom.sfc")
    home.scanner.scan_paths([str(deep)])
    home.game("PS2/Unciv/disc.iso")
    home.scanner.scan_paths([str(home.root / "PS2")])

    assert home.inside("content") == [
        ("PS2/Unciv", "game_folder"),
        ("SNES/Paper Harbour", "game_folder"),
    ]


def test_a_folder_of_a_platform_that_was_one_game_is_forgotten_as_such(home):
    home.game("SNES old/Paper Harbour.sfc")
    home.scan()
    with home.db.read() as conn:
        conn.execute(
            "UPDATE library_items SET absolute_path = %s, file_name = 'SNES'",
            [str(home.root / "SNES")],
        )
    (home.root / "SNES old").rename(home.root / "SNES")

    home.scan()
    home.scan()

    assert home.rows("file_name, missing_since IS NOT NULL") == [
        ("SNES", True),
        ("Paper Harbour.sfc", False),
    ]


def test_a_game_that_is_called_like_a_console_is_a_game(home):
    """A program and no game of a console: an emulator beside its games is not one of them."""
    program = home.game("Vectrex/setup.exe")
    home.game("Vectrex/data/level.dat")
    home.game("SNES/emulator.exe")
    home.game("SNES/Paper Harbour.sfc")
    home.game("Saturn/emulator.exe")
    home.game("Saturn/Unciv/disc.cue")

    home.scan()
    home.scanner.scan_paths([str(program)])

    assert set(home.inside("content")) == {
        ("SNES/Paper Harbour.sfc", "game"),
        ("SNES/emulator.exe", "game"),
        ("Saturn/Unciv", "game_folder"),
        ("Saturn/emulator.exe", "game"),
        ("Vectrex", "game_folder"),
    }


def test_the_pieces_of_a_game_go_along_and_other_games_stay(tmp_path):
    of = {
        "Doom.cue": ["Doom (Track 1).bin", "Doom.bin", "Doom.png"],
        "Doom II.part1.rar": ["Doom II.part2.rar", "Doom II.part3.rar"],
        "Doom II Demo.rar": ["Doom II Demo.r00"],
    }
    for name in (*of, *chain(*of.values()), "Doom 64.z64", "Doomed.bin"):
        (tmp_path / name).write_bytes(b"data")

    assert {
        name: sorted(
            path.rpartition("/")[2]
            for path, _ in list_companions(f"{tmp_path}/{name}", is_game=True)
        )
        for name in of
    } == of
