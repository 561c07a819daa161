"""Refresh tokens over time: rotation, the grace period, replays and ends, on PostgreSQL."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from chalicelib.accounts.errors import BadAccessToken, CSRFRefused, SessionOver
from chalicelib.accounts.models.account import AccountProfile
from chalicelib.accounts.models.sign_in import Caller, IssuedSession
from chalicelib.accounts.service.access_tokens import AccessTokens
from chalicelib.accounts.service.session_generations import SessionGenerations
from chalicelib.accounts.service.sessions import SessionService
from chalicelib.accounts.service.token_authentication import LiveSessions
from chalicelib.accounts.store import accounts
from chalicelib.platform.cache.shared_generations import SharedGenerations
from chalicelib.platform.db import Database
from chalicelib.platform.errors import Unavailable

HOME = Caller(address="192.0.2.7", user_agent="a browser")


@dataclass
class World:
    """A user, and a clock that tests advance."""

    db: Database
    now: datetime = datetime(2026, 1, 1, 12, tzinfo=UTC)

    def __post_init__(self) -> None:
        secret = SecretStr("a secret of the tests, long enough for everyone")
        tokens = AccessTokens(secret, self.clock)
        generations = SessionGenerations(SharedGenerations(None))
        self.live = LiveSessions(self.db, tokens, self.clock, generations, self.monotonic)
        self.sessions = SessionService(self.db, tokens, self.live, self.clock, uuid4)
        with self.db.read() as conn:
            self.person: AccountProfile = accounts.insert(
                conn,
                id=uuid4(),
                email="rosa@example.com",
                display_name="Rosa",
                password_hash="none",
                role="user",
                rights=["download"],
                now=self.now,
            )

    def clock(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        return self.now.timestamp()

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)

    def open(self) -> IssuedSession:
        with self.db.transaction() as conn:
            return self.sessions.open(conn, self.person, HOME)

    def refresh(self, issued: IssuedSession) -> IssuedSession:
        return self.sessions.refresh(issued.refresh_token, issued.csrf_token, HOME)

    def is_let_in(self, issued: IssuedSession) -> bool:
        try:
            self.live.authenticate(issued.signed_in.access_token, fresh=True)
        except BadAccessToken:
            return False
        return True

    def audited(self, kind: str) -> list[tuple[object, ...]]:
        with self.db.read() as conn:
            return conn.execute(
                "SELECT user_id, reason, address FROM audit_events WHERE kind = %s", [kind]
            ).fetchall()


@pytest.fixture
def world(db):
    return World(db)


def test_a_refresh_gives_new_tokens_of_the_same_session(world):
    first = world.open()

    second = world.refresh(first)

    assert second.refresh_token != first.refresh_token
    assert second.csrf_token == first.csrf_token
    assert world.is_let_in(second)


def test_only_hashes_of_refresh_tokens_are_stored(world):
    issued = world.open()

    with world.db.read() as conn:
        rows = conn.execute("SELECT token_hash FROM session_tokens").fetchall()

    assert [len(digest) for (digest,) in rows] == [32]
    assert issued.refresh_token.encode() not in bytes(rows[0][0])


def test_simultaneous_refreshes_both_return_working_tokens(world):
    first = world.open()
    tabs = 8
    barrier = threading.Barrier(tabs)

    def one_tab(_: int) -> IssuedSession:
        barrier.wait(60)
        return world.refresh(first)

    with ThreadPoolExecutor(tabs) as pool:
        answers = list(pool.map(one_tab, range(tabs)))

    assert len({answer.refresh_token for answer in answers}) == 1
    assert all(world.is_let_in(answer) for answer in answers)
    world.wait(minutes=10)
    assert all(world.is_let_in(world.refresh(answer)) for answer in answers)


def test_case_43_a_stolen_token_is_detected_despite_use_in_the_grace_period(world):
    first = world.open()
    owner, thief = world.refresh(first), world.refresh(first)
    assert owner.refresh_token == thief.refresh_token
    world.wait(minutes=14)
    owner = world.refresh(owner)
    world.wait(minutes=1)

    with pytest.raises(SessionOver):
        world.refresh(thief)

    assert not world.is_let_in(owner)
    assert len(world.audited("session_replayed")) == 1


def test_case_43_an_old_token_in_the_grace_period_gets_the_newest_token(world):
    first = world.open()
    second = world.refresh(first)
    third = world.refresh(second)
    world.wait(seconds=29)

    late = world.refresh(first)

    assert late.refresh_token == third.refresh_token


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 40)), max_size=30))
def test_eight_tabs_share_the_newest_token(world, turns):
    """Each tab uses the cookie as it was when the tab last looked, as real ones do."""
    cookie = world.open()
    tabs = [cookie] * 8
    replaced_at = {}
    for tab, seconds in turns:
        world.wait(seconds=seconds)
        used = tabs[tab]
        age = (world.now - replaced_at.get(used.refresh_token, world.now)).total_seconds()
        if age > 30:
            with pytest.raises(SessionOver):
                world.refresh(used)
            return
        answer = world.refresh(used)
        if used.refresh_token == cookie.refresh_token:
            replaced_at[used.refresh_token] = world.now
            cookie = answer
        assert answer.refresh_token == cookie.refresh_token
        tabs[tab] = answer


def test_a_lost_response_can_be_requested_again_after_five_seconds(world):
    first = world.open()
    lost = world.refresh(first)
    world.wait(seconds=5)

    again = world.refresh(first)

    assert world.is_let_in(again)
    assert world.is_let_in(lost)
    assert world.audited("session_replayed") == []


@pytest.mark.parametrize(("seconds", "is_good"), [(30, True), (31, False)])
def test_case_43_the_grace_period_ends_after_thirty_seconds(world, seconds, is_good):
    first = world.open()
    world.refresh(first)
    world.wait(seconds=seconds)

    if is_good:
        assert world.is_let_in(world.refresh(first))
    else:
        with pytest.raises(SessionOver):
            world.refresh(first)


def test_retrying_does_not_prolong_the_grace_period(world):
    first = world.open()
    world.refresh(first)
    world.wait(seconds=20)
    world.refresh(first)
    world.wait(seconds=20)

    with pytest.raises(SessionOver):
        world.refresh(first)


def test_case_43_a_late_replay_ends_the_whole_family_at_once(world):
    first = world.open()
    second = world.refresh(first)
    assert world.live.authenticate(second.signed_in.access_token, fresh=False)
    world.wait(seconds=31)

    with pytest.raises(SessionOver):
        world.refresh(first)

    with pytest.raises(SessionOver):
        world.refresh(second)
    with pytest.raises(BadAccessToken):
        world.live.authenticate(second.signed_in.access_token, fresh=False)
    assert world.audited("session_replayed") == [(world.person.id, "reuse", HOME.address)]
    with world.db.read() as conn:
        assert conn.execute("SELECT revoked_reason FROM sessions").fetchall() == [("reuse",)]


def test_a_token_of_an_older_generation_ends_the_family(world):
    first = world.open()
    second = world.refresh(first)
    world.wait(minutes=14)
    third = world.refresh(second)
    world.wait(minutes=14)

    with pytest.raises(SessionOver):
        world.refresh(first)

    assert not world.is_let_in(third)


def test_a_replay_does_not_end_the_users_other_sessions(world):
    stolen, other = world.open(), world.open()
    world.refresh(stolen)
    world.wait(seconds=31)

    with pytest.raises(SessionOver):
        world.refresh(stolen)

    assert world.is_let_in(world.refresh(other))


def test_after_signing_out_neither_token_is_valid(world):
    first = world.open()
    second = world.refresh(first)
    other = world.open()

    world.sessions.end(second.refresh_token, second.csrf_token, HOME)

    for issued in (first, second):
        with pytest.raises(SessionOver):
            world.refresh(issued)
    assert not world.is_let_in(second)
    assert world.is_let_in(other)
    assert world.audited("signed_out") == [(world.person.id, "", HOME.address)]
    assert world.audited("session_replayed") == []


def test_signing_out_twice_does_nothing(world):
    issued = world.open()

    for _ in range(2):
        world.sessions.end(issued.refresh_token, issued.csrf_token, HOME)

    assert len(world.audited("signed_out")) == 1


def test_rotation_does_not_extend_a_session_beyond_thirty_days(world):
    issued = world.open()
    for _ in range(29):
        world.wait(days=1)
        issued = world.refresh(issued)
    world.wait(hours=23, minutes=55)

    issued = world.refresh(issued)

    assert issued.signed_in.expires_in == 5 * 60
    assert issued.cookies_for_s == 5 * 60
    world.wait(minutes=5)
    assert not world.is_let_in(issued)
    with pytest.raises(SessionOver):
        world.refresh(issued)
    assert world.audited("session_replayed") == []


@pytest.mark.parametrize("token", ["", "x" * 43, "x" * 100_000, "schön"])
def test_an_unknown_token_is_refused_and_affects_no_other_session(world, token):
    issued = world.open()

    with pytest.raises(SessionOver):
        world.sessions.refresh(token, issued.csrf_token, HOME)

    assert world.is_let_in(world.refresh(issued))


@pytest.mark.parametrize("csrf_token", ["", "0" * 64, "schön"])
def test_a_wrong_csrf_token_is_refused_before_anything_happens(world, csrf_token):
    issued = world.open()

    with pytest.raises(CSRFRefused):
        world.sessions.refresh(issued.refresh_token, csrf_token, HOME)
    with pytest.raises(CSRFRefused):
        world.sessions.end(issued.refresh_token, csrf_token, HOME)

    world.wait(seconds=31)
    assert world.is_let_in(world.refresh(issued))


def test_the_csrf_token_of_another_session_is_refused(world):
    issued, other = world.open(), world.open()

    with pytest.raises(CSRFRefused):
        world.sessions.refresh(issued.refresh_token, other.csrf_token, HOME)


def test_sessions_that_ended_long_ago_are_deleted(world):
    old = world.open()
    world.sessions.end(old.refresh_token, old.csrf_token, HOME)
    world.wait(days=89)
    recent = world.open()
    world.sessions.end(recent.refresh_token, recent.csrf_token, HOME)
    world.wait(days=2)

    assert world.sessions.forget_ended() == 1


def test_a_session_check_is_cached_for_five_seconds(world):
    issued = world.open()
    token = issued.signed_in.access_token
    world.live.authenticate(token, fresh=False)
    with world.db.read() as conn:  # as another process does it
        conn.execute("UPDATE sessions SET revoked_at = now(), revoked_reason = 'logout'")

    world.wait(seconds=4.9)
    assert world.live.authenticate(token, fresh=False).id == world.person.id
    with pytest.raises(BadAccessToken):
        world.live.authenticate(token, fresh=True)

    with pytest.raises(BadAccessToken):
        world.live.authenticate(token, fresh=False)


def test_a_demotion_applies_at_the_next_uncached_check(world):
    issued = world.open()
    token = issued.signed_in.access_token
    with world.db.read() as conn:
        conn.execute("UPDATE users SET role = 'admin'")
    assert world.live.authenticate(token, fresh=True).role == "admin"
    with world.db.read() as conn:
        conn.execute("UPDATE users SET role = 'user'")

    assert world.live.authenticate(token, fresh=True).role == "user"


def test_a_deleted_user_is_refused(world):
    issued = world.open()
    with world.db.read() as conn:
        conn.execute("DELETE FROM users")

    assert not world.is_let_in(issued)
    with pytest.raises(SessionOver):
        world.refresh(issued)


def test_without_a_database_an_uncached_session_gets_503(world, database_url):
    issued = world.open()
    token = issued.signed_in.access_token
    world.live.authenticate(token, fresh=False)
    world.live.db = Database("postgresql://nobody@127.0.0.1:1/nothing")

    assert world.live.authenticate(token, fresh=False).id == world.person.id
    with pytest.raises(Unavailable):
        world.live.authenticate(token, fresh=True)
    world.wait(seconds=6)
    with pytest.raises(Unavailable):
        world.live.authenticate(token, fresh=False)

    world.live.db.close()
