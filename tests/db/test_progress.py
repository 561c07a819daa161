"""What a player reports and what is made of it."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.catalog.errors import EpisodeNotFound, EpisodeOfAnotherTitle, MediaNotFound
from chalicelib.tracking.errors import NothingToPlay
from chalicelib.tracking.models import Moment, WatchProgress
from tests.titles import make_show, make_title
from tests.tracking import Living

NO_SUCH = 2**40


@pytest.fixture
def living(db):
    return Living(db)


def stored(living, media_id):
    with living.db.read() as conn:
        return conn.execute(
            """
            SELECT position_seconds, duration_seconds, completed_at IS NOT NULL,
                   hidden_at IS NOT NULL, updated_at
            FROM user_progress
            WHERE user_id = %s AND media_id = %s
            """,
            [living.user, media_id],
        ).fetchone()


def watched_rows(living):
    with living.db.read() as conn:
        return conn.execute(
            "SELECT media_id, episode_id, watched_at, updated_at FROM user_watched ORDER BY id"
        ).fetchall()


def test_a_position_is_stored_and_returned(living):
    film = make_title(living.db)

    answer = living.play(film, 30.7, of=120)

    assert answer == WatchProgress(
        position_seconds=30, duration_seconds=120, progress_percent=25, watched=False
    )
    assert stored(living, film)[:4] == (30, 120, False, False)


def test_the_last_report_wins_even_when_it_goes_back(living):
    film = make_title(living.db)

    living.play(film, 60)
    living.play(film, 20)

    assert stored(living, film)[0] == 20


def test_two_reports_of_the_same_instant_count_in_order_of_arrival(living):
    film = make_title(living.db)

    living.play(film, 60)
    living.play(film, 20, after_s=0)

    assert stored(living, film)[0] == 20


def test_a_late_clock_does_not_set_an_older_timestamp(living):
    film = make_title(living.db)

    living.play(film, 20)
    newest = stored(living, film)[4]
    living.play(film, 30, after_s=-3600)

    assert stored(living, film)[0] == 30
    assert stored(living, film)[4] == newest


def test_case_42_a_position_after_the_end_is_the_end(living):
    film = make_title(living.db)

    assert living.play(film, 150, of=120).position_seconds == 120


def test_ninety_percent_is_watched(living):
    film = make_title(living.db)

    assert living.play(film, 89).watched is False
    assert living.play(film, 90).watched is True

    assert stored(living, film)[2] is True
    assert [row[:2] for row in watched_rows(living)] == [(film, None)]


def test_the_end_credits_do_not_start_another_viewing(living):
    film = make_title(living.db)

    living.play(film, 90)
    first = watched_rows(living)
    living.play(film, 95)
    living.play(film, 100)

    assert watched_rows(living) == first


@pytest.mark.parametrize("late", [10, 50, 89])
def test_case_42_a_late_report_does_not_undo_a_watched_title(living, late):
    film = make_title(living.db)
    living.play(film, 95)

    answer = living.play(film, late)

    assert answer.watched is True
    assert stored(living, film)[:3] == (late, 100, True)
    assert living.continues() == []
    assert living.progress.resume_at(living.user, film, None) == 0


def test_starting_again_begins_a_second_viewing(living):
    film = make_title(living.db)
    living.play(film, 95)
    first = watched_rows(living)

    again = living.play(film, 5)

    assert again.watched is True  # it was watched, and that stays true
    assert living.continues() == [(film, None)]
    living.play(film, 40)
    assert living.continues() == [(film, None)]
    assert watched_rows(living) == first


def test_a_second_viewing_keeps_the_first(living):
    film = make_title(living.db)
    living.play(film, 95)
    first = living.now
    living.play(film, 1)
    living.play(film, 92)

    ((_, _, watched_at, updated_at),) = watched_rows(living)
    assert watched_at == first
    assert updated_at == living.now


def test_episodes_have_separate_positions(living):
    show = make_show(living.db)
    one, two, _ = show.episodes

    living.play(show.id, 95, episode=one)
    living.play(show.id, 30, episode=two)

    assert [row[:2] for row in watched_rows(living)] == [(show.id, one)]
    assert living.progress.resume_at(living.user, show.id, two) == 30


def test_users_have_separate_positions(living):
    film = make_title(living.db)
    other = Living(living.db)

    living.play(film, 95)
    other.play(film, 40)

    assert other.card(film).watched is False
    assert living.card(film).watched is True
    assert other.progress.resume_at(other.user, film, None) == 40


def test_unknown_titles_and_episodes_are_not_found(living):
    show = make_show(living.db)

    with pytest.raises(MediaNotFound):
        living.play(NO_SUCH, 1)
    with pytest.raises(EpisodeNotFound):
        living.play(show.id, 1, episode=NO_SUCH)


def test_an_episode_must_belong_to_the_title(living):
    show, other = make_show(living.db), make_show(living.db, "Fantômas")
    film = make_title(living.db)

    for media_id in (other.id, film):
        with pytest.raises(EpisodeOfAnotherTitle) as refused:
            living.play(media_id, 1, episode=show.episodes[0])
        assert refused.value.field == "episodeId"


def test_a_show_needs_an_episode_and_a_game_has_no_progress(living):
    show = make_show(living.db)
    game = make_title(living.db, "NetHack", media_type="game")

    with pytest.raises(NothingToPlay) as whole_show:
        living.play(show.id, 1)
    with pytest.raises(NothingToPlay) as a_game:
        living.play(game, 1)

    assert whole_show.value.field == "episodeId"
    assert a_game.value.field == "mediaId"


def test_two_players_at_once_leave_one_row(living):
    film = make_title(living.db)
    ready = threading.Barrier(6)

    def report(place):
        ready.wait()
        return [living.play(film, position, after_s=0) for position in range(place, 100, 6)]

    with ThreadPoolExecutor(6) as pool:
        answers = [answer for each in pool.map(report, range(6)) for answer in each]

    with living.db.read() as conn:
        rows = conn.execute("SELECT position_seconds FROM user_progress").fetchall()
    assert len(rows) == 1
    assert rows[0][0] in {answer.position_seconds for answer in answers}
    assert len(watched_rows(living)) == 1
    assert living.card(film).watched is True


# A model of one viewing after another, as the rules tell it, against the statement that does it.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(min_value=0, max_value=120), min_size=1, max_size=12))
def test_case_42_reports_in_any_order_follow_the_rules(living, positions):
    film = make_title(living.db)
    is_complete = was_watched = False
    for position in positions:
        moment = Moment.of(position, 100)
        finishes = moment.percent >= 90
        was_watched |= finishes
        is_complete = finishes or (is_complete and not moment.is_restart)

        answer = living.play(film, position)

        assert answer.position_seconds == min(position, 100)
        assert answer.watched is was_watched
        assert stored(living, film)[:3] == (answer.position_seconds, 100, is_complete)
        is_shown = film in {media_id for media_id, _ in living.continues()}
        assert is_shown is (not is_complete and answer.position_seconds >= 2)
