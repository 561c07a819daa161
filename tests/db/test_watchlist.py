"""The watchlist: follows of shows and people, running shows of the library, and mutes."""

from datetime import date, timedelta

import pytest

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.people.errors import PersonNotFound
from chalicelib.tracking.models.marks import MarksQuery
from chalicelib.tracking.service.marks import MarkService
from chalicelib.watchlist.errors import NotAShow, TooManyFollows
from chalicelib.watchlist.models.follows import FollowQuery, FollowRequest, WatchlistQuery
from chalicelib.watchlist.service import follows as follows_service
from tests.titles import make_credit, make_file, make_person, make_show, make_title
from tests.tracking import Living


@pytest.fixture
def living(db):
    return Living(db)


def run(living, statement, *values):
    with living.db.read() as conn:
        conn.execute(statement, values)


def end(living, show_id):
    run(living, "UPDATE media_items SET status = 'Ended' WHERE id = %s", show_id)


def in_library(living, **more):
    """A running show with one file."""
    show = make_show(living.db, **more)
    make_file(living.db, show.id, show.episodes[0])
    return show


def add(living, *ids, kind="show"):
    return living.watchlist.add(living.user, FollowRequest(kind=kind, ids=ids))


def remove(living, *ids, kind="show"):
    return living.watchlist.remove(living.user, FollowRequest(kind=kind, ids=ids))


def followed(living, **query):
    page = living.watchlist.page(living.user, WatchlistQuery(**query))
    assert page.total == len(page.shows)
    return [each.media.id for each in page.shows]


def counts(living):
    found = living.watchlist.counts(living.user)
    return found.shows, found.people, found.muted


def test_a_show_is_followed_and_unfollowed(living):
    show = make_show(living.db).id

    change = add(living, show)
    assert followed(living) == [show]
    assert (change.items[0].is_followed, change.items[0].is_default) == (True, False)
    assert living.card(show).followed is True
    remove(living, show)

    assert followed(living) == []
    assert living.card(show).followed is False
    assert counts(living) == (0, 0, 0)  # nothing is muted: it was never followed by itself


def test_a_running_show_of_the_library_is_followed_by_itself(living):
    running, ended, elsewhere = in_library(living), in_library(living), make_show(living.db)
    end(living, ended.id)

    assert followed(living) == [running.id]
    assert living.card(running.id).followed is True
    assert living.card(ended.id).followed is False
    assert living.card(elsewhere.id).followed is False
    assert counts(living) == (1, 0, 0)


def test_unfollowing_a_running_show_of_the_library_mutes_it(living):
    show = in_library(living).id

    state = remove(living, show).items[0]

    assert (state.is_followed, state.is_muted) == (False, True)
    assert followed(living) == []
    assert followed(living, muted=True) == [show]
    assert living.card(show).followed is False
    assert counts(living) == (0, 0, 1)


def test_a_mute_outlives_scans_and_following_again_ends_it(living):
    show = in_library(living)
    remove(living, show.id)
    make_file(living.db, show.id, show.episodes[1])  # another file arrives
    assert followed(living) == []

    add(living, show.id)

    assert followed(living) == [show.id]
    assert counts(living) == (1, 0, 0)


def test_the_watchlist_follows_the_library_and_the_status_of_a_show(living):
    show = in_library(living).id
    end(living, show)
    assert followed(living) == []

    run(living, "UPDATE media_items SET status = 'Returning Series' WHERE id = %s", show)
    assert followed(living) == [show]
    run(living, "UPDATE library_items SET match_state = 'unmatched'")
    assert followed(living) == []


def test_a_followed_show_stays_when_it_ends_and_leaves_the_library(living):
    show = in_library(living).id
    add(living, show)

    end(living, show)
    run(living, "DELETE FROM library_items")

    assert followed(living) == [show]


def test_following_twice_is_the_same_as_once(living):
    show = make_show(living.db).id
    add(living, show)

    assert add(living, show).undo_id is None
    assert followed(living) == [show]


def test_following_unfollowing_and_muting_are_undone(living):
    here, other = in_library(living).id, make_show(living.db).id

    muted = remove(living, here)
    living.undo.undo(living.user, muted.undo_id)
    assert followed(living) == [here]

    added = add(living, here, other)
    living.undo.undo(living.user, added.undo_id)
    assert followed(living) == [here]
    assert counts(living) == (1, 0, 0)


def test_undo_keeps_what_was_chosen_since(living):
    show = make_show(living.db).id
    added = add(living, show)
    remove(living, show)
    add(living, show)
    removed = remove(living, show)
    add(living, show)

    living.undo.undo(living.user, removed.undo_id)  # it is followed again already

    assert followed(living) == [show]
    living.undo.undo(living.user, added.undo_id)
    assert followed(living) == []


def test_only_shows_and_people_are_followed(living):
    film = make_title(living.db)

    with pytest.raises(NotAShow) as refused:
        add(living, film)
    assert refused.value.field == "ids"
    with pytest.raises(MediaNotFound):
        add(living, 2**40)
    with pytest.raises(PersonNotFound):
        add(living, 2**40, kind="person")


def test_a_person_is_followed_with_their_next_title_and_what_was_seen(living):
    old = make_title(living.db, "Old", release_date=date(1999, 1, 1))
    new = make_title(living.db, "New", release_date=date(2026, 6, 1))
    person = make_credit(living.db, old)
    run(
        living,
        """
        INSERT INTO credits (person_id, movie_id, department, job, character, position, source)
        SELECT person_id, %s, department, job, character, position, source FROM credits
        """,
        new,
    )
    living.mark(old)

    add(living, person, kind="person")
    page = living.watchlist.page(living.user, WatchlistQuery(kind="person"))

    assert [each.person.id for each in page.people] == [person]
    assert (page.people[0].titles_seen, page.people[0].titles_total) == (1, 2)
    assert page.people[0].newest.id == new
    assert counts(living) == (0, 1, 0)
    remove(living, person, kind="person")
    assert counts(living) == (0, 0, 0)


def test_a_page_of_ids_is_checked_in_its_order(living):
    chosen, default = make_show(living.db).id, in_library(living).id
    muted, other = in_library(living).id, make_show(living.db).id
    add(living, chosen)
    remove(living, muted)

    ids = [other, muted, default, chosen]
    query = FollowQuery(kind="show", ids=",".join(map(str, ids)))
    states = living.watchlist.check(living.user, query).items

    assert [state.id for state in states] == ids
    assert [state.is_followed for state in states] == [False, False, True, True]
    assert [state.is_default for state in states] == [False, False, True, False]
    assert [state.is_muted for state in states] == [False, True, False, False]


@pytest.mark.parametrize("ids", ["", "0", "1,", "1,,2", "a", ",".join(["1"] * 101)])
def test_a_page_of_ids_has_one_form(ids):
    with pytest.raises(ValueError, match="ids"):
        FollowQuery(kind="show", ids=ids)


def test_what_airs_next_comes_first_with_what_is_unseen(living):
    today = living.now.date()
    quiet = make_show(living.db, "Aquiet", seasons=(2,))
    soon = make_show(living.db, "Soon", seasons=(6,))
    airs = today + timedelta(days=2)
    run(
        living,
        "UPDATE show_episodes SET air_date = %s WHERE id = %s",
        airs,
        soon.episodes[5],
    )
    item = make_file(living.db, soon.id, soon.episodes[1])
    add(living, quiet.id, soon.id)
    living.mark(soon.id, soon.episodes[0])

    first, second = living.watchlist.page(living.user, WatchlistQuery()).shows

    assert (first.media.id, second.media.id) == (soon.id, quiet.id)
    assert (first.next_episode.label, first.next_episode.air_date) == ("S1 E6", airs)
    assert [each.label for each in first.unseen] == ["S1 E2", "S1 E3", "S1 E4"]
    assert [each.library_item_id for each in first.unseen] == [item, None, None]
    assert first.unseen_count == 4
    assert (second.next_episode, second.unseen_count) == (None, 2)
    assert followed(living, sort="title") == [quiet.id, soon.id]


def test_nobody_sees_what_another_person_follows(living):
    other = Living(living.db)
    here = in_library(living).id
    show = make_show(living.db).id
    add(living, show)
    remove(living, here)

    assert followed(other) == [here]
    assert other.card(show).followed is False
    assert counts(other) == (1, 0, 0)


def test_marks_of_a_page_of_titles_are_those_of_their_cards(living):
    seen, later, plain = (make_title(living.db, name) for name in ("Seen", "Later", "Plain"))
    show = in_library(living).id
    living.mark(seen)
    living.watch_later.add(living.user, later)

    ids = f"{show},{plain},{later},{seen},{2**40}"
    marks = MarkService(living.catalog).of_titles(living.user, MarksQuery(ids=ids)).items

    assert [mark.id for mark in marks] == [show, later, seen]
    assert (marks[0].followed, marks[0].in_library) == (True, True)
    assert (marks[1].watch_later, marks[2].watched) == (True, True)
    for mark in marks:
        card = living.card(mark.id).model_dump()
        assert mark.model_dump().items() <= card.items()


def test_deleting_a_person_deletes_what_they_follow(living):
    add(living, make_show(living.db).id)
    other = make_person(living.db)

    run(living, "DELETE FROM users WHERE id = %s", living.user)

    with living.db.read() as conn:
        assert conn.execute("SELECT count(*) FROM user_follows").fetchone() == (0,)
    assert other != living.user


def test_a_person_follows_so_many(living, monkeypatch):
    monkeypatch.setattr(follows_service, "MAX_FOLLOWS", 1)
    first, second = (make_show(living.db).id for _ in range(2))
    add(living, first)

    with pytest.raises(TooManyFollows) as refused:
        add(living, second)
    assert refused.value.field == "ids"
    assert followed(living) == [first]
