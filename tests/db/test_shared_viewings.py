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
    """
    A person who watches with others; all of them have one clock, the first one's.

    Unless a test says so, others may report for them without asking.
    """

    def __post_init__(self):
        super().__post_init__()
        self.allows("yes")

    def allows(self, answer):
        with self.db.read() as conn:
            conn.execute(
                """
                INSERT INTO user_preferences (user_id, recorded_by_others, updated_at)
                VALUES (%(user)s, %(answer)s, now())
                ON CONFLICT (user_id) DO UPDATE SET recorded_by_others = %(answer)s
                """,
                {"user": self.user, "answer": answer},
            )

    def answers(self, other, *, joins):
        self.now = other.now
        return self.companion_answers.answer(self.user, other.user, joins=joins)

    def asks(self, other):
        self.now = other.now
        return [each.owner.id for each in self.shared_viewings.state(self.user).asks]

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
            "UPDATE user_preferences SET finished_percent = 70 WHERE user_id = %s",
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


def test_only_the_viewer_removes_a_companion(db, ada, ben, mia):
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


@pytest.mark.parametrize("who", ["unknown", "oneself", "disabled"])
def test_companions_are_people_of_the_house(db, ada, ben, who):
    film = make_title(db, "Metropolis")
    with db.read() as conn:
        conn.execute("UPDATE users SET disabled_at = now() WHERE id = %s", [ben.user])
    person = {"unknown": uuid4(), "oneself": ada.user}.get(who, ben.user)

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


def test_viewers_are_alone_when_the_last_companion_plays_something_else(db, ada, ben):
    film, other = make_title(db, "Metropolis"), make_title(db, "Nosferatu")
    ada.together(film, ben)
    ada.report(film, 20)

    ben.report(other, 5, viewing=PHONE)

    assert ada.companions() is None
    assert ben.companions() is None


def test_a_companion_who_wants_to_be_asked_confirms_it_first(db, ada, ben):
    film = make_title(db, "Metropolis")
    ben.allows("ask")
    ada.together(film, ben)
    ada.report(film, 5)
    viewing = ada.shared_viewings.state(ada.user).viewing

    assert (viewing.companions, [each.id for each in viewing.asked]) == ([], [ben.user])
    assert (ben.companions(), ben.position(film), ben.asks(ada)) == (None, 0, [ada.user])

    ben.answers(ada, joins=True)
    ada.report(film, 40)

    assert (ada.companions(), ben.asks(ada), ben.position(film)) == ({ben.user}, [], 40)


def test_whoever_confirms_at_the_end_has_seen_it_too(db, ada, ben, mia):
    film, show = make_title(db, "Metropolis"), make_show(db)
    for each in (ben, mia):
        each.allows("ask")
    ada.together(film, ben)
    for position in (5, 50, 97):
        ada.report(film, position)
    ben.answers(ada, joins=True)
    ada.together(show.id, mia)
    ada.report(show.id, 5, episode=show.episodes[0], viewing=PHONE)
    ada.report(show.id, 96, episode=show.episodes[0], viewing=PHONE)
    ada.report(show.id, 30, episode=show.episodes[1], viewing=TV)
    mia.answers(ada, joins=True)

    assert ben.played() == [(film, None, "player")]
    assert mia.played() == [(show.id, show.episodes[0], "player")]
    assert mia.position(show.id, show.episodes[1]) == 30


def test_what_was_played_before_it_began_is_not_repeated(db, ada, ben):
    show = make_show(db)
    ben.allows("ask")
    ada.report(show.id, 96, episode=show.episodes[0])
    ada.wait(seconds=10)
    ada.together(show.id, ben)
    ben.answers(ada, joins=True)

    assert ben.played() == []


def test_a_companion_who_says_no_is_not_reported_for_and_may_take_that_back(db, ada, ben):
    film = make_title(db, "Metropolis")
    ben.allows("ask")
    ada.together(film, ben)
    change = ben.answers(ada, joins=False)
    ada.report(film, 40)

    assert (ada.companions(), ben.asks(ada), ben.position(film)) == (None, [], 0)

    ben.undo.undo(ben.user, change.undo_id)

    assert ben.asks(ada) == [ada.user]


def test_the_answer_can_be_undone_and_brings_back_the_viewing_before(db, ada, ben, mia):
    film, other = make_title(db, "Metropolis"), make_title(db, "Faust")
    ada.together(other, ben)
    ben.allows("ask")
    mia.together(film, ben)
    assert ben.companions() == {ben.user}

    change = ben.answers(mia, joins=True)
    assert (ada.companions(), mia.companions()) == (None, {ben.user})

    ben.undo.undo(ben.user, change.undo_id)
    assert (ada.companions(), mia.companions(), ben.asks(mia)) == ({ben.user}, set(), [mia.user])


def test_only_who_is_asked_can_answer(db, ada, ben, mia):
    film = make_title(db, "Metropolis")
    ada.together(film, ben)

    for each in (ben, mia):
        with pytest.raises(SharedViewingNotFound):
            each.answers(ada, joins=True)


def test_an_ask_can_be_taken_back(db, ada, ben):
    film = make_title(db, "Metropolis")
    ben.allows("ask")
    ada.together(film, ben)
    ada.shared_viewings.leave(ada.user, ben.user)

    assert ben.asks(ada) == []


def test_a_person_for_whom_others_may_not_report_cannot_be_named(db, ada, ben, mia):
    film = make_title(db, "Metropolis")
    ben.allows("no")
    mia.allows("ask")

    people = ada.shared_viewings.people(ada.user).items
    assert [(each.id, each.is_asked) for each in people] == [(mia.user, True)]
    with pytest.raises(InvalidInput) as refused:
        ada.together(film, ben, mia)
    assert refused.value.field == "people"


@pytest.mark.parametrize("end", ["the account is disabled", "it is not allowed any more"])
def test_nothing_is_reported_for_a_companion_who_is_gone(db, ada, ben, mia, end):
    film = make_title(db, "Metropolis")
    ada.together(film, ben, mia)
    ada.report(film, 5)
    ada.report(film, 20)
    if end == "the account is disabled":
        with db.read() as conn:
            conn.execute("UPDATE users SET disabled_at = now() WHERE id = %s", [ben.user])
    else:
        ben.allows("no")
    ada.report(film, 40)

    assert (ben.position(film), mia.position(film)) == (20, 40)
    assert ada.companions() == {mia.user}
