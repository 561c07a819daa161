"""Viewings changed together: one request, one undo."""

from datetime import UTC, datetime

import pytest

from chalicelib.platform.errors import InvalidInput
from chalicelib.tracking.errors import PlayNotFound
from chalicelib.tracking.models.plays import HistoryQuery, PlayScope, PlaysRequest, PlayTime
from tests.titles import make_show, make_title
from tests.tracking import Living

DAY = PlayTime(watchedAt=datetime(2019, 5, 4, 12, tzinfo=UTC), precision="day")


@pytest.fixture
def living(db):
    """A person who saw a film twice, an episode and another film."""
    living = Living(db)
    film, other = (make_title(db) for _ in range(2))
    show = make_show(db)
    for scope in (
        PlayScope(mediaId=film),
        PlayScope(mediaId=show.id, episodeId=show.episodes[0]),
        PlayScope(mediaId=film),
        PlayScope(mediaId=other),
    ):
        living.wait(seconds=10)
        living.plays.add(living.user, PlaysRequest(**scope.model_dump(by_alias=True)))
    return living


def history(living):
    return living.plays.history(living.user, HistoryQuery()).items


def undo(living, change):
    living.undo.undo(living.user, change.undo_id)


def test_several_viewings_get_one_date_and_their_own_back(living):
    before = history(living)
    chosen = [play.id for play in before[1:]]

    change = living.bulk_plays.correct(living.user, chosen, DAY)

    assert change.count == 3
    assert [(play.watched_at, play.precision) for play in history(living)[1:]] == [
        (DAY.watched_at, "day")
    ] * 3
    undo(living, change)
    assert history(living) == before


def test_several_viewings_are_removed_and_come_back(living):
    before = history(living)

    change = living.bulk_plays.delete(living.user, [before[0].id, before[1].id])

    assert [play.id for play in history(living)] == [play.id for play in before[2:]]
    assert [card.watched for card in change.media] == [True, False]  # the film was seen twice
    undo(living, change)
    assert history(living) == before


def test_what_was_seen_is_rated_an_episode_as_one(living):
    other, film, episode, _ = history(living)
    living.bulk_plays.rate(living.user, [film.id], 4)

    change = living.bulk_plays.rate(living.user, [film.id, episode.id], 9)

    assert [play.rating for play in history(living)] == [None, 9, 9, 9]
    assert living.card(episode.media.id).own_rating is None
    undo(living, change)
    assert [play.rating for play in history(living)] == [None, 4, None, 4]
    living.bulk_plays.rate(living.user, [film.id, other.id], None)
    assert living.card(film.media.id).own_rating is None


def test_viewings_that_are_gone_are_left_out(living):
    before = history(living)
    living.plays.delete(living.user, before[0].id)

    change = living.bulk_plays.delete(living.user, [before[0].id, before[1].id])

    assert change.count == 1
    with pytest.raises(PlayNotFound):
        living.bulk_plays.delete(living.user, [before[0].id])


def test_viewings_are_only_ones_own(db, living):
    other = Living(db)
    chosen = [play.id for play in history(living)]

    for attempt in (
        lambda: other.bulk_plays.delete(other.user, chosen),
        lambda: other.bulk_plays.correct(other.user, chosen, DAY),
        lambda: other.bulk_plays.rate(other.user, chosen, 1),
    ):
        with pytest.raises(PlayNotFound):
            attempt()
    assert len(history(living)) == 4


def test_viewings_are_not_moved_into_the_future(living):
    with pytest.raises(InvalidInput):
        living.bulk_plays.correct(
            living.user,
            [play.id for play in history(living)],
            PlayTime(watchedAt=datetime(2027, 1, 1, tzinfo=UTC)),
        )
