"""States of games, playthroughs and sessions: what moves them, and undoing it."""

import base64
import itertools
from datetime import date, timedelta

import pytest

from chalicelib.catalog.models import GameStatus
from chalicelib.games.errors import (
    NotAGame,
    PlaythroughNotFound,
    SessionNotFound,
    TimerNotFound,
    TooManyRecords,
)
from chalicelib.games.models import (
    MAX_PLAYTHROUGHS,
    GameStatusesRequest,
    GameStatusRequest,
    PlaythroughRequest,
    SessionRequest,
    ShelvesQuery,
)
from chalicelib.metadata.store import title_merge
from chalicelib.platform.errors import InvalidInput
from chalicelib.tracking.errors import GameHasNoPlays
from chalicelib.tracking.models.plays import HistoryQuery, PlayScope, PlaysRequest
from chalicelib.tracking.models.statuses import StatusRequest
from tests.titles import make_person, make_title
from tests.tracking import Living

TODAY = date(2026, 1, 1)


@pytest.fixture
def living(db):
    return Living(db)


@pytest.fixture
def game(living):
    return make_game(living)


def make_game(living, title="Battle for Wesnoth"):
    return make_title(living.db, title, media_type="game", year=2003)


def choose(living, game, status, **more):
    living.wait(minutes=1)
    request = GameStatusRequest.model_validate({"status": status, **more})
    return living.games.set_status(living.user, game, request)


def log(living, game, minutes=90, **more):
    living.wait(minutes=1)
    request = SessionRequest.model_validate({"minutes": minutes, **more})
    return living.playthroughs.log_session(living.user, game, request)


def add(living, game, **fields):
    living.wait(minutes=1)
    return living.playthroughs.add(living.user, game, PlaythroughRequest.model_validate(fields))


def edit(living, game, playthrough, **fields):
    living.wait(minutes=1)
    return living.playthroughs.edit(
        living.user, game, playthrough.id, PlaythroughRequest.model_validate(fields)
    )


def state(living, game):
    return living.games.state(living.user, game)


def undo(living, change):
    living.undo.undo(living.user, change.undo_id)


def shelf(living, status, **query):
    """The titles' ids of one shelf."""
    found = living.shelves.shelves(
        living.user, ShelvesQuery.model_validate({"status": status, **query})
    )
    return [item.media.id for item in found.shelves[0].items]


@pytest.mark.parametrize(("before", "after"), [*itertools.product((None, *GameStatus), GameStatus)])
def test_every_state_leads_to_every_other_and_back(living, game, before, after):
    if before is not None:
        choose(living, game, before)
    then = state(living, game)

    change = choose(living, game, after)
    assert state(living, game).status == living.card(game).game_status == after
    assert (change.undo_id is None) == (before == after)
    if change.undo_id is not None:
        undo(living, change)

    assert state(living, game) == then


def test_playing_begins_a_playthrough_and_completing_finishes_it(living, game):
    choose(living, game, "playing", platform="Linux")
    living.wait(days=9)
    choose(living, game, "completed", completion="everything")

    (run,) = state(living, game).playthroughs
    assert (run.started_on, run.finished_on) == (TODAY, TODAY + timedelta(days=9))
    assert (run.completion, run.platform) == ("everything", "Linux")
    assert living.card(game).watched


def test_a_game_that_is_played_again_has_a_second_playthrough(living, game):
    choose(living, game, "completed", finishedOn="2025-06-01")
    choose(living, game, "playing")
    log(living, game, 60)

    second, first = state(living, game).playthroughs
    assert (first.completion, first.finished_on) == ("story", date(2025, 6, 1))
    assert (second.completion, second.minutes_played) == (None, 60)
    assert state(living, game).minutes_played == 60


def test_pausing_and_dropping_keep_the_playthrough_open(living, game):
    choose(living, game, "playing")
    for status in ("paused", "playing", "dropped", "playing"):
        choose(living, game, status)

    assert len(state(living, game).playthroughs) == 1


def test_a_game_put_back_into_the_backlog_was_not_begun(living, game):
    choose(living, game, "playing")
    choose(living, game, "backlog")
    assert state(living, game).playthroughs == []

    log(living, game)
    choose(living, game, "backlog")

    assert len(state(living, game).playthroughs) == 1


@pytest.mark.parametrize("status", [None, "wishlist", "backlog", "paused", "dropped", "completed"])
def test_logging_time_means_that_the_game_is_played(living, game, status):
    if status is not None:
        choose(living, game, status)

    change = log(living, game, 45)

    assert (change.game.status, change.game.minutes_played) == ("playing", 45)
    undo(living, change)
    assert (state(living, game).status, state(living, game).minutes_played) == (status, 0)


def test_time_of_a_finished_playthrough_leaves_the_game_completed(living, game):
    (run,) = choose(living, game, "completed").game.playthroughs

    change = log(living, game, 45, playthroughId=run.id, playedAt="2025-12-24T20:00:00+01:00")

    assert (change.game.status, change.game.minutes_played) == ("completed", 45)


def test_correcting_the_hours_keeps_sessions_and_notes(living, game):
    log(living, game, 90, note="Lost Konrad twice at the ford")
    (run,) = state(living, game).playthroughs

    changed = edit(living, game, run, minutesPlayed=600, note="Heir to the Throne").game
    (run,) = changed.playthroughs
    assert (changed.minutes_played, run.minutes_played) == (600, 600)
    assert run.sessions[0].note == "Lost Konrad twice at the ford"

    change = edit(living, game, run, minutesPlayed=700)
    assert change.game.playthroughs[0].note == "Heir to the Throne"
    undo(living, change)
    assert state(living, game).minutes_played == 600

    with pytest.raises(InvalidInput) as error:
        edit(living, game, run, minutesPlayed=30)
    assert error.value.field == "minutesPlayed"


def test_undoing_a_state_keeps_time_that_was_logged_since(living, game):
    choose(living, game, "paused")
    moved = choose(living, game, "playing")
    living.wait(seconds=-50)
    log(living, game, 30)

    undo(living, moved)

    now = state(living, game)
    assert (now.status, now.minutes_played) == ("paused", 30)


def test_undoing_one_of_two_sessions_takes_its_minutes_alone(living, game):
    choose(living, game, "playing")
    first = log(living, game, 30)
    living.wait(seconds=-50)
    log(living, game, 60)

    undo(living, first)

    assert state(living, game).minutes_played == 60


def test_a_state_chosen_since_survives_undoing_an_older_one(living, game):
    choose(living, game, "backlog")
    old = living.games.forget(living.user, game)
    living.wait(seconds=-55)
    choose(living, game, "playing")

    undo(living, old)

    assert state(living, game).status == "playing"


def test_a_removed_playthrough_comes_back_with_its_sessions(living, game):
    log(living, game, 30)
    log(living, game, 60)
    then = state(living, game)

    change = living.playthroughs.delete(living.user, game, then.playthroughs[0].id)
    assert state(living, game).minutes_played == 0
    undo(living, change)

    assert state(living, game) == then


def test_a_removed_session_takes_its_minutes_along_and_comes_back(living, game):
    log(living, game, 30)
    then = state(living, game)
    (session,) = then.playthroughs[0].sessions

    change = living.playthroughs.delete_session(living.user, game, session.id)
    assert change.game.minutes_played == 0
    undo(living, change)

    assert state(living, game) == then


def test_taking_a_game_off_the_shelves_keeps_its_playthroughs(living, game):
    log(living, game, 30)

    living.games.forget(living.user, game)

    assert (state(living, game).status, state(living, game).minutes_played) == (None, 30)
    choose(living, game, "playing")
    assert len(state(living, game).playthroughs) == 1


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"startedOn": "2025-12-01"}, "playing"),
        ({"finishedOn": "2025-12-01"}, "completed"),
        ({"completion": "everything"}, "completed"),
    ],
)
def test_a_playthrough_of_a_game_on_no_shelf_puts_it_on_one(living, game, fields, status):
    change = add(living, game, minutesPlayed=120, **fields)

    assert (change.game.status, change.game.minutes_played) == (status, 120)


def test_an_earlier_playthrough_leaves_a_game_where_it_is(living, game):
    choose(living, game, "playing")

    change = add(living, game, finishedOn="2020-05-05", completion="story")

    assert change.game.status == "playing"


def test_a_playthrough_can_be_opened_again(living, game):
    (run,) = choose(living, game, "completed").game.playthroughs

    (run,) = edit(living, game, run, completion=None).game.playthroughs

    assert (run.completion, run.finished_on) == (None, None)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"startedOn": "2025-02-01", "finishedOn": "2025-01-01"}, "finishedOn"),
        ({"finishedOn": "2026-02-01"}, "finishedOn"),
        ({"startedOn": "1950-02-01"}, "startedOn"),
        ({"finishedOn": "2025-02-01", "completion": None}, "finishedOn"),
    ],
)
def test_impossible_days_are_refused_by_the_name_of_their_field(living, game, fields, field):
    with pytest.raises(InvalidInput) as error:
        add(living, game, **fields)

    assert error.value.field == field


@pytest.mark.parametrize(
    "at",
    ["2026-02-01T12:00:00Z", "9999-12-31T23:59:59-01:00", "0001-01-01T00:00:00+01:00"],
)
def test_a_session_is_neither_in_the_future_nor_before_games(living, game, at):
    with pytest.raises(InvalidInput) as error:
        log(living, game, playedAt=at)

    assert error.value.field == "playedAt"


def test_a_game_has_a_limit_of_playthroughs(living, game):
    for _ in range(MAX_PLAYTHROUGHS):
        add(living, game, completion="story")

    with pytest.raises(TooManyRecords) as error:
        add(living, game)

    assert error.value.field == "mediaId"


def test_films_have_no_states_of_games(living):
    film = make_title(living.db)
    for call in (
        lambda: choose(living, film, "playing"),
        lambda: log(living, film),
        lambda: state(living, film),
    ):
        with pytest.raises(NotAGame):
            call()


def test_nothing_of_another_person_is_seen_or_changed(living, game):
    log(living, game)
    (run,) = state(living, game).playthroughs
    living.user = make_person(living.db)

    assert state(living, game).playthroughs == []
    with pytest.raises(PlaythroughNotFound):
        edit(living, game, run, note="mine")
    with pytest.raises(PlaythroughNotFound):
        log(living, game, playthroughId=run.id)
    with pytest.raises(SessionNotFound):
        living.playthroughs.delete_session(living.user, game, run.sessions[0].id)


def test_many_games_move_at_once_and_back(living):
    chosen = [make_game(living, f"Game {n}") for n in range(3)]
    choose(living, chosen[0], "backlog")
    request = GameStatusesRequest(mediaIds=[*chosen, chosen[0]], status="dropped")

    living.wait(minutes=1)
    change = living.games.set_statuses(living.user, request)
    assert [card.game_status for card in change.media] == ["dropped"] * 3
    undo(living, change)

    assert [living.card(each).game_status for each in chosen] == ["backlog", None, None]


@pytest.mark.parametrize("sort", ["last_played", "added", "time_played", "title"])
def test_a_shelf_is_read_page_by_page_without_gaps(living, sort):
    names = ["b", "A", "c", "a", "B"]
    chosen = [make_game(living, name) for name in names]
    for minutes, each in zip((30, 10, 30, 20, 30), chosen, strict=True):
        log(living, each, minutes)

    whole = shelf(living, "playing", sort=sort)
    seen, cursor = [], None
    for _ in range(3):
        query = ShelvesQuery(status="playing", sort=sort, cursor=cursor, limit=2)
        page = living.shelves.shelves(living.user, query).shelves[0]
        seen += [item.media.id for item in page.items]
        cursor = page.next_cursor

    assert seen == whole
    assert cursor is None
    assert sorted(seen) == sorted(chosen)
    by_time = [chosen[n] for n in (4, 2, 0, 3, 1)]
    newest = chosen[::-1]
    expected = {"last_played": newest, "added": newest, "time_played": by_time}
    assert whole == expected.get(sort, whole)


def test_shelves_count_games_and_minutes_by_platform(living):
    for name, status, platform in (
        ("Xonotic", "playing", "Linux"),
        ("Luanti", "playing", "Switch"),
        ("Unciv", "backlog", "Linux"),
    ):
        choose(living, make_game(living, name), status, platform=platform)

    found = living.shelves.shelves(living.user, ShelvesQuery(platform="Linux"))

    assert {each.status: each.total for each in found.shelves if each.total} == {
        "playing": 1,
        "backlog": 1,
    }
    assert [each.status for each in found.shelves] == list(GameStatus)
    assert [(each.name, each.count) for each in found.platforms] == [("Linux", 2), ("Switch", 1)]
    assert found.total == 2


HALF_A_PAIR = "WyJcdWQ4M2QiLCAxXQ=="
NESTED = base64.urlsafe_b64encode(b"[" * 1_490).decode()


@pytest.mark.parametrize("cursor", ["x", "W10=", "WyJub3QgYSBkYXRlIiwgMV0=", HALF_A_PAIR, NESTED])
def test_a_foreign_cursor_is_refused(living, game, cursor):
    choose(living, game, "playing")

    with pytest.raises(InvalidInput) as error:
        shelf(living, "playing", cursor=cursor)

    assert error.value.field == "cursor"


def test_marking_a_game_as_watched_completes_it(living, game):
    """What clients of earlier versions send."""
    card = living.mark(game)
    assert (card.watched, card.game_status) == (True, "completed")
    living.mark(game)
    assert len(state(living, game).playthroughs) == 1

    living.watched.unmark(living.user, game, None)

    assert (living.card(game).watched, living.card(game).game_status) == (False, None)


def test_unmarking_leaves_a_game_that_is_played(living, game):
    choose(living, game, "playing")

    living.watched.unmark(living.user, game, None)

    assert living.card(game).game_status == "playing"


def test_games_are_in_no_list_of_what_was_watched(living, game):
    choose(living, game, "completed")
    log(living, game)

    assert living.watched.newest(living.user, limit=9).ids == []
    assert living.plays.history(living.user, HistoryQuery()).items == []
    assert living.row() == []


def test_games_have_no_plays_and_no_statuses_of_films(living, game):
    for call in (
        lambda: living.plays.add(living.user, PlaysRequest(mediaId=game)),
        lambda: living.plays.remove(living.user, PlayScope(mediaId=game)),
    ):
        with pytest.raises(GameHasNoPlays) as error:
            call()
        assert error.value.field == "mediaId"
    with pytest.raises(InvalidInput):
        living.statuses.set_status(living.user, StatusRequest(mediaIds=[game], status="planned"))


def test_merging_two_games_keeps_every_playthrough_and_the_newest_state(living, game):
    other = make_game(living, "Wesnoth")
    log(living, game, 30)
    choose(living, game, "completed")
    log(living, other, 60)
    choose(living, other, "paused")

    with living.db.transaction() as conn:
        title_merge.merge(conn, kept=game, removed=other)

    merged = state(living, game)
    assert (merged.status, merged.minutes_played) == ("paused", 90)
    assert sorted(run.minutes_played for run in merged.playthroughs) == [30, 60]
    assert shelf(living, "paused") == [game]
    # An old id still leads to the game.
    assert state(living, other) == merged


def test_a_game_is_owned_on_several_platforms_and_found_by_each(living, game):
    choose(
        living, game, "backlog", platform="Linux", morePlatforms=["Switch", "Linux", "PS5", "PS5"]
    )

    state = living.games.state(living.user, game)
    assert (state.platform, state.more_platforms) == ("Linux", ["Switch", "PS5"])
    for name in ("Linux", "Switch", "PS5"):
        found = living.shelves.shelves(living.user, ShelvesQuery(platform=name))
        assert [shelf.total for shelf in found.shelves if shelf.total] == [1]
    assert {each.name for each in found.platforms} == {"Linux", "Switch", "PS5"}
    choose(living, game, "playing")
    assert living.games.state(living.user, game).more_platforms == ["Switch", "PS5"]


def test_a_timer_becomes_a_session_and_one_undo_starts_it_again(living, game):
    living.playthroughs.start_timer(living.user, game)
    started = living.now
    living.wait(minutes=40)
    living.playthroughs.start_timer(living.user, game)  # from another tab: it goes on
    state = living.games.state(living.user, game)
    assert (state.status, state.timer_started_at) == ("playing", started)

    living.wait(minutes=5)
    stopped = living.playthroughs.stop_timer(living.user, game)

    assert stopped.game.timer_started_at is None
    [session] = stopped.game.playthroughs[0].sessions
    assert (session.minutes, session.played_at) == (45, started)
    living.undo.undo(living.user, stopped.undo_id)
    again = living.games.state(living.user, game)
    assert (again.minutes_played, again.timer_started_at) == (0, started)


def test_undoing_the_start_stops_the_timer(living, game):
    change = living.playthroughs.start_timer(living.user, game)

    living.undo.undo(living.user, change.undo_id)

    state = living.games.state(living.user, game)
    assert (state.status, state.timer_started_at, state.playthroughs) == (None, None, [])
    with pytest.raises(TimerNotFound):
        living.playthroughs.stop_timer(living.user, game)


def test_a_timer_logs_a_day_at_most_and_nothing_of_some_seconds(living, game):
    living.playthroughs.start_timer(living.user, game)
    living.wait(seconds=20)
    assert living.playthroughs.stop_timer(living.user, game).game.minutes_played == 0
    living.playthroughs.start_timer(living.user, game)
    living.wait(days=3)

    assert living.playthroughs.stop_timer(living.user, game).game.minutes_played == 24 * 60
