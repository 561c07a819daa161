"""The films and shows of one person: where they stand, in which order, page by page."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.catalog.models import MediaType
from chalicelib.platform.errors import InvalidInput
from chalicelib.tracking.models.own_titles import OwnTitlesQuery
from chalicelib.tracking.models.statuses import StatusRequest
from chalicelib.tracking.models.watch_later import WatchLaterUpdate
from chalicelib.watchlist.models.follows import FollowRequest
from tests.titles import make_file, make_person, make_show, make_title
from tests.tracking import Living

#: 22:00 of the first in New York.
NIGHT = datetime(2026, 3, 2, 3, tzinfo=UTC)


@pytest.fixture
def living(db):
    return Living(db)


def run(living, statement, *values):
    with living.db.read() as conn:
        conn.execute(statement, values)


def end(living, show_id):
    run(living, "UPDATE media_items SET status = 'Ended' WHERE id = %s", show_id)


def airs(living, episode, day):
    run(living, "UPDATE show_episodes SET air_date = %s WHERE id = %s", day, episode)


def choose(living, status, *media_ids):
    living.statuses.set_status(living.user, StatusRequest(mediaIds=list(media_ids), status=status))


def mine(living, media_type="show", **query):
    return living.own_titles.page(living.user, MediaType(media_type), OwnTitlesQuery(**query))


def standings(living, media_type="show", **query):
    return {each.media.id: each.standing for each in mine(living, media_type, **query).items}


def only(living, media_type="show"):
    items = mine(living, media_type).items
    assert len(items) == 1
    return items[0]


def test_a_show_with_an_episode_today_is_new_once_the_rest_is_seen(living):
    show = make_show(living.db)
    airs(living, show.episodes[2], living.now.date())
    living.mark(show.id, show.episodes[0])

    assert only(living).standing == "watching"
    living.mark(show.id, show.episodes[1])

    found = only(living)
    assert (found.standing, found.behind, found.next_label) == ("new_today", 1, "S1 E3")


def test_a_show_of_the_last_two_weeks_is_being_watched_and_later_its_person_is_behind(living):
    show = make_show(living.db, seasons=(5,))
    living.mark(show.id, show.episodes[0])

    living.wait(days=13)
    assert only(living).standing == "watching"
    living.wait(days=2)

    found = only(living)
    assert (found.standing, found.behind, found.next_label) == ("behind", 4, "S1 E2")


def test_a_running_show_that_is_caught_up_waits_for_its_next_date(living):
    show = make_show(living.db, not_aired=(2,))
    living.mark(show.id)

    found = only(living)
    assert (found.standing, found.next_air_date) == ("waiting", date(2999, 1, 1))
    assert found.next_label is None


def test_an_ended_show_that_is_caught_up_is_finished(living):
    show = make_show(living.db)
    living.mark(show.id)
    end(living, show.id)

    assert only(living).standing == "finished"


def test_a_show_that_nobody_began_is_not_started_and_says_when_it_starts(living):
    begins = make_show(living.db, not_aired=(0, 1, 2))
    living.watchlist.add(living.user, FollowRequest(kind="show", ids=[begins.id]))

    found = only(living)
    assert (found.standing, found.next_air_date) == ("not_started", date(2999, 1, 1))


def test_specials_make_nobody_fall_behind(living):
    show = make_show(living.db, specials=2)
    living.mark(show.id)

    assert only(living).behind == 0


@pytest.mark.parametrize("status", ["on_hold", "dropped"])
def test_a_chosen_pause_counts_more_than_what_was_watched(living, status):
    show = make_show(living.db)
    living.mark(show.id, show.episodes[0])
    living.wait(seconds=10)
    choose(living, status, show.id)

    assert only(living).standing == status


def test_smart_order_puts_what_can_be_watched_now_first(living):
    shows = {
        name: make_show(living.db, name, seasons=(3,), not_aired=(2,) if "wait" in name else ())
        for name in ("dropped", "finished", "not started", "wait", "behind", "watching", "new")
    }
    airs(living, shows["new"].episodes[2], living.now.date() + timedelta(days=20))
    living.mark(shows["behind"].id, shows["behind"].episodes[0])
    living.wait(days=20)
    for name in ("dropped", "finished", "wait"):
        living.mark(shows[name].id)
    for episode in shows["new"].episodes[:2]:
        living.mark(shows["new"].id, episode)
    living.mark(shows["watching"].id, shows["watching"].episodes[0])
    living.watch_later.add(living.user, shows["not started"].id)
    end(living, shows["finished"].id)
    living.wait(seconds=10)
    choose(living, "dropped", shows["dropped"].id)

    titles = [each.media.title for each in mine(living).items]

    assert titles == ["new", "watching", "behind", "wait", "not started", "finished", "dropped"]


def test_shows_that_wait_are_in_the_order_of_their_dates_and_those_without_one_last(living):
    undated = make_show(living.db)
    living.mark(undated.id)
    later = make_show(living.db, not_aired=(2,))
    living.mark(later.id)
    sooner = make_show(living.db, not_aired=(2,))
    airs(living, sooner.episodes[2], date(2026, 3, 4))
    living.mark(sooner.id)

    assert list(standings(living)) == [sooner.id, later.id, undated.id]


def test_films_are_begun_to_come_not_seen_or_seen(living):
    begun, unseen, seen = (make_title(living.db, name) for name in ("Begun", "Unseen", "Seen"))
    to_come = make_title(living.db, "To come", release_date=date(2026, 5, 1))
    today = make_title(living.db, "Today", release_date=living.now.date())
    living.mark(seen)
    living.play(begun, 40)
    request = WatchLaterUpdate(mediaIds=[unseen, to_come, today], isListed=True)
    living.watch_later.update(living.user, request)

    found = standings(living, "movie")

    assert list(found.items()) == [
        (today, "new_today"),
        (begun, "watching"),
        (to_come, "waiting"),
        (unseen, "not_started"),
        (seen, "finished"),
    ]


def test_the_day_is_that_of_the_country_a_show_is_from(living):
    show = make_show(living.db, not_aired=(2,))
    airs(living, show.episodes[2], date(2026, 3, 2))
    living.mark(show.id)
    living.now = NIGHT

    run(living, "UPDATE media_items SET countries = '{US}' WHERE id = %s", show.id)
    assert only(living).standing == "waiting"
    run(living, "UPDATE media_items SET countries = '{JP,US}' WHERE id = %s", show.id)
    assert only(living).standing == "new_today"


def test_each_filter_lists_as_many_titles_as_it_counts(living):
    later, planned, dropped, owned = (make_title(living.db) for _ in range(4))
    make_file(living.db, owned)
    living.watch_later.add(living.user, later)
    choose(living, "planned", planned)
    choose(living, "dropped", dropped)

    counts = {each.filter: each.count for each in mine(living, "movie").counts}
    listed = {name: list(standings(living, "movie", filter=name)) for name in counts}

    assert {name: len(ids) for name, ids in listed.items()} == counts
    assert listed["watch_later"] == [later]
    assert listed["planned"] == [planned]
    assert listed["dropped"] == [dropped]
    assert listed["library"] == [owned]
    assert set(listed["all"]) == {later, planned, dropped, owned}


def test_following_is_a_filter_of_shows(living):
    followed, watched = make_show(living.db), make_show(living.db)
    living.watchlist.add(living.user, FollowRequest(kind="show", ids=[followed.id]))
    living.mark(watched.id)

    assert list(standings(living, filter="following")) == [followed.id]


@pytest.mark.parametrize("sort", ["smart", "recent", "title"])
def test_pages_neither_repeat_nor_skip_a_title(living, sort):
    shows = [make_show(living.db, name, not_aired=(2,)) for name in ("b", "a", "c", "a", "d")]
    for show in shows[:3]:
        living.mark(show.id)
    living.mark(shows[3].id, shows[3].episodes[0])
    living.watch_later.add(living.user, shows[4].id)
    whole = list(standings(living, sort=sort))

    found, cursor = [], None
    while True:
        page = mine(living, sort=sort, limit=2, cursor=cursor)
        found += [each.media.id for each in page.items]
        assert page.total == 5
        cursor = page.next_cursor
        if cursor is None:
            break

    assert found == whole
    assert len(found) == 5


def test_a_cursor_of_another_order_is_refused(living):
    for name in ("a", "b"):
        choose(living, "planned", make_title(living.db, name))
    by_title = mine(living, "movie", sort="title", limit=1).next_cursor

    for cursor in (by_title, "nonsense"):
        with pytest.raises(InvalidInput) as refused:
            mine(living, "movie", sort="smart", cursor=cursor)
        assert refused.value.field == "cursor"


def test_nobody_sees_what_another_person_watches(living):
    living.mark(make_title(living.db))
    stranger = make_person(living.db)

    page = living.own_titles.page(stranger, MediaType.MOVIE, OwnTitlesQuery())

    assert (page.items, page.total) == ([], 0)
