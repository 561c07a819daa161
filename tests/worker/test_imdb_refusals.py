"""Files that cannot be trusted leave the catalogue unchanged; malformed lines are left out."""

import gzip

import psycopg
import pytest

from tests.databases import database_copy
from tests.imdb import ImdbHome, checksums, episode, rating, title, write_files
from worker.imdb import import_runs
from worker.imdb.errors import AlreadyRunning

BASICS = [title(number, f"Film {number}") for number in range(1, 101)]
EPISODES = [episode(number, 500, 1, number) for number in range(1000, 1050)]
RATINGS = [rating(number, 5.0, number) for number in range(1, 101)]
BASICS_HEADER = (
    "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes"
)


@pytest.fixture(scope="module")
def first_import(first_imports):
    return first_imports.of(BASICS, EPISODES, RATINGS)


@pytest.fixture
def database_url(postgres, first_import):
    with database_copy(postgres, first_import.database) as url:
        yield url


@pytest.fixture
def home(database_url, first_import, clock, tmp_path) -> ImdbHome:
    return first_import.home(database_url, clock, tmp_path / "imdb")


def last_run(home: ImdbHome):
    with psycopg.connect(home.dsn) as conn:
        return conn.execute(
            "SELECT state, message, bad_rows FROM import_runs ORDER BY id DESC LIMIT 1"
        ).fetchone()


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (f"{BASICS_HEADER}\tgenres\tbudget", "budget is new"),
        (BASICS_HEADER, "genres is missing"),
        (f"{BASICS_HEADER}\tgenre", "genres is missing, genre is new"),
        ("titleType\ttconst" + BASICS_HEADER[16:] + "\tgenres", "in another order"),
    ],
)
@pytest.mark.parametrize("is_forced", [True, False])
def test_a_file_with_other_columns_is_refused_and_named(home, tmp_path, header, said, is_forced):
    before = checksums(home.dsn)
    second = write_files(tmp_path / "second", BASICS, EPISODES, RATINGS, {"title.basics": header})
    outcome = home.sync(second, is_forced=is_forced)

    assert outcome.state == "refused"
    assert "title.basics.tsv.gz" in outcome.message
    assert said in outcome.message
    assert checksums(home.dsn) == before
    assert last_run(home)[:2] == ("refused", outcome.message)


@pytest.mark.parametrize("name", ["title.basics.tsv.gz", "title.episode.tsv.gz"])
@pytest.mark.parametrize("is_forced", [True, False])
@pytest.mark.parametrize("harm", ["cut", "garbled", "no gzip"])
def test_a_damaged_file_is_refused(home, tmp_path, name, is_forced, harm):
    before = checksums(home.dsn)
    second = write_files(tmp_path / "second", BASICS[:-1], EPISODES, RATINGS)
    path = second / name
    packed = path.read_bytes()
    middle = len(packed) // 2
    path.write_bytes(
        {
            "cut": packed[: middle + 20],
            "garbled": packed[:middle] + b"\xff\x00\xff\x00" * 8 + packed[middle + 32 :],
            "no gzip": b"<html>Sorry</html>",
        }[harm]
    )
    outcome = home.sync(second, is_forced=is_forced)

    assert outcome.state == "refused"
    assert name in outcome.message
    assert checksums(home.dsn) == before


def test_a_file_that_lost_a_tenth_of_its_rows_is_refused_unless_forced(home, tmp_path):
    before = checksums(home.dsn)
    half = write_files(tmp_path / "half", BASICS[:50], EPISODES, RATINGS)
    refused = home.sync(half)
    after_refusal = checksums(home.dsn)
    insisted = home.sync(half, is_forced=True)

    assert refused.state == "refused"
    assert "has 50 rows and had 100" in refused.message
    assert after_refusal == before
    assert insisted.state == "completed"
    assert checksums(home.dsn)["media_items"].startswith("50 ")


def test_after_a_refused_import_the_next_is_compared_with_the_last_accepted_files(home, tmp_path):
    home.sync(write_files(tmp_path / "half", BASICS[:50], EPISODES, RATINGS))
    good = [*BASICS, title(200, "New")]
    outcome = home.sync(write_files(tmp_path / "good", good, EPISODES, RATINGS))

    assert (outcome.state, outcome.way) == ("completed", "partial")
    assert checksums(home.dsn)["media_items"].startswith("101 ")


ODD = [
    "tt0000901\tmovie\tToo few columns",
    title(902, "Too many columns") + "\tand one more",
    title(903, "No number", runtime="Reality-TV"),
    title(904, "No year", year="next year"),
    "xx0000905" + title(905, "No id")[9:],
    title(906, "Tab\tin it").replace("\t153", ""),
    title(907, "Carriage\rreturn"),
    title(908, "Backspace \x08 here"),
    title(909, "Much too long", runtime="99999999999"),
]


@pytest.mark.parametrize("is_forced", [True, False])
def test_invalid_lines_are_skipped_counted_and_reported(home, tmp_path, caplog, is_forced):
    fine = [title(950, "Fine"), title(951, "Also\\fine \\N"), title(952, '"Quoted')]
    second = write_files(tmp_path / "second", [*BASICS, *ODD, *fine], EPISODES, RATINGS)
    outcome = home.sync(second, is_forced=is_forced)
    with psycopg.connect(home.dsn) as conn:
        names = conn.execute("SELECT title FROM media_items WHERE id > 1000000900").fetchall()

    assert outcome.state == "completed"
    assert sorted(names) == [('"Quoted',), ("Also\\fine \\N",), ("Fine",)]
    assert last_run(home)[2] == len(ODD)
    assert caplog.messages.count("row left out") == len(ODD)


@pytest.mark.parametrize("is_forced", [True, False])
def test_a_line_without_an_id_is_invalid(home, tmp_path, is_forced):
    without = "tt" + title(910, "No number")[len("tt0000910") :]
    second = write_files(tmp_path / "second", [*BASICS, without], EPISODES, RATINGS)
    outcome = home.sync(second, is_forced=is_forced)

    assert outcome.state == "completed"
    assert checksums(home.dsn)["media_items"].startswith("100 ")


@pytest.mark.parametrize("is_forced", [True, False])
def test_bytes_that_are_not_utf8_invalidate_one_line(home, tmp_path, is_forced):
    second = write_files(tmp_path / "second", [*BASICS, title(950, "Fine")], EPISODES, RATINGS)
    path = second / "title.basics.tsv.gz"
    broken = title(949, "BROKEN").encode().replace(b"BROKEN", b"\xc3\x28")
    text = gzip.decompress(path.read_bytes())
    path.write_bytes(gzip.compress(text.replace(b"\ntt0000950", b"\n" + broken + b"\ntt0000950")))
    outcome = home.sync(second, is_forced=is_forced)

    assert outcome.state == "completed"
    assert checksums(home.dsn)["media_items"].startswith("101 ")
    assert last_run(home)[2] == 1


@pytest.mark.parametrize("is_forced", [True, False])
def test_too_many_bad_lines_are_refused(home, tmp_path, is_forced):
    before = checksums(home.dsn)
    bad = [title(number, "Bad", year="soon") for number in range(900, 930)]
    outcome = home.sync(
        write_files(tmp_path / "second", [*BASICS, *bad], EPISODES, RATINGS), is_forced=is_forced
    )

    assert outcome.state == "refused"
    assert "30 of 130 rows make no sense" in outcome.message
    assert checksums(home.dsn) == before


def test_a_file_in_another_order_has_the_same_result(home, tmp_path):
    before = checksums(home.dsn)
    outcome = home.sync(
        write_files(tmp_path / "second", BASICS[::-1], EPISODES[::-1], RATINGS[::-1])
    )

    assert outcome.state == "completed"
    assert checksums(home.dsn) == before


def test_a_change_of_every_line_is_merged_like_any_other(home, tmp_path):
    renamed = [title(number, f"New name {number}") for number in range(1, 101)]
    outcome = home.sync(write_files(tmp_path / "second", renamed, EPISODES, RATINGS))

    assert outcome.state == "completed"
    assert checksums(home.dsn)["media_items"].startswith("100 ")
    with psycopg.connect(home.dsn) as conn:
        names = conn.execute("SELECT title FROM media_items").fetchall()
    assert all(name.startswith("New name") for (name,) in names)


def test_a_restored_catalogue_is_compared_line_by_line(home, tmp_path):
    """The accepted files are not what it was made from."""
    with psycopg.connect(home.dsn) as conn:
        conn.execute(
            "UPDATE sync_state SET value = 'of long ago' WHERE name = %s", [import_runs.STATE]
        )
    outcome = home.sync()

    assert (outcome.state, outcome.way) == ("completed", "full")


def test_after_a_database_crash_the_catalogue_is_compared_line_by_line(home, tmp_path):
    """PostgreSQL then empties tables that it does not log, those of the accepted lines."""
    before = checksums(home.dsn)
    with psycopg.connect(home.dsn) as conn:
        conn.execute(
            "TRUNCATE imdb.accepted, imdb.titles, imdb.basics, imdb.episodes, imdb.ratings"
        )
    files = write_files(tmp_path / "second", [*BASICS, title(200, "New")], EPISODES, RATINGS)
    outcome = home.sync(files)
    again = home.sync(write_files(tmp_path / "third", BASICS, EPISODES, RATINGS))

    assert (outcome.state, outcome.way) == ("completed", "full")
    assert (again.state, again.way) == ("completed", "partial")
    assert {**checksums(home.dsn), "genres": ""} == {**before, "genres": ""}


def test_only_one_import_runs_at_a_time(home, tmp_path):
    with psycopg.connect(home.dsn, autocommit=True) as conn:
        assert import_runs.try_lock(conn)
        with pytest.raises(AlreadyRunning):
            home.sync()


def test_a_missing_file_is_named(home, tmp_path):
    (home.folder.current / "title.ratings.tsv.gz").unlink()
    outcome = home.sync()

    assert outcome.state == "failed"
    assert "title.ratings.tsv.gz" in outcome.message


def test_unchanged_files_are_detected_without_reading_them(home, monkeypatch):
    home.sync()
    monkeypatch.setattr("worker.imdb.line_file._gzip", None)

    assert home.sync().state == "unchanged"
    with pytest.raises(AttributeError):
        home.sync(is_forced=True)


def test_an_older_postgresql_and_the_standard_gzip_have_the_same_result(
    home, tmp_path, monkeypatch
):
    second = write_files(tmp_path / "second", [*BASICS, *ODD], EPISODES, RATINGS)
    home.sync(second, is_forced=True)
    quick, said = checksums(home.dsn), last_run(home)
    monkeypatch.setattr("worker.imdb.staging.MIN_VERSION_WITH_ON_ERROR", 990_000)
    monkeypatch.setattr("worker.imdb.line_file._gzip", gzip)
    home.sync(second, is_forced=True)

    assert checksums(home.dsn) == quick
    assert last_run(home) == said
