"""Reports of a player that are repeated, late or in another order: reliability of the position."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.tracking.models import ProgressUpdate
from chalicelib.tracking.models.plays import MAX_CLOCK_SKEW, PlayScope
from tests.titles import make_show, make_title
from tests.tracking import Living

PHONE, TV, LATER = (UUID(int=number) for number in (1, 2, 3))


@dataclass(frozen=True)
class Report:
    """A report: how many seconds after noon, and where. `of` is the length of the file."""

    at_s: int
    position: int
    of: int = 100


@pytest.fixture
def living(db):
    return Living(db)


def send(living, media_id, report, viewing=PHONE, *, skew_s=0, episode=None):
    return living.progress.record(
        living.user,
        ProgressUpdate(
            mediaId=media_id,
            episodeId=episode,
            positionSeconds=report.position,
            durationSeconds=report.of,
            viewingId=viewing,
            recordedAt=NOON + timedelta(seconds=report.at_s + skew_s),
        ),
    )


NOON = Living.now


def rows(living, media_id):
    """Everything that is stored about a title, without the ids of rows."""
    with living.db.read() as conn:
        return [
            conn.execute(statement, [living.user, media_id]).fetchall()
            for statement in (
                """
                SELECT episode_id, position_seconds, duration_seconds, hidden_at, completed_at,
                       updated_at, viewing_id, is_from_start, viewing_completed_at,
                       completed_before
                FROM user_progress
                WHERE user_id = %s AND media_id = %s
                """,
                """
                SELECT episode_id, watched_at, created_at, precision, source, viewing_id
                FROM user_plays
                WHERE user_id = %s AND media_id = %s
                ORDER BY watched_at
                """,
                """
                SELECT episode_id, plays, watched_at, last_watched_at, updated_at
                FROM user_watched
                WHERE user_id = %s AND media_id = %s
                """,
            )
        ]


def played(living, media_id):
    return [row[1] for row in rows(living, media_id)[1]]


reports = st.lists(
    st.builds(Report, st.integers(0, 200), st.integers(0, 105), st.sampled_from([100, 99])),
    min_size=1,
    max_size=6,
)
#: What an earlier viewing left behind: nothing, a part, or a completed one.
befores = st.sampled_from([None, 40, 95])


# Case 42: a property of the statements and the rules together.
@pytest.mark.long
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(befores, reports, st.data())
def test_case_42_any_order_of_reports_with_repetitions_ends_in_the_same_rows(
    living, before, sent, data
):
    repeated = data.draw(st.permutations(sent + data.draw(st.lists(st.sampled_from(sent)))))
    skew_s = data.draw(st.integers(-3600, int(MAX_CLOCK_SKEW.total_seconds())))
    living.now = NOON
    in_order, in_disorder = make_title(living.db), make_title(living.db)
    for film in (in_order, in_disorder):
        if before is not None:
            send(living, film, Report(-9999, before), LATER)

    for report in sorted(sent, key=lambda each: each.at_s):
        living.now = NOON + timedelta(seconds=report.at_s)
        send(living, in_order, report, skew_s=skew_s)
    for report in repeated:
        living.wait(seconds=1)
        send(living, in_disorder, report, skew_s=skew_s)

    assert rows(living, in_disorder) == rows(living, in_order)
    newest = max(sent, key=lambda each: (each.at_s, min(each.position, each.of), each.of))
    assert rows(living, in_order)[0][0][1] == min(newest.position, newest.of)


def test_case_42_a_late_report_does_not_move_the_position_back(living):
    film = make_title(living.db)
    send(living, film, Report(20, 60))

    answer = send(living, film, Report(10, 30))

    assert answer.position_seconds == 60
    assert living.progress.resume_at(living.user, film, None) == 60


def test_case_42_a_repeated_report_writes_nothing(living):
    film = make_title(living.db)
    send(living, film, Report(20, 60))

    def version():
        with living.db.read() as conn:
            return conn.execute("SELECT ctid, xmin FROM user_progress").fetchall()

    first = version()
    send(living, film, Report(20, 60))
    send(living, film, Report(10, 30))

    assert version() == first


def test_a_report_changes_no_indexed_column(living):
    """PostgreSQL keeps the new version of the row on its page (a heap-only tuple)."""
    with living.db.read() as conn:
        (options,) = conn.execute(
            "SELECT reloptions FROM pg_class WHERE relname = 'user_progress'"
        ).fetchone()
        indexed = conn.execute(
            """
            SELECT DISTINCT a.attname
            FROM pg_index AS i
            JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
            WHERE i.indrelid = 'user_progress'::regclass
            """
        ).fetchall()

    assert options == ["fillfactor=80"]
    assert {row[0] for row in indexed} == {
        *("id", "user_id", "media_id", "episode_id"),
        "library_item_id",  # of the same file, a report does not change it
    }


def test_the_newest_report_of_two_devices_wins(living):
    film = make_title(living.db)
    send(living, film, Report(10, 30), PHONE)
    send(living, film, Report(30, 70), TV)

    late = send(living, film, Report(20, 31), PHONE)
    assert (late.position_seconds, rows(living, film)[0][0][6]) == (70, TV)

    send(living, film, Report(40, 32), PHONE)
    assert living.progress.resume_at(living.user, film, None) == 32


def test_one_viewing_on_two_devices_in_turn_is_one_play(living):
    film = make_title(living.db)
    send(living, film, Report(0, 1), PHONE)
    send(living, film, Report(10, 95), PHONE)
    send(living, film, Report(20, 1), TV)  # starts it again
    send(living, film, Report(30, 97), PHONE)
    send(living, film, Report(40, 2), TV)
    send(living, film, Report(50, 98), PHONE)

    assert len(played(living, film)) == 1


def test_an_earlier_end_that_arrives_late_corrects_the_time_of_the_play(living):
    film = make_title(living.db)
    send(living, film, Report(0, 1))
    send(living, film, Report(30, 99))
    send(living, film, Report(10, 91))

    assert played(living, film) == [NOON + timedelta(seconds=10)]


def test_a_time_that_the_user_corrected_stays(living):
    film = make_title(living.db)
    send(living, film, Report(30, 99))
    with living.db.read() as conn:
        conn.execute("UPDATE user_plays SET watched_at = '2020-05-05 12:00Z', precision = 'day'")
    send(living, film, Report(10, 91))

    assert [each.year for each in played(living, film)] == [2020]


@pytest.mark.parametrize("late_first", [False, True])
def test_a_second_viewing_counts_when_it_begins_at_the_start(living, late_first):
    film = make_title(living.db)
    send(living, film, Report(0, 95), PHONE)
    start, end = Report(100, 3), Report(200, 93)

    for report in (end, start) if late_first else (start, end):
        send(living, film, report, TV)

    assert len(played(living, film)) == 2


def test_searching_for_a_scene_of_a_watched_film_is_no_viewing(living):
    film = make_title(living.db)
    send(living, film, Report(0, 95), PHONE)
    send(living, film, Report(100, 50), TV)
    send(living, film, Report(200, 96), TV)

    assert len(played(living, film)) == 1
    assert living.continues() == []


def test_a_report_after_a_mark_by_hand_adds_no_play(living):
    film = make_title(living.db)
    send(living, film, Report(0, 85))
    living.plays.ensure(living.user, PlayScope(mediaId=film))
    send(living, film, Report(60, 95))

    assert len(played(living, film)) == 1


def test_a_report_from_before_an_entry_was_hidden_does_not_show_it_again(living):
    film = make_title(living.db)
    send(living, film, Report(0, 30))
    living.wait(seconds=60)
    living.progress.hide(living.user, film, None)

    send(living, film, Report(50, 40))
    assert living.continues() == []

    send(living, film, Report(70, 41))
    assert living.continues() == [(film, None)]


@pytest.mark.parametrize("year", [1970, 2100])
def test_a_clock_that_is_far_off_is_bounded(living, year):
    film = make_title(living.db)
    moment = NOON.replace(year=year)
    living.progress.record(
        living.user,
        ProgressUpdate(mediaId=film, positionSeconds=95, durationSeconds=100, recordedAt=moment),
    )

    (watched_at,) = played(living, film)
    assert NOON - timedelta(days=1) <= watched_at <= NOON + MAX_CLOCK_SKEW


def test_a_client_without_a_moment_counts_in_order_of_arrival(living):
    film = make_title(living.db)
    send(living, film, Report(200, 60))
    living.play(film, 20)

    assert living.progress.resume_at(living.user, film, None) == 20


def test_an_undone_mark_gives_the_viewing_back(living):
    film = make_title(living.db)
    send(living, film, Report(0, 50))
    change = living.plays.ensure(living.user, PlayScope(mediaId=film))
    living.undo.undo(living.user, change.undo_id)
    send(living, film, Report(60, 95))

    assert played(living, film) == [NOON + timedelta(seconds=60)]


def test_episodes_have_viewings_of_their_own(living):
    show = make_show(living.db)
    one, two, _ = show.episodes
    send(living, show.id, Report(0, 95), episode=one)
    send(living, show.id, Report(10, 95), episode=two)
    send(living, show.id, Report(20, 99), episode=two)

    assert len(played(living, show.id)) == 2
