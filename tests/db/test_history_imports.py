"""Imports of a history: dry run, review, apply, a second run, and undo."""

import json
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.history_imports.errors import (
    AnotherImportRuns,
    HistoryImportNotFound,
    InvalidPart,
    TooManyImports,
    UploadIncomplete,
    UploadTooLarge,
    WrongImportState,
)
from chalicelib.history_imports.models import (
    MAX_KEPT_IMPORTS,
    MAX_UNAPPLIED_AGE,
    MAX_UPLOAD_AGE,
    MAX_UPLOAD_BYTES,
    ImportState,
    NewImport,
    TitleMatch,
)
from chalicelib.history_imports.models.import_entries import ImportFormat
from chalicelib.history_imports.service import worker_operations as work_module
from chalicelib.http.schemas import Paging
from chalicelib.metadata.store import title_merge
from chalicelib.tracking.models.plays import PlaysRequest, PlayTime
from chalicelib.tracking.models.ratings import RatingRequest
from tests.history_imports import (
    Importing,
    counts,
    give_id,
    letterboxd_zip,
    table,
    trakt_movie,
    trakt_play,
    trakt_zip,
)
from tests.titles import make_person, make_show, make_title
from tests.waiting import wait_until

HEAT = trakt_movie("Heat", 1995, imdb="tt0113277")
PIONEER = trakt_movie("Pioneer One", 2010, tvdb=170551)
EVENING = "2024-03-07T19:37:27.000Z"


@pytest.fixture
def person(db):
    return Importing(db)


@pytest.fixture
def heat(db):
    media_id = make_title(db, "Heat", year=1995, runtime_minutes=170)
    give_id(db, media_id, "imdb", "tt0113277")
    return media_id


@pytest.fixture
def pioneer(db):
    show = make_show(db, "Pioneer One", seasons=(3, 2))
    give_id(db, show.id, "tvdb", "170551")
    return show


def test_a_dry_run_counts_and_writes_nothing(person, heat):
    made = person.read(
        trakt_zip(
            watched_history=[
                trakt_play(HEAT, EVENING, id=1),
                trakt_play(trakt_movie("Nowhere to be found"), EVENING, id=2),
            ],
            ratings_movies=[{"rated_at": EVENING, "rating": 9, "type": "movie", "movie": HEAT}],
            lists_watchlist=[{"listed_at": EVENING, "type": "movie", "movie": HEAT}],
        )
    )

    assert (made.state, made.format) == (ImportState.READY, ImportFormat.TRAKT)
    assert counts(made) == {"new": 1, "missing": 1}
    assert counts(made, "rating") == {"new": 1}
    assert counts(made, "later") == {"new": 1}
    assert made.can_apply
    assert not any(person.state().values())


def test_plays_keep_their_moment_and_their_number(person, heat, pioneer):
    person.bring_in(
        trakt_zip(
            watched_history=[
                trakt_play(HEAT, EVENING, id=1),
                trakt_play(HEAT, "2019-01-02T23:30:00.000Z", id=2),
                trakt_play(PIONEER, "1970-01-01T00:00:00.000Z", id=3, episode=(2, 1)),
            ]
        )
    )

    assert person.plays_of() == [
        (pioneer.id, pioneer.episodes[3], None, "unknown", "import"),
        (heat, None, datetime(2019, 1, 2, 23, 30, tzinfo=UTC), "moment", "import"),
        (heat, None, datetime(2024, 3, 7, 19, 37, 27, tzinfo=UTC), "moment", "import"),
    ]
    assert person.card(heat).watched


def test_a_second_run_adds_nothing(person, heat, pioneer):
    export = trakt_zip(
        watched_history=[
            trakt_play(HEAT, EVENING, id=1),
            trakt_play(PIONEER, EVENING, id=2, episode=(1, 1)),
        ],
        watched_movies=[{"plays": 3, "last_watched_at": EVENING, "movie": HEAT}],
        ratings_movies=[{"rated_at": EVENING, "rating": 9, "movie": HEAT}],
        lists_watchlist=[{"listed_at": EVENING, "type": "show", "show": PIONEER}],
    )
    first = person.bring_in(export)
    before = person.state()

    second = person.bring_in(export)

    assert counts(first) == {"applied": 4}
    assert counts(second) == {"there": 4}
    assert not second.can_apply
    assert person.state() == before


def test_undoing_takes_everything_back_at_any_time(person, heat, pioneer):
    before = person.state()
    made = person.bring_in(
        trakt_zip(
            watched_history=[
                trakt_play(HEAT, EVENING),
                trakt_play(PIONEER, EVENING, episode=(1, 2)),
            ],
            ratings_episodes=[
                {
                    "rated_at": EVENING,
                    "rating": 7,
                    "show": PIONEER,
                    "episode": {"season": 1, "number": 1},
                }
            ],
            lists_favorites=[{"listed_at": EVENING, "movie": HEAT}],
            lists_watchlist=[{"listed_at": EVENING, "movie": HEAT}],
        )
    )
    person.wait(days=400)

    undone = person.take_back(made)

    assert undone.state is ImportState.UNDONE
    assert person.state() == before
    assert not person.card(heat).watched


def test_undoing_leaves_what_was_changed_since(person, heat, pioneer):
    made = person.bring_in(
        trakt_zip(
            watched_history=[
                trakt_play(HEAT, EVENING),
                trakt_play(PIONEER, EVENING, episode=(1, 1)),
            ],
            ratings_movies=[{"rated_at": EVENING, "rating": 9, "movie": HEAT}],
        )
    )
    with person.db.read() as conn:
        row = conn.execute("SELECT id FROM user_plays WHERE media_id = %s", [heat]).fetchone()
    corrected = PlayTime(precision="day", watchedAt=datetime(2020, 5, 1, tzinfo=UTC))
    person.plays.correct(person.user, row[0], corrected)
    person.ratings.rate(person.user, RatingRequest(mediaIds=[heat], rating=4))

    undone = person.take_back(made)

    assert counts(undone) == {"undone": 1, "kept": 1}
    assert counts(undone, "rating") == {"kept": 1}
    assert [play[0] for play in person.plays_of()] == [heat]
    assert person.card(heat).own_rating == 4


def test_what_a_person_has_is_neither_doubled_nor_replaced(person, heat):
    person.ratings.rate(person.user, RatingRequest(mediaIds=[heat], rating=3))
    person.plays.add(
        person.user,
        PlaysRequest(mediaId=heat, precision="day", watchedAt=datetime(2024, 3, 7, tzinfo=UTC)),
    )

    made = person.bring_in(
        trakt_zip(
            watched_history=[trakt_play(HEAT, EVENING)],
            ratings_movies=[{"rated_at": EVENING, "rating": 9, "movie": HEAT}],
        )
    )

    assert (counts(made), counts(made, "rating")) == ({"there": 1}, {"there": 1})
    assert person.card(heat).own_rating == 3


def test_a_day_is_that_of_the_person_s_time_zone(person, heat):
    person.plays.add(
        person.user,
        PlaysRequest(mediaId=heat, precision="day", watchedAt=datetime(2024, 3, 8, tzinfo=UTC)),
    )
    export = trakt_zip(watched_history=[trakt_play(HEAT, "2024-03-07T19:37:27.000Z")])

    in_utc = person.read(export)
    in_tokyo = person.read(export, time_zone="Asia/Tokyo")

    assert (counts(in_utc), counts(in_tokyo)) == ({"new": 1}, {"there": 1})


def test_two_viewings_on_a_day_of_which_one_is_known_are_one_new_viewing(person, heat):
    once = {"Date": "2024-03-08", "Name": "Heat", "Year": 1995, "Watched Date": "2024-03-07"}
    person.bring_in(letterboxd_zip(diary=[{**once, "Letterboxd URI": "https://boxd.it/1"}]))

    twice = [{**once, "Letterboxd URI": f"https://boxd.it/{n}"} for n in (1, 2)]
    made = person.bring_in(letterboxd_zip(diary=twice))

    assert counts(made) == {"there": 1, "applied": 1}
    assert len(person.plays_of(heat)) == 2


def test_a_corrected_play_is_known_by_its_number_of_the_other_service(person, heat):
    export = trakt_zip(watched_history=[trakt_play(HEAT, EVENING, id=9)])
    person.bring_in(export)
    with person.db.read() as conn:
        row = conn.execute("SELECT id FROM user_plays").fetchone()
    corrected = PlayTime(precision="day", watchedAt=datetime(2020, 5, 1, tzinfo=UTC))
    person.plays.correct(person.user, row[0], corrected)

    again = person.read(export)

    assert counts(again) == {"there": 1}


def test_one_bad_row_does_not_stop_an_import(person, heat):
    broken = {**trakt_play(HEAT, "yesterday", id=2)}
    future = trakt_play(HEAT, "2199-01-01T00:00:00.000Z", id=3)

    made = person.bring_in(
        trakt_zip(watched_history=[broken, future, trakt_play(HEAT, EVENING, id=1)])
    )

    assert counts(made) == {"applied": 1}
    assert counts(made, "other") == {"broken": 2}
    problems = person.imports.problems(person.user, made.id, Paging())
    assert [each.message for each in problems.items] == [
        "“yesterday” is not a date",
        "2199-01-01 is in the future",
    ]
    assert problems.items[0].place == "watched-history.json, entry 1"


def test_only_listed_episodes_are_watched_and_specials_do_not_count_for_the_show(person, db):
    show = make_show(db, "Pioneer One", seasons=(3,), specials=1)
    give_id(db, show.id, "tvdb", "170551")

    person.bring_in(
        trakt_zip(
            watched_history=[
                trakt_play(PIONEER, EVENING, episode=(1, 3)),
                trakt_play(PIONEER, EVENING, episode=(0, 1)),
                trakt_play(PIONEER, EVENING, episode=(7, 7)),
            ]
        )
    )

    assert {play[1] for play in person.plays_of()} == {show.episodes[2], show.episodes[3]}
    assert not person.card(show.id).watched


def test_old_viewings_do_not_fill_continue_watching(person, pioneer):
    person.bring_in(
        trakt_zip(watched_history=[trakt_play(PIONEER, "2015-01-01T20:00:00Z", episode=(1, 1))])
    )

    assert person.continues() == []


def test_a_position_of_something_watched_does_not_bring_it_back_half_watched(person, heat, pioneer):
    at = {"paused_at": EVENING}

    made = person.bring_in(
        trakt_zip(
            watched_history=[trakt_play(HEAT, EVENING)],
            watched_playback=[
                {**at, "progress": 40.0, "type": "movie", "movie": HEAT},
                {
                    **at,
                    "progress": 50.0,
                    "show": PIONEER,
                    "episode": {"season": 1, "number": 1},
                },
                {
                    **at,
                    "progress": 96.0,
                    "show": PIONEER,
                    "episode": {"season": 1, "number": 2},
                },
            ],
        )
    )

    assert counts(made, "position") == {"there": 2, "applied": 1}
    assert person.state()["user_progress"] == [(pioneer.id, pioneer.episodes[0], 900)]


def test_an_uncertain_title_is_chosen_or_skipped(person, db):
    hits = [make_title(db, "Solaris", year=year) for year in (1972, 2002)]
    other = make_title(db, "Stalker", year=1979)
    made = person.read(
        table({"Title": "Solaris", "Date": "3/7/24"}, {"Title": "Stalkr", "Date": "3/6/24"}),
        "NetflixViewingHistory.csv",
    )
    assert counts(made) == {"uncertain": 2}
    solaris, stalker = person.review(made)
    assert {card.id for card in solaris.candidates} == set(hits)
    assert [card.id for card in stalker.candidates] == [other]

    person.imports.choose(person.user, made.id, solaris.number, hits[0])
    made = person.imports.choose(person.user, made.id, stalker.number, None)
    made = person.apply(made)

    assert counts(made) == {"applied": 1, "skipped": 1}
    assert person.plays_of() == [
        (hits[0], None, datetime(2024, 3, 7, 12, tzinfo=UTC), "day", "import")
    ]


def test_choosing_a_title_leaves_the_rows_of_others_alone(person, db):
    hits = [make_title(db, "Solaris", year=year) for year in (1972, 2002)]
    make_title(db, "Heat", year=1995)
    made = person.read(
        table(
            {"Title": "Solaris", "Date": "3/7/24"},
            {"Title": "Heat", "Date": "3/6/24"},
            {"Title": "Nobody knows this one", "Date": "3/5/24"},
        ),
        "NetflixViewingHistory.csv",
    )
    [solaris] = person.review(made)
    before = versions(db, made)

    chosen = person.imports.choose(person.user, made.id, solaris.number, hits[0])
    assert counts(chosen) == {"new": 2, "missing": 1}
    skipped = person.imports.choose(person.user, made.id, solaris.number, None)

    assert counts(skipped) == {"new": 1, "missing": 1, "skipped": 1}
    after = versions(db, made)
    assert [before[place] == after[place] for place in sorted(before)] == [False, True, True]


def versions(db, made):
    """The transaction that last wrote each row, by number."""
    with db.read() as conn:
        return dict(
            conn.execute(
                "SELECT number, xmin::text FROM history_import_rows WHERE import_id = %s", [made.id]
            ).fetchall()
        )


def test_two_names_of_one_title_are_compared_with_each_other_when_one_is_chosen(person, db):
    film = make_title(db, "Solaris", year=1972)
    made = person.read(
        table({"Title": "Solaris", "Date": "3/7/24"}, {"Title": "Solarys", "Date": "3/7/24"}),
        "NetflixViewingHistory.csv",
    )
    assert counts(made) == {"new": 1, "uncertain": 1}
    person.bring_in(table({"Title": "Solaris", "Date": "3/7/24"}), "NetflixViewingHistory.csv")
    [misspelt] = person.review(made)

    made = person.imports.choose(person.user, made.id, misspelt.number, film)

    assert counts(made) == {"there": 1, "new": 1}


def test_parts_wait_for_a_change_of_their_import(person):
    made = person.upload(b"x" * 10)
    with person.db.read() as conn:
        conn.execute("UPDATE history_imports SET state = 'uploading' WHERE id = %s", [made.id])
    data = b64encode(b"y" * 10).decode()

    with ThreadPoolExecutor(1) as pool:
        with person.db.transaction() as conn:
            conn.execute("UPDATE history_imports SET state = 'reading' WHERE id = %s", [made.id])
            sent = pool.submit(person.imports.receive, person.user, made.id, 0, data)
            wait_until(lambda: sent.done() or is_row_waited_for(person.db))
        with pytest.raises(WrongImportState):
            sent.result()


def is_row_waited_for(db):
    with db.read() as conn:
        return conn.execute(
            """
            SELECT EXISTS (
                SELECT FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'
            )
            """
        ).fetchone()[0]


def test_titles_can_still_be_chosen_after_applying_and_are_undone_with_the_rest(person, db):
    make_title(db, "Solaris", year=1972)
    chosen = make_title(db, "Solaris", year=2002)
    make_title(db, "Stalker", year=1979)
    made = person.bring_in(
        table({"Title": "Solaris", "Date": "3/7/24"}, {"Title": "Stalker", "Date": "3/6/24"}),
        "NetflixViewingHistory.csv",
    )
    [solaris] = person.review(made)

    made = person.imports.choose(person.user, made.id, solaris.number, chosen)
    made = person.apply(made)
    assert counts(made) == {"applied": 2}
    with pytest.raises(HistoryImportNotFound):
        person.imports.choose(person.user, made.id, solaris.number, None)
    person.take_back(made)

    assert person.plays_of() == []


def test_a_name_matches_with_its_year_even_when_the_year_is_off_by_one(person, db):
    make_title(db, "The Thing", year=2011)
    right = make_title(db, "The Thing", year=1982)
    diary = {"Date": "2024-01-01", "Name": "The Thing", "Watched Date": "2024-01-01"}

    made = person.bring_in(letterboxd_zip(diary=[{**diary, "Year": 1983, "Letterboxd URI": "x"}]))

    assert counts(made) == {"applied": 1}
    assert [play[0] for play in person.plays_of()] == [right]


def test_a_show_written_as_a_film_is_found_by_the_name_of_the_episode(person, db, pioneer):
    with db.read() as conn:
        conn.execute(
            "UPDATE show_episodes SET title = 'Sea Change' WHERE id = %s", [pioneer.episodes[4]]
        )

    person.bring_in(
        table(
            {"Title": "Pioneer One: Sea Change", "Date": "3/14/24"},
            {"Title": "Pioneer One: Season 1: Episode 2", "Date": "3/13/24"},
        ),
        "NetflixViewingHistory.csv",
    )

    assert [play[1] for play in person.plays_of()] == [pioneer.episodes[1], pioneer.episodes[4]]


def test_a_merged_title_is_undone_all_the_same(person, db, heat):
    double = make_title(db, "Heat", year=1995)
    made = person.bring_in(
        trakt_zip(
            watched_history=[trakt_play(HEAT, EVENING)],
            ratings_movies=[{"rated_at": EVENING, "rating": 9, "movie": HEAT}],
        )
    )
    with db.transaction() as conn:
        title_merge.merge(conn, kept=double, removed=heat)
    assert [play[0] for play in person.plays_of()] == [double]

    person.take_back(made)

    assert not any(person.state().values())


def test_an_unrecognised_file_asks_what_it_is(person):
    made = person.read("Some,Table\n1,2\n", "mystery.csv")
    assert made.state is ImportState.UNRECOGNIZED

    person.imports.read(person.user, made.id, ImportFormat.NETFLIX)
    person.runner.read(made.id)

    made = person.imports.get(person.user, made.id)
    assert made.state is ImportState.FAILED
    assert made.message == "There is nothing in this file that could be imported."


def test_a_killed_worker_goes_on_where_it_was(person, heat, pioneer, monkeypatch):
    monkeypatch.setattr(work_module, "BATCH_ROWS", 2)
    plays = [
        trakt_play(PIONEER, EVENING, episode=episode)
        for episode in [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2)]
    ]
    made = person.read(trakt_zip(watched_history=plays))
    person.imports.apply(person.user, made.id)
    found = person.work.begin(made.id, ImportState.APPLYING)
    person.work.prepare_applying(found)
    person.work.apply_batch(found, 0)
    halfway = person.imports.get(person.user, made.id)

    person.runner.apply(made.id)

    made = person.imports.get(person.user, made.id)
    assert (halfway.rows_done, halfway.rows_total) == (2, 5)
    assert (made.state, made.rows_done, made.rows_total) == (ImportState.APPLIED, 0, 5)
    assert counts(made) == {"applied": 5}
    assert len(person.plays_of()) == 5


def test_a_cancelled_import_keeps_what_it_wrote_and_can_be_continued_or_undone(
    person, heat, pioneer, monkeypatch
):
    monkeypatch.setattr(work_module, "BATCH_ROWS", 2)
    plays = [trakt_play(PIONEER, EVENING, episode=(1, number)) for number in (1, 2, 3)]
    made = person.read(trakt_zip(watched_history=plays))
    person.imports.apply(person.user, made.id)
    found = person.work.begin(made.id, ImportState.APPLYING)
    person.work.apply_batch(found, 0)

    cancelled = person.imports.cancel(person.user, made.id)
    person.runner.apply(made.id)

    assert counts(cancelled) == {"applied": 2, "new": 1}
    assert (cancelled.can_apply, cancelled.can_undo) == (True, True)
    assert len(person.plays_of()) == 2
    assert counts(person.apply(made)) == {"applied": 3}


def test_a_half_applied_import_is_not_read_again_and_can_be_undone(
    person, heat, pioneer, monkeypatch
):
    monkeypatch.setattr(work_module, "BATCH_ROWS", 2)
    plays = [trakt_play(PIONEER, EVENING, episode=(1, number)) for number in (1, 2, 3)]
    made = person.read(trakt_zip(watched_history=plays))
    person.imports.apply(person.user, made.id)
    person.work.apply_batch(person.work.begin(made.id, ImportState.APPLYING), 0)
    person.work.fail(made.id, ImportState.APPLYING, "Something broke.")

    with pytest.raises(WrongImportState):
        person.imports.read(person.user, made.id)

    assert counts(person.take_back(made)) == {"undone": 2, "new": 1}
    assert person.plays_of() == []


def test_text_that_postgresql_cannot_store_does_not_stop_an_import(person):
    names = ["Half \ud83d", "Nothing \x00", "Both \ud83d\x00"]
    plays = [trakt_play(trakt_movie(name, 1995, imdb="tt\x00\ud83d"), EVENING) for name in names]

    made = person.read(trakt_zip(watched_history=plays))

    assert (made.state, made.rows_total) == (ImportState.READY, 3)


def test_progress_has_a_rate_and_the_time_left(person, pioneer, monkeypatch):
    monkeypatch.setattr(work_module, "BATCH_ROWS", 2)
    plays = [trakt_play(PIONEER, EVENING, episode=(1, number)) for number in (1, 2, 3)]
    made = person.read(trakt_zip(watched_history=plays))
    person.imports.apply(person.user, made.id)
    found = person.work.begin(made.id, ImportState.APPLYING)
    person.work.prepare_applying(found)
    person.wait(seconds=4)
    person.work.apply_batch(found, 0)

    shown = person.imports.get(person.user, made.id)

    assert (shown.rows_done, shown.rows_total) == (2, 3)
    assert (shown.rows_per_second, shown.seconds_left) == (0.5, 2)


def test_one_import_runs_at_a_time(person, heat):
    export = trakt_zip(watched_history=[trakt_play(HEAT, EVENING)])
    first, second = person.read(export), person.read(export)
    person.imports.apply(person.user, first.id)

    with pytest.raises(AnotherImportRuns):
        person.imports.apply(person.user, second.id)

    person.runner.apply(first.id)
    assert counts(person.apply(second)) == {"there": 1}


def test_an_import_of_somebody_else_does_not_exist(person, heat):
    made = person.read(trakt_zip(watched_history=[trakt_play(HEAT, EVENING)]))
    stranger = make_person(person.db)

    for call in (person.imports.get, person.imports.apply, person.imports.remove):
        with pytest.raises(HistoryImportNotFound):
            call(stranger, made.id)
    assert person.imports.list_all(stranger).items == []


def test_uploads_are_bounded_complete_and_counted(person):
    with pytest.raises(UploadTooLarge) as large:
        person.imports.create(person.user, NewImport(fileName="x", sizeBytes=MAX_UPLOAD_BYTES + 1))
    assert large.value.field == "sizeBytes"
    half = person.imports.create(person.user, NewImport(fileName="x", sizeBytes=10))
    with pytest.raises(UploadIncomplete):
        person.imports.read(person.user, half.id)
    for no_base64 in ("a", "Grüße", "\U00026f38"):
        with pytest.raises(InvalidPart) as damaged:
            person.imports.receive(person.user, half.id, 0, no_base64)
        assert damaged.value.field == "data"
    with person.db.read() as conn:
        conn.execute("UPDATE history_imports SET state = 'failed'")
        conn.execute(
            """
            INSERT INTO history_imports
            SELECT gen_random_uuid(), user_id, file_name, size_bytes, time_zone, format, state,
                   message, rows_total, rows_done, state_since, created_at, applied_at
            FROM history_imports, generate_series(2, %s)
            """,
            [MAX_KEPT_IMPORTS],
        )

    with pytest.raises(TooManyImports):
        person.imports.create(person.user, NewImport(fileName="x", sizeBytes=10))


def test_old_uploads_and_dry_runs_go_and_applied_imports_stay_undoable(person, heat):
    applied = person.bring_in(trakt_zip(watched_history=[trakt_play(HEAT, EVENING)]))
    dry = person.read(trakt_zip(watched_history=[trakt_play(HEAT, "2001-01-01T00:00:00Z")]))

    person.wait(seconds=MAX_UPLOAD_AGE.total_seconds() + 60)
    person.work.delete_old()
    assert person.imports.get(person.user, dry.id).received_bytes == 0
    person.wait(seconds=MAX_UNAPPLIED_AGE.total_seconds())
    person.work.delete_old()

    assert [each.id for each in person.imports.list_all(person.user).items] == [applied.id]
    person.take_back(applied)
    assert person.plays_of() == []


def test_what_runs_cannot_be_removed_and_a_removed_import_leaves_the_history(person, heat):
    made = person.read(trakt_zip(watched_history=[trakt_play(HEAT, EVENING)]))
    person.imports.apply(person.user, made.id)
    with pytest.raises(WrongImportState):
        person.imports.remove(person.user, made.id)
    person.runner.apply(made.id)

    person.imports.remove(person.user, made.id)

    assert len(person.plays_of()) == 1


def test_missing_titles_are_listed_with_the_number_of_their_rows(person, heat):
    nowhere = trakt_movie("Zzyzx Road Nowhere", 2049)
    made = person.read(
        trakt_zip(
            watched_history=[
                trakt_play(nowhere, EVENING, id=1),
                trakt_play(nowhere, "2024-04-07T19:37:27.000Z", id=2),
            ]
        )
    )

    [missing] = person.review(made, TitleMatch.NONE)

    assert (missing.title, missing.year, missing.rows) == ("Zzyzx Road Nowhere", 2049, 2)
    assert made.missing_titles == 1


def test_games_go_to_their_shelves_with_their_hours_and_come_back(person, db):
    played = make_title(db, "0 A.D.", media_type="game", year=2010)
    waiting = make_title(db, "Xonotic", media_type="game", year=2011)
    owned = make_title(db, "Freedoom", media_type="game", year=2003)
    before = person.state()
    library = {
        "games": [
            {"appid": 1, "name": "0 A.D.", "playtime_forever": 90, "rtime_last_played": 1700000000},
            {"appid": 2, "name": "Xonotic", "playtime_forever": 0},
            {"appid": 3, "name": "A game nobody has"},
        ]
    }
    made = person.bring_in(json.dumps(library), "steam.json")
    finished = {"media_id": 9, "source": "igdb", "media_type": "game", "title": "Freedoom"}
    finished |= {"status": "Completed", "progress": "2h", "end_date": "2024-02-09"}
    other = person.bring_in(table(finished), "yamtrack.csv")

    assert counts(made, "game") == {"applied": 2, "missing": 1}
    assert person.state()["user_games"] == [
        (played, "playing", 90, None),
        (waiting, "backlog", 0, None),
        (owned, "completed", 120, "2024-02-09 12:00:00+00"),
    ]
    assert person.state()["user_playthroughs"] == [
        (played, None, None, 90),
        (owned, "story", "2024-02-09", 120),
    ]
    again = person.bring_in(json.dumps(library), "steam.json")
    assert counts(again, "game") == {"there": 2, "missing": 1}

    person.take_back(other)
    person.take_back(made)
    assert person.state() == before


MOMENTS = st.sampled_from(
    ["2024-03-07T19:37:27Z", "2024-03-07T19:40:00Z", "2024-03-07T23:00:00Z", "2023-12-31T23:59:00Z"]
)
DAYS = st.sampled_from(["2024-03-07", "2023-12-31", ""])
TRAKT = st.lists(
    st.tuples(st.sampled_from([None, (1, 1), (1, 2)]), MOMENTS | st.just("1970-01-01T00:00:00Z")),
    max_size=6,
)
YAMTRACK = st.lists(DAYS, max_size=4)


@given(trakt=TRAKT, days=YAMTRACK, again=TRAKT)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=5)
def test_applying_twice_is_applying_once_and_undoing_is_never_having_applied(
    db, trakt, days, again
):
    person = Importing(db)
    film = make_title(db, f"Film {person.user}", year=1995)
    show = make_show(db, f"Show {person.user}", seasons=(2,))

    def history(entries):
        film_named, show_named = (
            trakt_movie(f"Film {person.user}"),
            trakt_movie(f"Show {person.user}"),
        )
        return trakt_zip(
            watched_history=[
                trakt_play(film_named if part is None else show_named, at, episode=part)
                for part, at in [*entries, (None, "2001-01-01T01:01:01Z")]
            ]
        )

    film_row = {"source": "tmdb", "media_type": "movie", "title": f"Film {person.user}"}
    other = table(
        *[
            {"media_id": "", **film_row, "status": "Completed", "end_date": day}
            for day in [*days, "2002-02-02"]
        ]
    )
    person.bring_in(history(again))
    start = person.state()
    files = [(history(trakt), "a.zip"), (other, "yamtrack.csv")]
    made = [person.bring_in(*file) for file in files]
    once = person.state()
    assert {row[0] for row in once["user_plays"]} <= {film, show.id}

    repeated = [person.bring_in(*file) for file in files]
    assert person.state() == once
    assert not any(each.can_apply for each in repeated)

    for each in reversed(made):
        if each.can_undo:
            person.take_back(each)
    assert person.state() == start
