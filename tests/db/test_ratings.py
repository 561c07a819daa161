"""Ratings and favorites: what cards say of them, and undoing them."""

import pytest

from chalicelib.catalog.errors import EpisodeOfAnotherTitle, MediaNotFound
from chalicelib.http.schemas import Paging
from chalicelib.metadata.store import title_merge
from chalicelib.platform.errors import InvalidInput
from chalicelib.tracking.errors import TooManyFavorites, UndoExpired
from chalicelib.tracking.models.ratings import FavoriteRequest, RatingRequest
from chalicelib.tracking.service import ratings as ratings_service
from tests.titles import make_show, make_title
from tests.tracking import Living


@pytest.fixture
def living(db):
    return Living(db)


def rate(living, rating, *media_ids, **part):
    living.wait(seconds=1)
    request = RatingRequest(mediaIds=list(media_ids), rating=rating, **part)
    return living.ratings.rate(living.user, request)


def favorite(living, *media_ids, on=True):
    living.wait(seconds=1)
    request = FavoriteRequest(mediaIds=list(media_ids), isFavorite=on)
    return living.ratings.set_favorite(living.user, request)


def undo(living, change):
    living.undo.undo(living.user, change.undo_id)


def ratings(living, media_id):
    return living.ratings.of_title(living.user, media_id)


def favorites(living):
    page = living.ratings.favorites(living.user, Paging())
    return [card.id for card in page.items]


def test_a_card_has_the_rating_of_the_title_and_not_of_its_parts(living):
    show = make_show(living.db)

    rate(living, 9.5, show.id, seasonNumber=1)
    rate(living, 3, show.id, episodeId=show.episodes[0])
    assert living.card(show.id).own_rating is None
    rate(living, 8, show.id)

    assert living.card(show.id).own_rating == 8
    found = ratings(living, show.id)
    assert found.rating == 8
    assert [(each.season_number, each.rating) for each in found.seasons] == [(1, 9.5)]
    assert [(each.episode_id, each.rating) for each in found.episodes] == [(show.episodes[0], 3)]


@pytest.mark.parametrize("rating", [0, 0.25, 7.3, 10.5, -1])
def test_a_rating_is_in_halves_from_a_half_to_ten(rating):
    with pytest.raises(ValueError, match="rating"):
        RatingRequest(mediaIds=[1], rating=rating)


def test_rating_is_not_watching(living):
    film = make_title(living.db)

    rate(living, 7, film)
    favorite(living, film)

    card = living.card(film)
    assert (card.watched, card.progress_percent, card.favorite) == (False, None, True)


def test_a_rating_is_changed_removed_and_both_undone(living):
    film = make_title(living.db)
    rate(living, 7, film)

    changed = rate(living, 4.5, film)
    undo(living, changed)
    assert living.card(film).own_rating == 7
    removed = rate(living, None, film)
    assert living.card(film).own_rating is None
    undo(living, removed)

    assert living.card(film).own_rating == 7


def test_undoing_leaves_a_rating_that_was_changed_since(living):
    film = make_title(living.db)
    first = rate(living, 7, film)
    rate(living, 9, film)

    undo(living, first)

    assert living.card(film).own_rating == 9


def test_the_same_rating_again_changes_nothing(living):
    film = make_title(living.db)
    rate(living, 7, film)

    assert rate(living, 7, film).undo_id is None


def test_many_titles_are_rated_and_undone_at_once(living):
    films = [make_title(living.db) for _ in range(3)]
    rate(living, 2, films[0])

    change = rate(living, 6, *films, films[0])
    assert [card.own_rating for card in change.media] == [6, 6, 6]
    undo(living, change)

    assert [living.card(film).own_rating for film in films] == [2, None, None]


def test_a_part_belongs_to_the_one_title_that_is_rated(living):
    film, show, other = make_title(living.db), make_show(living.db), make_show(living.db)

    with pytest.raises(EpisodeOfAnotherTitle):
        rate(living, 5, other.id, episodeId=show.episodes[0])
    with pytest.raises(InvalidInput, match="seasons"):
        rate(living, 5, film, seasonNumber=1)
    with pytest.raises(ValueError, match="one title"):
        rate(living, 5, show.id, other.id, seasonNumber=1)
    with pytest.raises(MediaNotFound):
        rate(living, 5, film, 2**40)
    assert living.card(film).own_rating is None


def test_favorites_are_the_newest_first_and_keep_their_place(living):
    films = [make_title(living.db) for _ in range(3)]
    for film in films:
        favorite(living, film)

    assert favorite(living, films[0]).undo_id is None
    removed = favorite(living, films[1], on=False)
    assert favorites(living) == [films[2], films[0]]
    undo(living, removed)

    assert favorites(living) == [films[2], films[1], films[0]]


def test_undoing_a_favorite_removes_only_what_was_added(living):
    one, two = make_title(living.db), make_title(living.db)
    favorite(living, one)

    undo(living, favorite(living, one, two))

    assert favorites(living) == [one]


def test_opinions_are_only_ones_own(living):
    film, other = make_title(living.db), Living(living.db)
    change = rate(living, 7, film)
    favorite(living, film)

    card = other.card(film)
    assert (card.own_rating, card.favorite, favorites(other)) == (None, False, [])
    with pytest.raises(UndoExpired):
        undo(other, change)


def test_of_two_merged_titles_the_rating_of_the_kept_one_counts(living):
    goes, stays = make_show(living.db, seasons=(2,)), make_show(living.db, seasons=(1,))
    rate(living, 2, goes.id)
    rate(living, 9, stays.id)
    rate(living, 5, goes.id, seasonNumber=1)
    rate(living, 3, goes.id, episodeId=goes.episodes[0])
    rate(living, 4, goes.id, episodeId=goes.episodes[1])

    with living.db.transaction() as conn:
        title_merge.merge(conn, kept=stays.id, removed=goes.id)

    found = ratings(living, goes.id)
    assert found.rating == 9
    assert [each.rating for each in found.seasons] == [5]
    assert [(each.episode_id, each.rating) for each in found.episodes] == [
        (stays.episodes[0], 3),
        (goes.episodes[1], 4),
    ]


def test_a_person_has_so_many_favorites(living, monkeypatch):
    monkeypatch.setattr(ratings_service, "MAX_FAVORITES", 1)
    films = [make_title(living.db) for _ in range(2)]

    with pytest.raises(TooManyFavorites) as refused:
        living.ratings.set_favorite(living.user, FavoriteRequest(mediaIds=films, isFavorite=True))
    assert refused.value.field == "mediaIds"
    assert [living.card(film).favorite for film in films] == [False, False]
