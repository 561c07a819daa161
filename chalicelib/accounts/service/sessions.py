"""
Sessions: opening, rotating and ending them.

A session is a family of refresh tokens. Rotation gives the browser a new token each time and
keeps the old ones known, so that an old one that turns up later is recognised as stolen
(RFC 9700, section 4.14.2). For half a minute an old token is still good, because two tabs ask
at the same instant and answers get lost; each asker then gets a token of its own.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from chalicelib.accounts.errors import CSRFRefused, SessionOver
from chalicelib.accounts.models import Caller, Issued, Person, PresentedToken, SignedIn
from chalicelib.accounts.service.access_tokens import AccessTokens, derived_key
from chalicelib.accounts.service.live_sessions import LiveSessions
from chalicelib.accounts.store import accounts, sessions
from chalicelib.platform import telemetry
from chalicelib.platform.clock import Clock, NewId
from chalicelib.platform.db import Connection, Database

LIFETIME = timedelta(days=30)  # absolute: no rotation makes it longer
GRACE = timedelta(seconds=30)
KEPT_AFTER_END = timedelta(days=90)  # also how long an address counts as known to an account
TOKEN_BYTES = 32
MAX_TOKEN_LENGTH = 100
MAX_USER_AGENT = 300

OVER = "This session is over; sign in again."


@dataclass(frozen=True, slots=True)
class SessionService:
    db: Database
    tokens: AccessTokens
    live: LiveSessions
    clock: Clock
    new_id: NewId

    def open(self, conn: Connection, person: Person, caller: Caller) -> Issued:
        """A new session of a person who has just proved who they are."""
        now, session_id = self.clock(), self.new_id()
        token = secrets.token_urlsafe(TOKEN_BYTES)
        sessions.insert(
            conn,
            id=session_id,
            user_id=person.id,
            user_agent=caller.user_agent[:MAX_USER_AGENT],
            address=caller.address,
            now=now,
            expires_at=now + LIFETIME,
        )
        sessions.insert_token(conn, token_hash=_digest(token), session_id=session_id, now=now)
        return self._issue(person, session_id, token, lasts=LIFETIME)

    def refresh(self, token: str, csrf_token: str, caller: Caller) -> Issued:
        """
        The next tokens of the session. Raises `CSRFRefused` or `SessionOver`.

        A token that was replaced longer ago than the grace period ends its whole session.
        """
        with self.db.transaction() as conn:
            presented = self._present(conn, token, csrf_token)
            over = self._over(presented)
            if over is None:
                return self._rotate(conn, presented, token)
            if over == "reuse" and sessions.revoke(
                conn, id=presented.session_id, reason=over, now=self.clock()
            ):
                self._note(conn, "session_replayed", presented, caller, reason=over)
                telemetry.count("session_replays_total")
        # Outside the transaction, or raising would give the stolen session its life back.
        self.live.forget(presented.session_id)
        raise SessionOver(OVER)

    def end(self, token: str, csrf_token: str, caller: Caller) -> None:
        """Sign out: every token of the session is worthless afterwards. Raises `CSRFRefused`."""
        with self.db.transaction() as conn:
            try:
                presented = self._present(conn, token, csrf_token)
            except SessionOver:
                return  # there is nothing to end, which is what was asked for
            if sessions.revoke(conn, id=presented.session_id, reason="logout", now=self.clock()):
                self._note(conn, "signed_out", presented, caller)
        self.live.forget(presented.session_id)

    def forget_ended(self) -> int:
        """Delete sessions that have been over for long; how many."""
        with self.db.transaction() as conn:
            return sessions.delete_ended(conn, before=self.clock() - KEPT_AFTER_END)

    def csrf_token(self, session_id: UUID) -> str:
        """Proof that a script of ours sent the request: bound to the session, kept nowhere."""
        key = derived_key(self.tokens.secret, "csrf")
        return hmac.new(key, session_id.bytes, hashlib.sha256).hexdigest()

    def _present(self, conn: Connection, token: str, csrf_token: str) -> PresentedToken:
        if not csrf_token:
            raise CSRFRefused("The X-CSRF-Token header is missing.")
        presented = None
        if 0 < len(token) <= MAX_TOKEN_LENGTH:
            presented = sessions.present(conn, token_hash=_digest(token))
        if presented is None:
            raise SessionOver(OVER)
        expected = self.csrf_token(presented.session_id)
        if not hmac.compare_digest(expected.encode(), csrf_token.encode()):
            raise CSRFRefused("The X-CSRF-Token header is not the one of this session.")
        return presented

    def _over(self, presented: PresentedToken) -> str | None:
        """Why the token opens nothing any more; None when it does."""
        now = self.clock()
        if presented.revoked_at is not None:
            return "revoked"
        if presented.expires_at <= now:
            return "expired"
        if presented.replaced_at is not None and now - presented.replaced_at > GRACE:
            return "reuse"
        return None

    def _rotate(self, conn: Connection, presented: PresentedToken, old: str) -> Issued:
        now, token = self.clock(), secrets.token_urlsafe(TOKEN_BYTES)
        sessions.replace_token(conn, token_hash=_digest(old), now=now)
        sessions.insert_token(
            conn, token_hash=_digest(token), session_id=presented.session_id, now=now
        )
        sessions.touch(conn, id=presented.session_id, now=now)
        return self._issue(
            presented.person, presented.session_id, token, lasts=presented.expires_at - now
        )

    def _issue(self, person: Person, session_id: UUID, token: str, lasts: timedelta) -> Issued:
        access_token, expires_in = self.tokens.issue(
            user_id=person.id,
            session_id=session_id,
            role=person.role,
            session_ends_at=self.clock() + lasts,
        )
        return Issued(
            signed_in=SignedIn(access_token=access_token, expires_in=expires_in, user=person),
            refresh_token=token,
            csrf_token=self.csrf_token(session_id),
            cookies_for_s=int(lasts.total_seconds()),
        )

    def _note(
        self,
        conn: Connection,
        kind: str,
        presented: PresentedToken,
        caller: Caller,
        *,
        reason: str = "",
    ) -> None:
        accounts.insert_audit_event(
            conn,
            kind=kind,
            user_id=presented.user_id,
            session_id=presented.session_id,
            reason=reason,
            address=caller.address,
            now=self.clock(),
        )


def _digest(token: str) -> bytes:
    """What is kept of a refresh token; 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).digest()
