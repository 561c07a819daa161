"""Every title is asked about once, the best known first, and politely."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.catalog.models import MediaType
from chalicelib.metadata.models import BackfillFilter
from chalicelib.metadata.store import fetch_status
from chalicelib.wiring import wire
from tests.metadata import desk as open_desk
from tests.services import Page
from tests.titles import make_title
from worker.cancellation import ShutdownRequested
from worker.metadata.backfill import ProviderPaused
from worker.metadata.command import backfill_command, clock_text, reset_command


@pytest.fixture
def desk(db):
    with open_desk(db, omdb_api_key=None, igdb_client_id=None) as made:
        yield made


def known(desk, number, votes, media_type="movie"):
    media_id = make_title(desk.db, f"Title {number}", votes=votes, media_type=media_type)
    desk.give_id(media_id, "tmdb", str(number), media_type)
    if media_type == "movie":
        desk.knows_movie(number, f"Title {number}", overview=f"About {number}.")
    else:
        desk.knows_show(number, f"Title {number}", overview=f"About {number}.")
    return media_id


def run(desk, **more):
    return replace(desk.handlers.backfill, **more).run()


def overviews(desk):
    return desk.rows("SELECT overview FROM media_items ORDER BY id")


def test_titles_with_most_votes_come_first_regardless_of_kind(desk):
    for number, votes, kind in [(1, 5, "movie"), (2, 900, "show"), (3, 70, "movie")]:
        known(desk, number, votes, kind)

    assert run(desk, batch=1) == 3

    assert desk.service.paths() == ["/tmdb/tv/2", "/tmdb/movie/3", "/tmdb/movie/1"]
    assert overviews(desk) == [("About 1.",), ("About 2.",), ("About 3.",)]
    assert desk.row("SELECT state, rows_done, bad_rows FROM import_runs") == ("completed", 3, 0)


def test_a_title_is_requested_once(desk):
    known(desk, 1, 5)
    run(desk)
    asked = len(desk.service.requests)

    assert run(desk) == 0

    assert len(desk.service.requests) == asked
    assert [row[0] for row in desk.rows("SELECT state FROM import_runs ORDER BY id")] == [
        "completed",
        "unchanged",
    ]


def test_a_batch_is_written_at_once_and_responses_are_not_cached(desk):
    for number in range(1, 13):
        known(desk, number, number)

    assert run(desk, batch=5) == 12

    assert {row[0] for row in overviews(desk)} == {f"About {n}." for n in range(1, 13)}
    assert desk.row("SELECT count(*) FROM provider_responses") == (0,)


def test_a_rate_limited_provider_postpones_the_run(desk):
    known(desk, 1, 50)
    known(desk, 2, 40)
    told = {"Retry-After": "90"}
    desk.service.serve("/tmdb/movie/2", None, make=lambda _asked: Page({}, 429, told))

    with pytest.raises(ProviderPaused) as stopped:
        run(desk, batch=1)

    assert stopped.value.retry_after_s >= 90
    assert overviews(desk) == [("About 1.",), ("",)]
    assert desk.row("SELECT state, rows_done FROM import_runs") == ("running", 1)
    assert desk.fetched(2) == {}

    desk.clock.pass_by(minutes=20)
    desk.knows_movie(2, overview="About 2.")
    assert run(desk, batch=1) == 1
    assert desk.row("SELECT state, rows_done FROM import_runs") == ("completed", 2)


def test_an_unreadable_title_does_not_stop_the_rest(desk):
    known(desk, 1, 50)
    known(desk, 2, 40)
    desk.knows("/movie/1", {"id": 1})

    assert run(desk) == 2

    assert overviews(desk) == [("",), ("About 2.",)]
    assert desk.row("SELECT rows_done, bad_rows FROM import_runs") == (2, 1)


def test_an_unknown_title_is_not_requested_again(desk):
    media_id = make_title(desk.db, votes=5)
    desk.give_id(media_id, "imdb", "tt0000001")
    desk.finds("tt0000001")
    run(desk)
    asked = len(desk.service.requests)

    run(desk)

    assert len(desk.service.requests) == asked
    assert desk.fetched(media_id)["failure"] == "not_there"


def test_a_stop_ends_the_backfill_between_two_batches(desk):
    known(desk, 1, 50)
    desk.context.stop.set()

    with pytest.raises(ShutdownRequested):
        run(desk)

    assert desk.service.requests == []


def test_the_next_run_continues_where_the_last_ended(desk):
    for number in (1, 2):
        known(desk, number, number)
    ticks = iter([0.0, 0.0, 100.0])

    assert run(desk, batch=1, max_run_s=60.0, monotonic=lambda: next(ticks)) == 1
    assert desk.row("SELECT state, rows_done FROM import_runs") == ("running", 1)

    assert run(desk, batch=1) == 1
    assert desk.row("SELECT state, rows_done FROM import_runs") == ("completed", 2)


def test_without_a_key_nothing_is_requested_and_no_run_is_recorded(db):
    with open_desk(db, tmdb_api_key=None, igdb_client_id=None) as desk:
        known(desk, 1, 5)

        assert run(desk) == 0

        assert desk.service.requests == []
        assert desk.row("SELECT count(*) FROM import_runs") == (0,)


def test_games_are_requested_too(db):
    with open_desk(db, tmdb_api_key=None) as desk:
        game = make_title(db, "Unciv", media_type="game", year=None, votes=3)
        desk.give_id(game, "igdb", "81", "game")
        desk.knows_games({"id": 81, "name": "Unciv", "summary": "Civilisation."})

        run(desk)

        assert overviews(desk) == [("Civilisation.",)]


def test_a_batch_is_read_by_several_threads(desk):
    """Three answers that wait for each other would never come one after the other."""
    together = threading.Barrier(3, timeout=60)

    def answer(asked):
        together.wait()
        return Page({"id": int(asked.path.rpartition("/")[2]), "title": "x", "overview": "o"})

    with open_desk(desk.db, omdb_api_key=None, igdb_client_id=None) as other:
        for number in (1, 2, 3):
            media_id = make_title(other.db, votes=number)
            other.give_id(media_id, "tmdb", str(number))
            other.service.serve(f"/tmdb/movie/{number}", None, make=answer)

        assert run(other) == 3
        assert overviews(other) == [("o",), ("o",), ("o",)]


def test_a_run_may_be_limited_and_reports_progress(desk):
    for number, votes in [(1, 5), (2, 900), (3, 70)]:
        known(desk, number, votes)
    said = []

    assert run(desk, batch=1, limit=2, report=said.append) == 2

    assert said == [1, 2]
    assert desk.service.paths() == ["/tmdb/movie/2", "/tmdb/movie/3"]


def test_titles_can_be_requested_again(desk):
    known(desk, 1, 5)
    known(desk, 2, 900, "show")
    run(desk)
    asked = len(desk.service.requests)

    def reset(media_type=None, *, days=0, only_failed=False):
        before = desk.clock() - timedelta(days=days)
        with desk.db.transaction() as conn:
            return fetch_status.reset_backfill(
                conn, media_type=media_type, fetched_before=before, only_failed=only_failed
            )

    assert (reset(days=30), reset(only_failed=True)) == (0, 0)
    assert reset("show") == 1
    with desk.db.read() as conn:
        count = fetch_status.count_to_backfill(
            conn, media_types=("movie", "show"), wanted=BackfillFilter()
        )
    assert count == 1
    assert run(desk) == 1
    assert len(desk.service.requests) > asked


def test_a_backfill_can_be_limited_to_a_kind(desk):
    known(desk, 1, 900)
    known(desk, 2, 5, "show")

    assert run(desk, wanted=BackfillFilter(kind=MediaType.SHOW)) == 1

    assert desk.service.paths() == ["/tmdb/tv/2"]


def test_shows_without_a_picture_are_asked_about_again_unless_asked_ones_are_skipped(desk):
    known(desk, 1, 900)
    without, pictured = known(desk, 2, 50, "show"), known(desk, 3, 5, "show")
    run(desk)
    with desk.db.transaction() as conn:
        conn.execute("UPDATE media_items SET poster_url = '/p.jpg' WHERE id = %s", [pictured])
    new = known(desk, 4, 1, "show")
    wanted = BackfillFilter(kind=MediaType.SHOW, without_picture=True)

    def paths_of(wanted):
        desk.service.requests.clear()
        with desk.db.read() as conn:
            count = fetch_status.count_to_backfill(conn, media_types=("show",), wanted=wanted)
        assert run(desk, wanted=wanted) == count
        return sorted(desk.service.paths())

    assert paths_of(replace(wanted, skips_asked=True)) == ["/tmdb/tv/4"]
    assert paths_of(wanted) == ["/tmdb/tv/2", "/tmdb/tv/4"]
    assert {desk.fetched(media_id)["failure"] for media_id in (without, new)} == {None}


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        (reset_command, []),  # every title has to be meant
        (reset_command, ["--all", "--failed"]),
        (reset_command, ["--older-than", "-1"]),
        (backfill_command, ["--limit", "0"]),
        (backfill_command, ["--kind", "movie", "--shows-without-pictures"]),
    ],
)
def test_a_command_that_could_mean_another_is_refused(command, arguments, capsys):
    with pytest.raises(SystemExit):
        command(arguments)

    assert "usage: python -m worker metadata-" in capsys.readouterr().err


def test_the_command_marks_one_title_to_be_fetched_again(desk, monkeypatch, capsys):
    known(desk, 1, 5)
    again = known(desk, 2, 900)
    run(desk)
    monkeypatch.setenv("DATABASE_URL", desk.db.dsn)
    monkeypatch.setenv("SEEN_SECRET", "a secret of the tests, long enough for everyone")
    wire()

    assert reset_command(["--title", str(again)]) == 0

    assert capsys.readouterr().out == "titles that will be fetched again: 1\n"
    assert desk.rows("SELECT media_id FROM media_fetches WHERE backfilled_at IS NULL") == [(again,)]


def test_the_remaining_time_is_formatted_as_hours_and_minutes():
    assert [clock_text(seconds) for seconds in (0, 65, 3725)] == ["0:00:00", "0:01:05", "1:02:05"]
