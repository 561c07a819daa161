"""The Continue watching row: what is in it, in which order, and what hides it."""

from datetime import UTC, datetime

import pytest

from chalicelib.catalog.errors import EpisodeOfAnotherTitle, MediaNotFound
from chalicelib.catalog.models import WatchStatus
from chalicelib.tracking.models.statuses import StatusRequest
from tests.titles import make_file, make_show, make_title
from tests.tracking import Living


@pytest.fixture
def living(db):
    return Living(db)


def test_started_titles_are_listed_newest_first(living):
    one, two = make_title(living.db, "One"), make_title(living.db, "Two")
    show = make_show(living.db)

    living.play(one, 30)
    living.play(show.id, 30, episode=show.episodes[0])
    living.play(two, 30)

    assert living.continues() == [(two, None), (show.id, show.episodes[0]), (one, None)]


def test_the_first_seconds_do_not_start_a_title(living):
    film = make_title(living.db)

    living.play(film, 119, of=6000)
    assert living.continues() == []
    living.play(film, 120, of=6000)
    assert living.continues() == [(film, None)]


def test_short_films_are_listed_too(living):
    film = make_title(living.db)

    living.play(film, 3, of=20)

    assert living.continues() == [(film, None)]


def test_an_entry_has_its_resume_position(living):
    show = make_show(living.db)
    item = make_file(living.db, show.id, show.episodes[1])
    living.play(show.id, 600, episode=show.episodes[1], of=1800)

    (entry,) = living.row()

    assert entry["media"]["title"] == "Pioneer One"
    assert entry["episodeLabel"] == "S1 E2"
    assert entry["episodeTitle"] == "Part 2"
    assert entry["positionSeconds"] == 600
    assert entry["durationSeconds"] == 1800
    assert entry["secondsLeft"] == 1200
    assert entry["progressPercent"] == 33
    assert entry["libraryItemId"] == str(item)
    assert datetime.fromisoformat(entry["updatedAt"]) == living.now


def test_a_movie_has_no_episode(living):
    film = make_title(living.db)
    living.play(film, 30)

    (entry,) = living.row()

    assert entry["episodeId"] is entry["episodeLabel"] is entry["episodeTitle"] is None
    assert entry["libraryItemId"] is None


def test_after_an_episode_comes_the_next_one(living):
    show = make_show(living.db, seasons=(2, 2), runtime_minutes=30)
    item = make_file(living.db, show.id, show.episodes[2], duration_s=1750)
    living.play(show.id, 95, episode=show.episodes[1])

    (entry,) = living.row()

    assert entry["episodeId"] == show.episodes[2]
    assert entry["episodeLabel"] == "S2 E1"
    assert (entry["positionSeconds"], entry["progressPercent"]) == (0, 0)
    assert (entry["durationSeconds"], entry["secondsLeft"]) == (1750, 1750)
    assert entry["libraryItemId"] == str(item)


def test_without_a_file_the_catalogue_knows_how_long_an_episode_is(living):
    show = make_show(living.db, runtime_minutes=30)
    living.mark(show.id, show.episodes[0])

    assert living.row()[0]["durationSeconds"] == 1800


def test_an_episode_of_unknown_length_is_listed(living):
    show = make_show(living.db, runtime_minutes=None)
    living.mark(show.id, show.episodes[0])

    (entry,) = living.row()
    assert (entry["durationSeconds"], entry["secondsLeft"], entry["progressPercent"]) == (0, 0, 0)


def test_the_next_episode_is_the_next_unwatched_one(living):
    show = make_show(living.db, seasons=(5,))
    one, two, three, four, _ = show.episodes

    living.mark(show.id, three)
    living.mark(show.id, one)
    assert living.continues() == [(show.id, two)]
    living.mark(show.id, two)

    assert living.continues() == [(show.id, four)]


def test_a_show_is_listed_once_with_its_latest_episode(living):
    show = make_show(living.db, seasons=(5,))
    one, two, three, *_ = show.episodes

    living.play(show.id, 85, episode=one)  # left in the credits
    living.play(show.id, 95, episode=two)
    assert living.continues() == [(show.id, three)]
    living.play(show.id, 40, episode=one)

    assert living.continues() == [(show.id, one)]


def test_a_barely_started_episode_is_still_the_next_one(living):
    show = make_show(living.db)
    one, two, _ = show.episodes

    living.play(show.id, 95, episode=one)
    living.play(show.id, 1, episode=two)

    (entry,) = living.row()
    assert entry["episodeId"] == two
    assert entry["positionSeconds"] == 0


def test_the_position_in_the_next_episode_is_kept(living):
    show = make_show(living.db)
    one, two, _ = show.episodes

    living.play(show.id, 40, episode=two)
    living.mark(show.id, one)

    (entry,) = living.row()
    assert (entry["episodeId"], entry["positionSeconds"]) == (two, 40)


def test_a_show_is_not_listed_after_its_last_episode(living):
    show = make_show(living.db)

    living.play(show.id, 95, episode=show.episodes[-1])

    assert living.continues() == []


def test_unaired_episodes_and_specials_are_not_next(living):
    show = make_show(living.db, seasons=(3,), not_aired=[2], specials=1)

    living.play(show.id, 95, episode=show.episodes[1])

    assert living.continues() == []


def test_a_whole_show_marked_as_watched_is_not_continued(living):
    show = make_show(living.db)
    living.play(show.id, 40, episode=show.episodes[1])

    living.mark(show.id)

    assert living.continues() == []


def test_the_next_episode_of_a_show_expires_after_months(living):
    show, film = make_show(living.db), make_title(living.db)
    living.play(show.id, 95, episode=show.episodes[0])
    living.play(film, 40)

    living.wait(days=91)

    assert living.continues() == [(film, None)]


def test_an_entry_names_the_best_playable_file(living):
    film = make_title(living.db)
    living.play(film, 40)
    make_file(living.db, film, height=2160, probe_error="no video")
    make_file(living.db, film, height=2160, match_state="ignored")
    make_file(living.db, film, height=1080)
    newest = make_file(living.db, film, height=1080, discovered_at=datetime(2025, 6, 1, tzinfo=UTC))
    make_file(living.db, film, height=480, discovered_at=datetime(2025, 7, 1, tzinfo=UTC))

    assert living.row()[0]["libraryItemId"] == str(newest)


def test_hiding_keeps_the_position_and_playing_restores_the_entry(living):
    film = make_title(living.db)
    living.play(film, 40)

    living.progress.hide(living.user, film, None)
    assert living.continues() == []
    assert living.progress.resume_at(living.user, film, None) == 40
    living.play(film, 41)

    assert living.continues() == [(film, None)]


def test_hiding_an_episode_does_not_list_another_one(living):
    show = make_show(living.db)
    one, two, _ = show.episodes
    living.play(show.id, 95, episode=one)
    living.play(show.id, 40, episode=two)

    living.progress.hide(living.user, show.id, two)

    assert living.continues() == []


@pytest.mark.parametrize("names_the_episode", [True, False])
def test_an_episode_that_was_only_next_can_be_hidden_until_it_is_played(living, names_the_episode):
    show = make_show(living.db)
    one, two, _ = show.episodes
    living.play(show.id, 95, episode=one)

    living.progress.hide(living.user, show.id, two if names_the_episode else None)
    assert living.continues() == []
    living.play(show.id, 10, episode=two)

    assert living.continues() == [(show.id, two)]


def test_hiding_an_absent_entry_does_nothing(living):
    film, show = make_title(living.db), make_show(living.db)

    living.progress.hide(living.user, film, None)
    living.progress.hide(living.user, show.id, None)

    assert living.continues() == []


def test_hiding_needs_a_title_that_exists_and_an_episode_of_it(living):
    film, show = make_title(living.db), make_show(living.db)

    with pytest.raises(MediaNotFound):
        living.progress.hide(living.user, 2**40, None)
    with pytest.raises(EpisodeOfAnotherTitle):
        living.progress.hide(living.user, film, show.episodes[0])


def test_hiding_affects_only_the_user(living):
    film, other = make_title(living.db), Living(living.db)
    living.play(film, 40)
    other.play(film, 40)

    other.progress.hide(other.user, film, None)

    assert living.continues() == [(film, None)]


def test_the_row_has_a_maximum_length(living):
    for number in range(25):
        living.play(make_title(living.db, f"Film {number}"), 40)

    assert len(living.row()) == 20
    assert living.row()[0]["media"]["title"] == "Film 24"


def test_a_rewatch_goes_on_with_its_own_next_episode(living):
    show = make_show(living.db)
    one, two, three = show.episodes
    for episode in show.episodes:
        living.play(show.id, 95, episode=episode)
    assert living.continues() == []

    living.play(show.id, 3, episode=one)
    living.play(show.id, 95, episode=one)
    assert living.continues() == [(show.id, two)]

    living.play(show.id, 3, episode=two)
    living.play(show.id, 40, episode=two)
    assert living.continues() == [(show.id, two)]
    living.play(show.id, 95, episode=two)
    assert living.continues() == [(show.id, three)]


@pytest.mark.parametrize("status", ["dropped", "on_hold"])
def test_a_show_that_was_dropped_or_put_on_hold_leaves_until_it_is_played_again(living, status):
    show = make_show(living.db)
    one, two, _ = show.episodes
    living.play(show.id, 95, episode=one)
    living.wait(seconds=10)
    request = StatusRequest(mediaIds=[show.id], status=WatchStatus(status))
    change = living.statuses.set_status(living.user, request)
    assert living.continues() == []
    assert living.progress.entry(living.user, show.id).episode_id == two

    living.undo.undo(living.user, change.undo_id)
    assert living.continues() == [(show.id, two)]

    living.statuses.set_status(living.user, request)
    living.play(show.id, 30, episode=two)
    assert living.continues() == [(show.id, two)]


def test_a_hidden_show_comes_back_with_a_new_episode(living):
    show = make_show(living.db)
    one, two, three = show.episodes
    with living.db.read() as conn:
        conn.execute("UPDATE show_episodes SET air_date = '2026-01-05' WHERE id = %s", [three])
        conn.execute("UPDATE show_episodes SET air_date = '2020-01-05' WHERE id = %s", [two])
    living.play(show.id, 95, episode=one)
    living.progress.hide(living.user, show.id, two)
    assert living.continues() == []

    living.wait(days=3)
    assert living.continues() == []
    living.wait(days=2)
    assert living.continues() == [(show.id, two)]


def test_a_short_film_stays_playable(living):
    film = make_title(living.db)

    living.play(film, 4, of=180)

    assert living.continues() == [(film, None)]


def test_each_user_decides_when_a_title_has_started_and_finished(living):
    film, other = make_title(living.db), Living(living.db)
    with living.db.read() as conn:
        conn.execute(
            """
            INSERT INTO user_preferences (user_id, started_percent, finished_percent, updated_at)
            VALUES (%s, 10, 80, now())
            """,
            [living.user],
        )
    living.play(film, 9)
    other.play(film, 9)
    assert (living.continues(), other.continues()) == ([], [(film, None)])
    assert living.progress.resume_at(living.user, film, None) == 0

    assert living.play(film, 79).watched is False
    assert living.play(film, 80).watched is True
    assert other.play(film, 80).watched is False


def test_hiding_can_be_undone(living):
    film, show = make_title(living.db), make_show(living.db)
    living.play(film, 30)
    living.play(show.id, 95, episode=show.episodes[0])
    shown = living.continues()
    changes = [living.progress.hide(living.user, each, None) for each in (film, show.id)]
    assert living.continues() == []

    for change in changes:
        living.undo.undo(living.user, change.undo_id)

    assert living.continues() == shown


@pytest.mark.parametrize(
    ("time_zone", "listed"), [("Pacific/Auckland", 1), ("UTC", 0), ("America/New_York", 0)]
)
def test_the_next_episode_comes_on_the_day_of_the_user(living, time_zone, listed):
    """At noon in UTC on the first of January it is the second in Auckland."""
    show = make_show(living.db, seasons=(2,))
    with living.db.read() as conn:
        conn.execute(
            "INSERT INTO user_preferences (user_id, time_zone, updated_at) VALUES (%s, %s, %s)",
            [living.user, time_zone, living.now],
        )
        conn.execute(
            "UPDATE show_episodes SET air_date = '2026-01-02' WHERE id = %s", [show.episodes[1]]
        )
    living.mark(show.id, show.episodes[0])

    assert len(living.continues()) == listed
    assert living.card(show.id).watched is (not listed)
