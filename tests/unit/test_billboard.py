"""Which title is on the billboard, and which episode Play opens."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from chalicelib.catalog.models import MediaCard
from chalicelib.dashboard.models import READY, Featured, hero_of
from chalicelib.titles.models import EpisodeRow, episode_to_play, seasons_of

MONDAY = date(2026, 1, 5)


def card(media_id, *, watched=False):
    return MediaCard(
        id=media_id,
        media_type="movie",
        title=f"Film {media_id}",
        year=1927,
        overview="",
        runtime_minutes=90,
        genres=[],
        poster_url=None,
        backdrop_url=None,
        logo_url=None,
        rating=None,
        in_library=False,
        progress_percent=None,
        watched=watched,
        watch_later=False,
    )


def featured(media_id, *, has_file=False):
    return Featured(
        media_id=media_id,
        reason=f"Because {media_id}",
        tagline="",
        library_item_id=UUID(int=media_id) if has_file else None,
    )


def test_the_billboard_changes_with_the_day_and_not_within_it():
    candidates = [featured(number) for number in range(1, 4)]
    cards = {number: card(number) for number in range(1, 4)}

    week = [hero_of(candidates, cards, MONDAY + timedelta(days=day)) for day in range(6)]

    assert [hero.media.id for hero in week[:3]] == [hero.media.id for hero in week[3:]]
    assert {hero.media.id for hero in week} == {1, 2, 3}
    assert hero_of(candidates, cards, MONDAY) == week[0]


@pytest.mark.parametrize("day", range(4))
def test_what_can_be_played_now_comes_first(day):
    candidates = [featured(1), featured(2), featured(3, has_file=True)]
    cards = {number: card(number) for number in range(1, 4)}

    hero = hero_of(candidates, cards, MONDAY + timedelta(days=day))

    assert (hero.media.id, hero.reason, hero.library_item_id) == (3, READY, UUID(int=3))


@pytest.mark.parametrize("day", range(4))
def test_what_was_watched_is_passed_over(day):
    candidates = [featured(1, has_file=True), featured(2)]
    cards = {1: card(1, watched=True), 2: card(2)}

    hero = hero_of(candidates, cards, MONDAY + timedelta(days=day))

    assert (hero.media.id, hero.reason) == (2, "Because 2")


def test_there_may_be_nothing_to_show():
    assert hero_of([], {}, MONDAY) is None
    assert hero_of([featured(1)], {1: card(1, watched=True)}, MONDAY) is None
    assert hero_of([featured(1)], {}, MONDAY) is None


def row(number, *, watched=False, has_file=False, season=1):
    return EpisodeRow(
        season_id=season,
        season_number=season,
        season_name="Season",
        id=number,
        episode_number=number,
        title=f"Part {number}",
        overview="",
        air_date=None,
        runtime_minutes=30,
        still_url=None,
        watched=watched,
        progress_percent=None,
        position_seconds=0,
        duration_seconds=1800,
        library_item_id=UUID(int=number) if has_file else None,
    )


@pytest.mark.parametrize(
    ("rows", "continued", "played"),
    [
        ([], None, None),
        ([row(1), row(2)], None, None),
        # nothing watched yet
        ([row(1), row(2, has_file=True)], None, 2),
        ([row(1, has_file=True), row(2, has_file=True)], None, 1),
        # in the middle of one, or after one
        ([row(1, has_file=True), row(2, has_file=True)], 2, 2),
        ([row(1, has_file=True, watched=True), row(2, has_file=True)], 2, 2),
        # watched once, and begun again
        ([row(1, has_file=True, watched=True), row(2, has_file=True)], 1, 1),
        # the one to continue has no file: the next one that has, then any unwatched one
        ([row(1, has_file=True), row(2), row(3, has_file=True)], 2, 3),
        ([row(1, has_file=True), row(2), row(3)], 2, 1),
        # everything was watched
        ([row(1, watched=True), row(2, has_file=True, watched=True)], None, 2),
        # the one to continue is unknown
        ([row(1, has_file=True)], 99, 1),
    ],
)
def test_play_opens_what_comes_next_and_has_a_file(rows, continued, played):
    chosen = episode_to_play(rows, continued)

    assert (chosen.id if chosen else None) == played


def test_seasons_keep_their_order_and_may_be_empty():
    empty = row(1, season=2).model_copy(update={"id": None, "episode_number": None})

    seasons = seasons_of([row(1), row(2), empty])

    assert [(season.season_number, len(season.episodes)) for season in seasons] == [(1, 2), (2, 0)]
