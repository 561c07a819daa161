"""Genres assigned by hand: export and import of the review file."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chalicelib.catalog.store import facet_counts
from chalicelib.platform.cache import CATALOGUE, Cache
from chalicelib.platform.db import Database
from chalicelib.platform.registry import get
from chalicelib.wiring import wire
from tests.titles import make_title
from worker import commands
from worker.genres.commands import InvalidReviewFile, export_file, import_file

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
NO_CACHE = Cache(None)


@pytest.fixture
def sheet(tmp_path) -> Path:
    return tmp_path / "review.txt"


def written(db, sheet, *, limit=100, text=None) -> list[list[str]]:
    """What an export writes, without its comments."""
    sheet.unlink(missing_ok=True)
    export_file(db, sheet, limit=limit, text=text)
    return [line.split("\t") for line in sheet.read_text().splitlines() if line[0] != "#"]


def reviewed(sheet, *lines: tuple[int, str]) -> Path:
    rows = [f"{media_id}\tshow\tA title\t2020\tReality\t{custom}\n" for media_id, custom in lines]
    sheet.write_text("# reviewed\n" + "".join(rows))
    return sheet


def genres(db, media_id) -> list[str]:
    with db.read() as conn:
        return [
            name
            for (name,) in conn.execute(
                """
                SELECT g.name
                FROM media_genres AS mg
                JOIN genres AS g ON g.id = mg.genre_id
                WHERE mg.media_id = %s
                ORDER BY mg.position, g.name
                """,
                [media_id],
            )
        ]


def state(db):
    with db.read() as conn:
        return [
            conn.execute(query).fetchall()
            for query in (
                "SELECT media_id, reviewed_at, xmin::text FROM custom_genre_reviews ORDER BY 1",
                "SELECT media_id, genre_id, xmin::text FROM media_genres ORDER BY 1, 2",
                "SELECT media_type, genre_id, count FROM catalogue_counts ORDER BY 1, 2",
            )
        ]


def test_unreviewed_titles_are_exported_the_most_rated_first(db, sheet):
    few = make_title(db, "Few", votes=5, media_type="show", year=None)
    many = make_title(db, "Many", votes=500, genres=["Comedy", "Family"])
    seen = make_title(db, "Seen", votes=900)
    import_file(db, NO_CACHE, reviewed(sheet, (seen, "")))

    assert written(db, sheet) == [
        [str(many), "movie", "Many", "1927", "Comedy, Family", ""],
        [str(few), "show", "Few", "", "", ""],
    ]
    assert [row[0] for row in written(db, sheet, limit=1)] == [str(many)]


@pytest.mark.parametrize(
    ("text", "found"),
    [("cuisine", ["Haute Cuisine"]), ("REALITY", ["Date"]), ("%", ["100% Love"]), ("zzz", [])],
)
def test_a_filter_matches_titles_and_genres(db, sheet, text, found):
    make_title(db, "Haute Cuisine")
    make_title(db, "Date", genres=["Reality"])
    make_title(db, "100% Love")

    assert [row[2] for row in written(db, sheet, text=text)] == found


def test_an_export_never_overwrites_a_file(db, sheet):
    sheet.write_text("an afternoon's work")

    with pytest.raises(FileExistsError):
        export_file(db, sheet, limit=1, text=None)

    assert sheet.read_text() == "an afternoon's work"


def test_an_edited_export_is_imported(db, sheet):
    show = make_title(db, "Blind Tasting", media_type="show", genres=["Family"])
    export_file(db, sheet, limit=10, text=None)
    sheet.write_text(sheet.read_text().rstrip("\n") + "dating, Cooking\n")

    brought = import_file(db, NO_CACHE, sheet)

    assert (brought.titles, brought.changes) == (1, 2)
    assert genres(db, show) == ["Family", "Cooking", "Dating"]
    assert written(db, sheet) == []


def test_importing_a_file_twice_changes_nothing(db, sheet):
    first, second = make_title(db), make_title(db, "Other")
    reviewed(sheet, (first, "Dating"), (second, ""))
    import_file(db, NO_CACHE, sheet)
    before = state(db)

    assert import_file(db, NO_CACHE, sheet).changes == 0

    assert state(db) == before


def test_a_title_has_exactly_the_custom_genres_of_its_line(db, sheet):
    title, other = make_title(db, genres=["Drama"]), make_title(db, "Other")
    import_file(db, NO_CACHE, reviewed(sheet, (title, "Dating"), (other, "Dating")))

    import_file(db, NO_CACHE, reviewed(sheet, (title, "Cooking")))

    assert genres(db, title) == ["Drama", "Cooking"]
    assert genres(db, other) == ["Dating"]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("999\tshow\tGone\t2020\t\tDating\n", "line 3: there is no title 999"),
        ("{id}\tshow\tA\t2020\t\tDrama\n", "line 3: 'Drama' is no custom genre"),
        ("{id}\tshow\tA\t2020\t\tSailing\n", "there are: Cooking, Dating"),
        ("not a line\n", "line 3: has 1 columns"),
    ],
)
def test_one_invalid_line_refuses_the_whole_file(db, sheet, bad, said):
    good, other = make_title(db, genres=["Drama"]), make_title(db, "Other")
    before = state(db)
    reviewed(sheet, (good, "Dating"))
    sheet.write_text(sheet.read_text() + bad.format(id=other))

    with pytest.raises(InvalidReviewFile) as refused:
        import_file(db, NO_CACHE, sheet)

    assert said in str(refused.value)
    assert state(db) == before


def test_up_to_twenty_invalid_lines_are_reported_in_order(db, sheet):
    reviewed(sheet, *[(1000 + number, "Nonsense") for number in range(30)])

    with pytest.raises(InvalidReviewFile) as refused:
        import_file(db, NO_CACHE, sheet)

    lines = str(refused.value).splitlines()
    assert lines[:3] == [
        "line 2: there is no title 1000",
        "line 2: 'Nonsense' is no custom genre; there are: Cooking, Dating",
        "line 3: there is no title 1001",
    ]
    assert lines[20:] == ["and 40 more"]


def test_a_binary_file_is_refused(db, sheet):
    sheet.write_bytes(b"\xff\xfe7\x00\t\x00")

    with pytest.raises(InvalidReviewFile, match="UTF-8"):
        import_file(db, NO_CACHE, sheet)


def test_counts_and_cached_pages_are_updated(db, cache, cache_server, sheet):
    title = make_title(db, media_type="show")
    cache.get_or_compute("seen:v1:discover:x", CATALOGUE, 60, lambda: b"old")

    import_file(db, cache, reviewed(sheet, (title, "Dating")))

    with db.read() as conn:
        counted = {each.slug: each.count for each in facet_counts.genres(conn, media_type=None)}
    again = Cache(cache_server.url()).get_or_compute(
        "seen:v1:discover:x", CATALOGUE, 60, lambda: b"new"
    )
    assert counted == {"dating": 1}
    assert again == b"new"


@pytest.fixture
def settings(monkeypatch, database_url) -> Iterator[dict[str, str]]:
    """The settings of the worker's commands, here and in a process of their own."""
    made = {
        "DATABASE_URL": database_url,
        "SEEN_SECRET": "a secret of the tests, long enough for everyone",
    }
    for name, value in made.items():
        monkeypatch.setenv(name, value)
    wire()
    yield made
    get(Database).close()
    wire()


def test_the_commands_succeed(db, settings, sheet, capsys):
    make_title(db, "Blind Tasting", media_type="show")

    out = subprocess.run(
        [sys.executable, "-m", "worker", "genres-export", sheet, "--limit", "5", "--filter", "bli"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (out.returncode, out.stdout) == (0, f"titles to review in {sheet}: 1\n")

    assert commands.run(["genres-export", str(sheet)]) == 1
    assert capsys.readouterr().err == f"{sheet}: File exists\n"

    assert commands.run(["genres-import", str(sheet)]) == 0
    assert capsys.readouterr().out == "titles reviewed: 1, genres changed: 0\n"


def test_a_failed_command_has_a_readable_error(settings, sheet, capsys):
    sheet.write_text("7\tshow\tGone\t2020\t\tDating\n")

    assert commands.run(["genres-import", str(sheet)]) == 1
    assert capsys.readouterr().err.endswith("line 1: there is no title 7\n")

    assert commands.run(["genres-improt", str(sheet)]) == 2
    assert "  genres-import      read the reviewed" in capsys.readouterr().err
