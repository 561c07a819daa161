"""Which title is on the billboard, and which episode Play opens."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from chalicelib.catalog.models import MediaCard
from chalicelib.dashboard.models import READY, FeaturedTitle, hero_of
from chalicelib.free_sources.models import FreeSource, SourceKind
from chalicelib.titles.models.seasons import (
    EpisodeRow,
    SeasonRow,
    episode_to_play,
    first_unfinished,
    seasons_of,
)

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
        poster_placeholder=None,
        backdrop_placeholder=None,
        logo_url=None,
        rating=None,
        in_library=False,
        at_hand=False,
        progress_percent=None,
        watched=watched,
        watch_later=False,
        favorite=False,
        own_rating=None,
        watch_status=None,
        game_status=None,
        followed=False,
        wanted=False,
    )


def free_source():
    return FreeSource(
        id=1,
        kind=SourceKind.ARCHIVE_ITEM,
        publisher="Internet Archive",
        page_url="https://archive.org/details/Metropolis",
        licence="Public domain",
        licence_url="https://creativecommons.org/publicdomain/mark/1.0/",
        episode_id=None,
        episode_label=None,
        size_bytes=680_000_000,
        is_size_estimated=True,
        seconds=170,
    )


def featured(media_id, *, has_file=False):
    return FeaturedTitle(
        media_id=media_id,
        reason=f"Because {media_id}",
        tagline="",
        library_item_id=UUID(int=media_id) if has_file else None,
    )


def test_the_billboard_changes_with_the_day_and_not_within_it():
    candidates = [featured(number) for number in range(1, 4)]
    cards = {number: card(number) for number in range(1, 4)}

    week = [hero_of(candidates, cards, {}, MONDAY + timedelta(days=day)) for day in range(6)]

    assert [hero.media.id for hero in week[:3]] == [hero.media.id for hero in week[3:]]
    assert {hero.media.id for hero in week} == {1, 2, 3}
    assert hero_of(candidates, cards, {}, MONDAY) == week[0]


@pytest.mark.parametrize("day", range(4))
def test_playable_titles_come_first(day):
    candidates = [featured(1), featured(2), featured(3, has_file=True)]
    cards = {number: card(number) for number in range(1, 4)}

    hero = hero_of(candidates, cards, {}, MONDAY + timedelta(days=day))

    assert (hero.media.id, hero.reason, hero.library_item_id) == (3, READY, UUID(int=3))


@pytest.mark.parametrize("day", range(4))
def test_watched_titles_are_skipped(day):
    candidates = [featured(1, has_file=True), featured(2)]
    cards = {1: card(1, watched=True), 2: card(2)}

    hero = hero_of(candidates, cards, {}, MONDAY + timedelta(days=day))

    assert (hero.media.id, hero.reason) == (2, "Because 2")


def test_the_billboard_may_be_empty():
    assert hero_of([], {}, {}, MONDAY) is None
    assert hero_of([featured(1)], {1: card(1, watched=True)}, {}, MONDAY) is None
    assert hero_of([featured(1)], {}, {}, MONDAY) is None


def row(number, *, watched=False, has_file=False, season=1):
    return EpisodeRow(
        season_number=season,
        id=number,
        episode_number=number,
        absolute_number=None,
        title=f"Part {number}",
        overview="",
        air_date=None,
        runtime_minutes=30,
        still_url=None,
        still_placeholder=None,
        rating=None,
        votes=None,
        watched=watched,
        progress_percent=None,
        position_seconds=0,
        duration_seconds=1800,
        library_item_id=UUID(int=number) if has_file else None,
    )


@pytest.mark.parametrize("day", range(3))
def test_without_a_file_the_billboard_is_a_title_with_a_free_source(day):
    cards = {number: card(number) for number in (1, 2, 3)}
    candidates = [featured(number) for number in (1, 2, 3)]

    hero = hero_of(candidates, cards, {2: free_source()}, MONDAY + timedelta(days=day))

    assert hero is not None
    assert (hero.media.id, hero.free_source) == (2, free_source())


def test_a_playable_title_comes_before_one_with_a_free_source():
    cards = {number: card(number) for number in (1, 2)}

    hero = hero_of([featured(1), featured(2, has_file=True)], cards, {1: free_source()}, MONDAY)

    assert hero is not None
    assert (hero.media.id, hero.free_source) == (2, None)


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
def test_play_opens_the_next_episode_with_a_file(rows, continued, played):
    chosen = episode_to_play(rows, continued)

    assert (chosen.id if chosen else None) == played


def season(number, *, aired=0, watched=0):
    return SeasonRow(
        id=number,
        season_number=number,
        name="Season",
        overview="",
        poster_url=None,
        air_date=None,
        episode_count=aired,
        aired=aired,
        watched=watched,
    )


def test_seasons_keep_their_order_and_may_be_empty():
    seasons = seasons_of([season(1, aired=2), season(2)], [row(1), row(2)], is_finished=False)

    assert [(one.season_number, len(one.episodes)) for one in seasons] == [(1, 2), (2, 0)]


def test_a_long_show_has_one_season_with_its_episodes():
    seasons = seasons_of(
        [season(1), season(2)], [row(1), row(2, season=2)], is_finished=False, only=2
    )

    assert [one.episodes and len(one.episodes) for one in seasons] == [None, 1]


@pytest.mark.parametrize(
    ("is_finished", "over"), [(False, [True, False, True]), (True, [True, True, True])]
)
def test_a_season_is_over_when_a_later_one_began_or_the_show_is(is_finished, over):
    seasons = seasons_of([season(1), season(2), season(0)], [], is_finished=is_finished)

    assert [one.is_finished for one in seasons] == over


@pytest.mark.parametrize(
    ("seasons", "number"),
    [
        ([], None),
        ([season(0, aired=3)], 0),
        ([season(1, aired=3, watched=3), season(2, aired=3, watched=1)], 2),
        ([season(1, aired=3), season(2, aired=3), season(0, aired=1)], 1),
        # everything was watched, or the rest has not aired
        ([season(1, aired=3, watched=3), season(2, aired=3, watched=3), season(0, aired=1)], 2),
    ],
)
def test_the_opened_season_is_the_first_with_unwatched_episodes(seasons, number):
    assert first_unfinished(seasons) == number
