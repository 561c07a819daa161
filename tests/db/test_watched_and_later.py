"""Marking by hand, the watch-later list, and what cards say about both."""

import pytest

from chalicelib.catalog.errors import EpisodeNotFound, EpisodeOfAnotherTitle, MediaNotFound
from chalicelib.http.schemas import Paging
from chalicelib.metadata.store import title_merge
from chalicelib.tracking.models.watch_later import WatchLaterQuery
from tests.titles import make_file, make_show, make_title
from tests.tracking import Living


@pytest.fixture
def living(db):
    return Living(db)


def ids(page):
    return [card.id for card in page.items]


def test_a_movie_is_marked_and_unmarked(living):
    film = make_title(living.db)

    assert living.mark(film).watched is True
    living.watched.unmark(living.user, film, None)

    assert living.card(film).watched is False


def test_marking_twice_is_the_same_as_once(living):
    film = make_title(living.db)

    living.mark(film)
    living.mark(film)

    with living.db.read() as conn:
        assert conn.execute("SELECT count(*) FROM user_watched").fetchone() == (1,)


def test_marking_ends_the_progress(living):
    film = make_title(living.db)
    living.play(film, 40)

    living.mark(film)
    living.play(film, 50)  # the player is still open

    assert living.continues() == []
    assert living.card(film).progress_percent == 100


def test_unmarking_a_title_played_to_its_end_deletes_the_position(living):
    film = make_title(living.db)
    living.play(film, 95)

    living.watched.unmark(living.user, film, None)

    assert living.card(film).progress_percent is None
    assert living.continues() == []


def test_unmarking_keeps_the_position_of_a_second_viewing(living):
    film = make_title(living.db)
    living.play(film, 95)
    living.play(film, 5)

    living.watched.unmark(living.user, film, None)

    assert living.continues() == [(film, None)]


def test_a_show_is_watched_when_its_aired_episodes_are(living):
    show = make_show(living.db, seasons=(3,), not_aired=[2], specials=1)
    one, two, *_ = show.episodes

    assert living.mark(show.id, one).progress_percent == 50
    assert living.card(show.id).watched is False
    living.play(show.id, 95, episode=two)

    assert living.card(show.id).watched is True
    assert living.card(show.id).progress_percent == 100


def test_marking_a_show_marks_its_aired_episodes(living):
    show = make_show(living.db, seasons=(2, 2), not_aired=[3], specials=1)

    card = living.mark(show.id)

    with living.db.read() as conn:
        rows = conn.execute(
            "SELECT episode_id FROM user_watched WHERE episode_id IS NOT NULL ORDER BY episode_id"
        ).fetchall()
    assert card.watched is True
    assert [row[0] for row in rows] == show.episodes[:3]


def test_a_show_without_one_of_its_episodes_is_not_watched(living):
    show = make_show(living.db)
    living.mark(show.id)

    living.watched.unmark(living.user, show.id, show.episodes[1])

    assert living.card(show.id).watched is False
    assert living.card(show.id).progress_percent == 66


def test_unmarking_a_show_unmarks_its_episodes(living):
    show = make_show(living.db)
    living.mark(show.id)
    living.play(show.id, 95, episode=show.episodes[0])

    living.watched.unmark(living.user, show.id, None)

    assert living.card(show.id).progress_percent is None
    assert living.continues() == []


def test_a_show_without_episodes_can_be_marked_as_a_whole(living):
    show = make_title(living.db, "Lost serial", media_type="show")

    assert living.mark(show).watched is True


def test_marking_needs_a_title_that_exists_and_an_episode_of_it(living):
    film, show = make_title(living.db), make_show(living.db)

    with pytest.raises(MediaNotFound):
        living.mark(2**40)
    with pytest.raises(EpisodeNotFound):
        living.mark(show.id, 2**40)
    with pytest.raises(EpisodeOfAnotherTitle):
        living.mark(film, show.episodes[0])
    with pytest.raises(MediaNotFound):
        living.watched.unmark(living.user, 2**40, None)


def test_history_is_by_title_newest_first(living):
    one, two = make_title(living.db, "One"), make_title(living.db, "Two")
    show = make_show(living.db)

    living.mark(one)
    living.mark(show.id, show.episodes[0])
    living.mark(two)
    living.mark(show.id, show.episodes[1])

    page = living.watched.page(living.user, Paging(pageSize=2))
    rest = living.watched.page(living.user, Paging(page=2, pageSize=2))
    assert (ids(page), page.total) == ([show.id, two], 3)
    assert ids(rest) == [one]


def test_watch_later_is_newest_first_and_adding_twice_keeps_the_place(living):
    films = [make_title(living.db, f"Film {number}") for number in range(5)]
    for film in films:
        living.wait(seconds=1)
        assert living.watch_later.add(living.user, film).watch_later is True

    living.wait(seconds=1)
    living.watch_later.add(living.user, films[0])  # again: it stays where it is
    living.watch_later.remove(living.user, films[2])

    first = living.watch_later.page(living.user, WatchLaterQuery(pageSize=3))
    second = living.watch_later.page(living.user, WatchLaterQuery(page=2, pageSize=3))
    beyond = living.watch_later.page(living.user, WatchLaterQuery(page=9, pageSize=3))
    assert ids(first) + ids(second) == [films[4], films[3], films[1], films[0]]
    assert (first.total, beyond.total, beyond.items) == (4, 4, [])


def test_titles_added_in_the_same_instant_have_a_stable_order(living):
    films = [make_title(living.db, f"Film {number}") for number in range(6)]
    for film in reversed(films):
        living.watch_later.add(living.user, film)

    pages = [
        living.watch_later.page(living.user, WatchLaterQuery(page=page, pageSize=2))
        for page in (1, 2, 3)
    ]

    assert [card for page in pages for card in ids(page)] == films


def test_watch_later_needs_a_title_that_exists(living):
    with pytest.raises(MediaNotFound):
        living.watch_later.add(living.user, 2**40)
    with pytest.raises(MediaNotFound):
        living.watch_later.remove(living.user, 2**40)


def test_removing_an_absent_title_does_nothing(living):
    film = make_title(living.db)

    living.watch_later.remove(living.user, film)

    assert living.card(film).watch_later is False


def test_a_list_is_separate_for_each_user(living):
    film, other = make_title(living.db), Living(living.db)

    living.watch_later.add(living.user, film)

    assert other.card(film).watch_later is False
    assert other.watch_later.page(other.user, WatchLaterQuery()).total == 0


def test_a_card_has_the_users_marks(living):
    film = make_title(living.db, genres=["Silent", "Drama"], rating=8.3, runtime_minutes=153)
    before = living.card(film)

    make_file(living.db, film)
    living.play(film, 42)
    after = living.card(film)

    assert (before.in_library, before.progress_percent, before.watched) == (False, None, False)
    assert (after.in_library, after.progress_percent, after.watched) == (True, 42, False)
    assert (after.genres, after.rating, after.year) == (["Silent", "Drama"], 8.3, 1927)


@pytest.mark.parametrize("state", ["ignored", "unmatched"])
def test_only_a_matched_file_puts_a_title_in_the_library(living, state):
    film = make_title(living.db)
    make_file(living.db, film, match_state=state)

    assert living.card(film).in_library is False


def test_cards_keep_the_requested_order(living):
    films = [make_title(living.db, f"Film {number}") for number in range(4)]
    wanted = [films[2], 2**40, films[0], films[3]]

    cards = living.catalog.cards(living.user, wanted)

    assert [card.id for card in cards] == [films[2], films[0], films[3]]
    assert living.catalog.cards(living.user, []) == []


def merge(living, *, kept, removed):
    with living.db.transaction() as conn:
        title_merge.merge(conn, kept=kept, removed=removed)


def test_a_film_is_found_by_the_id_it_had_before_it_was_merged(living):
    goes, between, film = (make_title(living.db) for _ in range(3))
    merge(living, kept=between, removed=goes)
    merge(living, kept=film, removed=between)

    added = living.watch_later.add(living.user, goes)
    played = living.play(goes, 40)

    assert (added.id, added.watch_later) == (film, True)
    assert played.progress_percent == 40
    assert living.continues() == [(film, None)]
    assert living.mark(goes).id == film
    living.watched.unmark(living.user, goes, None)
    living.watch_later.remove(living.user, goes)
    assert (living.card(film).watched, living.card(film).watch_later) == (False, False)


def test_an_episode_is_found_by_the_id_it_had_before_its_show_was_merged(living):
    goes, between, show = (make_show(living.db, seasons=(2,)) for _ in range(3))
    merge(living, kept=between.id, removed=goes.id)
    merge(living, kept=show.id, removed=between.id)

    living.play(goes.id, 40, episode=goes.episodes[1])
    continued = living.continues()
    living.mark(goes.id, goes.episodes[0])

    assert continued == [(show.id, show.episodes[1])]
    assert living.card(show.id).progress_percent == 50
    living.progress.hide(living.user, goes.id, goes.episodes[1])
    assert living.continues() == []
