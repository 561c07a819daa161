"""Watching together: the player of one person reports for all who watch with them."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from chalicelib.platform.errors import InvalidInput
from chalicelib.tracking.errors import NothingToPlay, SharedViewingNotFound
from chalicelib.tracking.models import ProgressUpdate
from chalicelib.tracking.models.plays import HistoryQuery
from chalicelib.tracking.models.shared_viewings import MAX_EVENING, SharedViewingRequest
from tests.titles import make_show, make_title
from tests.tracking import Living

TV, PHONE = UUID(int=1), UUID(int=2)


class Watcher(Living):
    """A person who watches with others; all of them have one clock, the first one's."""

    def together(self, media_id, *others):
        request = SharedViewingRequest(mediaId=media_id, people=[other.user for other in others])
        return self.shared_viewings.start(self.user, request)

    def report(self, media_id, position, *, episode=None, viewing=TV, of=100):
        self.wait(seconds=10)
        return self.progress.record(
            self.user,
            ProgressUpdate(
                mediaId=media_id,
                episodeId=episode,
                positionSeconds=position,
                durationSeconds=of,
                viewingId=viewing,
                recordedAt=self.now,
            ),
        )

    def position(self, media_id, episode=None):
        return self.progress.resume_at(self.user, media_id, episode)

    def played(self):
        items = self.plays.history(self.user, HistoryQuery()).items
        return [(item.media.id, item.episode_id, item.source) for item in items]

    def companions(self):
        viewing = self.shared_viewings.state(self.user).viewing
        return {each.id for each in viewing.companions} if viewing else None


@pytest.fixture
def ada(db):
    return Watcher(db)


@pytest.fixture
def ben(db):
    return Watcher(db)


@pytest.fixture
def mia(db):
    return Watcher(db)


def test_what_the_player_of_one_reports_is_the_position_of_all(db, ada, ben, mia):
    film = make_title(db, "Metropolis")
    ada.together(film, ben, mia)
    ada.report(film, 5)
    ada.report(film, 40)

    assert [each.position(film) for each in (ada, ben, mia)] == [40, 40, 40]
    assert ada.companions() == ben.companions() == {ben.user, mia.user}


def test_at_the_end_each_has_a_play_of_the_player(db, ada, ben):
    film = make_title(db, "Metropolis")
    ada.together(film, ben)
    for position in (5, 50, 95, 97):
        ada.report(film, position)

    assert ada.played() == ben.played() == [(film, None, "player")]


def test_each_has_their_own_limit_of_what_is_seen(db, ada, ben):
    film = make_title(db, "Metropolis")
    with db.read() as conn:
        conn.execute(
            "INSERT INTO user_preferences (user_id, finished_percent, updated_at)"
            " VALUES (%s, 70, now())",
            [ben.user],
        )
    ada.together(film, ben)
    for position in (5, 50, 75):
        ada.report(film, position)

    assert ada.played() == []
    assert ben.played() == [(film, None, "player")]


def test_the_next_episode_is_the_same_for_all(db, ada, ben):
    show = make_show(db)
    ada.together(show.id, ben)
    for episode in show.episodes[:2]:
        ada.report(show.id, 5, episode=episode)
        ada.report(show.id, 96, episode=episode)

    ben.now = ada.now
    assert ada.continues() == ben.continues() == [(show.id, show.episodes[2])]


def test_reports_before_it_began_and_after_it_expired_are_of_one_person(db, ada, ben):
    film, other = make_title(db, "Metropolis"), make_title(db, "Faust")
    ada.report(film, 30)
    ada.together(film, ben)
    ada.wait(hours=MAX_EVENING / timedelta(hours=1))
    ada.report(film, 50)

    assert ben.position(film) == 0
    ben.now = ada.now
    assert ben.companions() is None
    assert ada.together(other, ben).viewing is not None


def test_another_title_ends_it(db, ada, ben):
    film, other = make_title(db, "Metropolis"), make_title(db, "Faust")
    ada.together(film, ben)
    ada.report(film, 5)
    ada.report(other, 5, viewing=PHONE)
    ada.report(film, 60, viewing=uuid4())

    assert ada.companions() is None
    assert ben.position(film) == 5
    assert ben.position(other) == 0


def test_whoever_plays_something_themselves_is_not_on_the_sofa(db, ada, ben, mia):
    film, other = make_title(db, "Metropolis"), make_title(db, "Faust")
    ada.together(film, ben, mia)
    ada.report(film, 5)
    ben.now = ada.now
    ben.report(other, 20, viewing=PHONE)
    ada.report(film, 60)

    assert (ben.position(film), mia.position(film)) == (5, 60)
    assert ada.companions() == {mia.user}


def test_the_same_title_on_ones_own_screen_is_another_viewing(db, ada, ben):
    film = make_title(db, "Metropolis")
    ada.together(film, ben)
    ada.report(film, 50)
    ben.now = ada.now
    ben.report(film, 20, viewing=PHONE)
    ada.report(film, 60)

    assert (ada.position(film), ben.position(film)) == (60, 20)


def test_a_companion_may_leave_and_come_back(db, ada, ben, mia):
    film = make_title(db, "Metropolis")
    ada.together(film, ben, mia)
    left = ben.shared_viewings.leave(ben.user, ben.user)
    ada.report(film, 40)

    assert left.viewing is None
    assert (ben.position(film), mia.position(film)) == (0, 40)

    ben.undo.undo(ben.user, left.undo_id)
    ada.report(film, 50)

    assert ben.position(film) == 50


def test_the_owner_says_who_has_gone_to_bed_and_ends_it_by_leaving(db, ada, ben, mia):
    film = make_title(db, "Metropolis")
    ada.together(film, ben, mia)
    ada.shared_viewings.leave(ada.user, ben.user)
    assert ada.companions() == {mia.user}

    ended = ada.shared_viewings.leave(ada.user, ada.user)
    assert (ada.companions(), mia.companions()) == (None, None)

    ada.undo.undo(ada.user, ended.undo_id)
    assert mia.companions() == {mia.user}


def test_a_viewing_without_companions_is_over(db, ada, ben):
    film = make_title(db, "Metropolis")
    ada.together(film, ben)
    ben.shared_viewings.leave(ben.user, ben.user)

    assert ada.companions() is None


def test_nobody_else_may_say_who_has_left(db, ada, ben, mia):
    film = make_title(db, "Metropolis")
    ada.together(film, ben, mia)

    with pytest.raises(SharedViewingNotFound):
        ben.shared_viewings.leave(ben.user, mia.user)
    with pytest.raises(SharedViewingNotFound):
        Watcher(db).shared_viewings.leave(mia.user, uuid4())


def test_starting_can_be_undone_and_brings_back_the_viewing_before(db, ada, ben, mia):
    film, other = make_title(db, "Metropolis"), make_title(db, "Faust")
    ada.together(film, mia)
    change = ada.together(other, ben)
    assert mia.companions() is None

    ada.undo.undo(ada.user, change.undo_id)

    assert ben.companions() is None
    assert mia.companions() == {mia.user}


@pytest.mark.parametrize("who", ["nobody", "oneself", "somebody who may not sign in"])
def test_companions_are_people_of_the_house(db, ada, ben, who):
    film = make_title(db, "Metropolis")
    with db.read() as conn:
        conn.execute("UPDATE users SET disabled_at = now() WHERE id = %s", [ben.user])
    person = {"nobody": uuid4(), "oneself": ada.user}.get(who, ben.user)

    with pytest.raises(InvalidInput) as refused:
        ada.shared_viewings.start(ada.user, SharedViewingRequest(mediaId=film, people=[person]))

    assert refused.value.field == "people"


def test_a_game_is_not_watched_together(db, ada, ben):
    game = make_title(db, "0 A.D.", media_type="game")

    with pytest.raises(NothingToPlay):
        ada.together(game, ben)


def test_an_account_that_is_deleted_takes_its_viewing_along(db, ada, ben):
    film = make_title(db, "Metropolis")
    ada.together(film, ben)
    with db.read() as conn:
        conn.execute("DELETE FROM users WHERE id = %s", [ada.user])

    assert ben.companions() is None


def test_nobody_watches_together_when_the_last_companion_plays_something_else(db, ada, ben):
    film, other = make_title(db, "Metropolis"), make_title(db, "Nosferatu")
    ada.together(film, ben)
    ada.report(film, 20)

    ben.report(other, 5, viewing=PHONE)

    assert ada.companions() is None
    assert ben.companions() is None
