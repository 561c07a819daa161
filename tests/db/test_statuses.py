"""Statuses: the table of all cases, what a person does to move between them, and undoing it."""

import itertools
from datetime import timedelta

import pytest

from chalicelib.catalog.models import WatchStatus
from chalicelib.platform.errors import InvalidInput
from chalicelib.tracking.models.plays import PlayScope, PlaysRequest
from chalicelib.tracking.models.statuses import StatusRequest
from tests.titles import make_show, make_title
from tests.tracking import Living

CHOSEN = (None, *WatchStatus)
#: Nothing watched, some of it, all of it: what a status follows from.
NOTHING, SOME, ALL = (False, False), (True, False), (True, True)

#: By the chosen status and what was watched: the status that is superseded.
SUPERSEDED = {
    (chosen, watched): {ALL: "completed", SOME: "watching"}.get(
        watched, "watching" if chosen == "completed" else None
    )
    for chosen, watched in itertools.product(CHOSEN, (NOTHING, SOME, ALL))
}


@pytest.fixture
def living(db):
    return Living(db)


def choose(living, status, *media_ids):
    living.wait(seconds=10)
    request = StatusRequest(mediaIds=list(media_ids), status=status)
    return living.statuses.set_status(living.user, request)


def status(living, media_id):
    return living.card(media_id).watch_status


def undo(living, change):
    living.undo.undo(living.user, change.undo_id)


@pytest.mark.parametrize("chosen", CHOSEN)
@pytest.mark.parametrize("watched", [NOTHING, SOME, ALL])
@pytest.mark.parametrize("is_superseded", [True, False])
def test_every_case_of_the_table(db, chosen, watched, is_superseded):
    with db.read() as conn:
        found = conn.execute(
            "SELECT watch_status(%s, %s, %s, %s)", [chosen, is_superseded, *watched]
        ).fetchone()

    holds = chosen is not None and not is_superseded
    assert found == (chosen if holds else SUPERSEDED[chosen, watched],)


@pytest.mark.parametrize(("before", "after"), [*itertools.product(CHOSEN, CHOSEN)])
def test_every_status_leads_to_every_other_and_back(living, before, after):
    film = make_title(living.db)
    choose(living, before, film)

    change = choose(living, after, film)
    assert status(living, film) == after
    if change.undo_id is not None:
        undo(living, change)

    assert status(living, film) == before


def test_the_first_episode_starts_a_planned_show_and_the_last_completes_it(living):
    show = make_show(living.db, seasons=(2,), specials=1)
    choose(living, "planned", show.id)

    living.mark(show.id, show.episodes[0])
    assert status(living, show.id) == "watching"
    living.mark(show.id, show.episodes[1])

    assert status(living, show.id) == "completed"


def test_the_last_episode_alone_does_not_complete_a_show(living):
    show = make_show(living.db, seasons=(3,))

    living.mark(show.id, show.episodes[2])

    assert status(living, show.id) == "watching"


def test_a_new_episode_of_a_completed_show_makes_it_watching(living):
    show = make_show(living.db, seasons=(2,))
    living.mark(show.id, show.episodes[0])
    choose(living, "completed", show.id)  # the rest was seen elsewhere
    assert status(living, show.id) == "completed"

    living.wait(days=3)
    with living.db.read() as conn:
        conn.execute(
            "UPDATE show_episodes SET air_date = %s WHERE id = %s",
            [living.now.date() - timedelta(days=1), show.episodes[1]],
        )

    assert status(living, show.id) == "watching"


@pytest.mark.parametrize("chosen", ["on_hold", "dropped"])
def test_watching_another_episode_brings_a_show_back(living, chosen):
    show = make_show(living.db, seasons=(3,))
    living.mark(show.id, show.episodes[0])

    choose(living, chosen, show.id)
    assert status(living, show.id) == chosen
    living.mark(show.id, show.episodes[1])

    assert status(living, show.id) == "watching"


def test_undoing_the_play_that_brought_a_show_back_puts_it_on_hold_again(living):
    show = make_show(living.db, seasons=(3,))
    living.mark(show.id, show.episodes[0])
    choose(living, "on_hold", show.id)
    living.wait(seconds=10)
    change = living.plays.add(
        living.user, PlaysRequest(mediaId=show.id, episodeId=show.episodes[1])
    )

    undo(living, change)

    assert status(living, show.id) == "on_hold"


def test_a_film_that_was_seen_can_be_planned_again(living):
    film = make_title(living.db)
    living.mark(film)
    assert status(living, film) == "completed"

    choose(living, "planned", film)
    assert (status(living, film), living.card(film).watched) == ("planned", True)
    living.wait(seconds=10)
    living.plays.add(living.user, PlaysRequest(mediaId=film))

    assert status(living, film) == "completed"


def test_unmarking_a_title_forgets_that_it_was_completed(living):
    film = make_title(living.db)
    living.mark(film)

    living.plays.remove(living.user, PlayScope(mediaId=film))

    assert status(living, film) is None


def test_many_titles_are_dropped_and_undone_at_once(living):
    films = [make_title(living.db) for _ in range(3)]
    choose(living, "planned", films[0])

    undo(living, choose(living, "dropped", *films))

    assert [status(living, film) for film in films] == ["planned", None, None]


def test_games_have_statuses_of_their_own(living):
    game = make_title(living.db, media_type="game")

    with pytest.raises(InvalidInput) as error:
        choose(living, "planned", game)

    assert error.value.field == "mediaIds"
