"""Titles that people use are fetched again by the clock."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.library import make_item
from tests.metadata import desk as open_desk
from tests.titles import make_title


@pytest.fixture
def desk(db):
    with open_desk(db, omdb_api_key=None, igdb_client_id=None) as made:
        yield made


def owned(desk, number, media_type="movie", **facts):
    media_id = make_title(desk.db, f"Title {number}", media_type=media_type, **facts)
    desk.give_id(media_id, "tmdb", str(number), media_type)
    make_item(desk.db, Path(f"/films/{number}.mkv"), media_id=media_id)
    if media_type == "movie":
        desk.knows_movie(number, f"Title {number}")
    else:
        desk.knows_show(number, f"Title {number}")
    return media_id


def refresh(desk) -> list[str]:
    """The addresses that one run asks for."""
    before = len(desk.service.paths())
    desk.handlers.refresh.run()
    return desk.service.paths()[before:]


def test_a_title_nobody_uses_is_left_alone(desk):
    media_id = make_title(desk.db, "Title 1")
    desk.give_id(media_id, "tmdb", "1")
    desk.knows_movie(1)

    assert refresh(desk) == []


def test_a_film_of_the_library_is_fetched_once_and_again_after_a_month(desk):
    owned(desk, 1, year=1927)

    assert refresh(desk) == ["/tmdb/movie/1"]
    desk.clock.pass_by(days=29)
    assert refresh(desk) == []
    desk.clock.pass_by(days=1)
    assert refresh(desk) == ["/tmdb/movie/1"]


def test_a_film_that_is_new_is_fetched_daily(desk):
    owned(desk, 1, year=desk.clock().year)

    assert refresh(desk) == ["/tmdb/movie/1"]
    desk.clock.pass_by(hours=22)
    assert refresh(desk) == []
    desk.clock.pass_by(hours=1)
    assert refresh(desk) == ["/tmdb/movie/1"]


def test_the_episodes_of_a_show_are_fetched_hourly_while_one_airs(desk):
    show = owned(desk, 7, "show")
    today = desk.clock().date()
    desk.knows_show(7, seasons=[{"id": 1, "season_number": 1}])
    desk.knows_season(7, 1, [{"id": 1, "episode_number": 1, "air_date": str(today)}])
    assert "/tmdb/tv/7" in refresh(desk)
    assert desk.rows("SELECT air_date FROM show_episodes WHERE media_id = %s", show) == [(today,)]

    desk.clock.pass_by(minutes=49)
    assert refresh(desk) == []
    desk.clock.pass_by(minutes=1)
    assert "/tmdb/tv/7/season/1" in refresh(desk)


def test_what_the_source_did_not_know_is_asked_again_after_thirty_days(desk):
    media_id = make_title(desk.db, "Title 1")
    desk.do(
        """
        INSERT INTO media_fetches (media_id, backfilled_at, failure, next_attempt_at)
        VALUES (%s, %s, 'not_there', %s)
        """,
        media_id,
        desk.clock(),
        desk.clock() + timedelta(days=30),
    )
    desk.give_id(media_id, "tmdb", "1")
    desk.knows_movie(1)

    desk.clock.pass_by(days=29)
    assert refresh(desk) == []
    desk.clock.pass_by(days=1)
    assert refresh(desk) == ["/tmdb/movie/1"]
    assert desk.fetched(media_id)["failure"] is None


@pytest.mark.parametrize("is_paused", [True, False])
def test_a_source_that_is_paused_or_rests_is_not_asked(desk, is_paused):
    media_id = owned(desk, 1)
    moment = desk.clock() + timedelta(hours=1)
    desk.do(
        "INSERT INTO provider_states (provider, paused_at, disabled_until) VALUES ('tmdb', %s, %s)",
        moment if is_paused else None,
        None if is_paused else moment,
    )

    assert refresh(desk) == []
    assert desk.fetched(media_id) == {}  # and the page says nothing about it


def test_what_tmdb_says_has_changed_is_fetched_before_its_time(desk):
    owned(desk, 1, year=1927)
    owned(desk, 2, year=1927)
    refresh(desk)
    desk.clock.pass_by(days=2)
    desk.knows("/movie/changes", {"page": 1, "results": [{"id": 2}, {"id": 9}], "total_pages": 1})

    desk.handlers.changes.run()  # the list of shows is not given

    assert refresh(desk) == ["/tmdb/movie/2"]
    assert refresh(desk) == []


def test_a_title_that_failed_is_asked_for_later_and_later(desk):
    owned(desk, 1)
    desk.knows("/movie/1", {"id": 99, "title": "Another"})

    assert refresh(desk) == ["/tmdb/movie/1"]
    desk.clock.pass_by(minutes=59)
    assert refresh(desk) == []
    desk.clock.pass_by(minutes=1)
    assert refresh(desk) == ["/tmdb/movie/1"]
    desk.clock.pass_by(hours=1)
    assert refresh(desk) == []
