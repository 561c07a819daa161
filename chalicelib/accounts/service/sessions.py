"""
Sessions: opening, rotating and ending them.

A session is a family of refresh tokens. Rotation issues a new token at each refresh and stores the
old ones, so that a later use of an old token is recognised as theft (RFC 9700, section 4.14.2).
An old token is accepted for half a minute, because tabs refresh concurrently and responses get
lost. A token's successor is derived from it, so every such request gets the newest token of the
session: there is only one, and a stolen copy is found out when it falls behind.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from chalicelib.accounts.errors import CSRFRefused, SessionOver
from chalicelib.accounts.models.account import AccountProfile
from chalicelib.accounts.models.sign_in import Caller, IssuedSession, PresentedToken, SignedIn
from chalicelib.accounts.service.access_tokens import AccessTokens, derived_key
from chalicelib.accounts.service.token_authentication import LiveSessions
from chalicelib.accounts.store import accounts, sessions
from chalicelib.platform import telemetry
from chalicelib.platform.clock import Clock, NewId
from chalicelib.platform.db import Connection, Database

LIFETIME = timedelta(days=30)  # absolute: rotation does not extend it
REUSE_GRACE = timedelta(seconds=30)
RETENTION = timedelta(days=90)  # of ended sessions, and so of an account's known addresses
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

    def open(self, conn: Connection, person: AccountProfile, caller: Caller) -> IssuedSession:
        """Open a session after a successful authentication."""
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

    def refresh(self, token: str, csrf_token: str, caller: Caller) -> IssuedSession:
        """
        The next tokens of the session. Raises `CSRFRefused` or `SessionOver`.

        A token that was replaced longer ago than the grace period ends its whole session.
        """
        with self.db.transaction() as conn:
            presented = self._locked_token(conn, token, csrf_token)
            reason = self._end_reason(presented)
            if reason is None:
                return self._rotate(conn, presented, token)
            if reason == "reuse" and sessions.revoke(
                conn, id=presented.session_id, reason=reason, now=self.clock()
            ):
                self._audit(conn, "session_replayed", presented, caller, reason=reason)
                telemetry.count("session_replays_total")
        # Outside the transaction, which would roll the revocation back.
        self.live.forget([presented.session_id])
        raise SessionOver(OVER)

    def end(self, token: str, csrf_token: str, caller: Caller) -> None:
        """Sign out: revoke the session with all of its tokens. Raises `CSRFRefused`."""
        with self.db.transaction() as conn:
            try:
                presented = self._locked_token(conn, token, csrf_token)
            except SessionOver:
                return  # the session has ended already
            if sessions.revoke(conn, id=presented.session_id, reason="logout", now=self.clock()):
                self._audit(conn, "signed_out", presented, caller)
        self.live.forget([presented.session_id])

    def end_others(
        self, conn: Connection, user_id: UUID, *, reason: str, keep: UUID | None = None
    ) -> Sequence[UUID]:
        """
        Revoke the sessions of a user, but for `keep`.

        Pass the result to `live.forget` after the transaction.
        """
        return sessions.revoke_of_user(
            conn, user_id=user_id, keep=keep, reason=reason, now=self.clock()
        )

    def forget_ended(self) -> int:
        """Delete sessions that ended long ago; the number of them."""
        with self.db.transaction() as conn:
            return sessions.delete_ended(conn, before=self.clock() - RETENTION)

    def csrf_token(self, session_id: UUID) -> str:
        """The CSRF token of a session, derived and not stored."""
        key = derived_key(self.tokens.secret, "csrf")
        return hmac.new(key, session_id.bytes, hashlib.sha256).hexdigest()

    def _locked_token(self, conn: Connection, token: str, csrf_token: str) -> PresentedToken:
        if not csrf_token:
            raise CSRFRefused("The X-CSRF-Token header is missing.")
        presented = None
        if 0 < len(token) <= MAX_TOKEN_LENGTH:
            presented = sessions.find_token_for_update(conn, token_hash=_digest(token))
        if presented is None:
            raise SessionOver(OVER)
        expected = self.csrf_token(presented.session_id)
        if not hmac.compare_digest(expected.encode(), csrf_token.encode()):
            raise CSRFRefused("The X-CSRF-Token header is not the one of this session.")
        return presented

    def _end_reason(self, presented: PresentedToken) -> str | None:
        """Why the token is no longer valid; None when it is."""
        now = self.clock()
        if presented.revoked_at is not None:
            return "revoked"
        if presented.expires_at <= now:
            return "expired"
        if presented.replaced_at is not None and now - presented.replaced_at > REUSE_GRACE:
            return "reuse"
        return None

    def _rotate(self, conn: Connection, presented: PresentedToken, old: str) -> IssuedSession:
        now, token = self.clock(), self._successor(old)
        if presented.replaced_at is None:
            sessions.replace_token(conn, token_hash=_digest(old), now=now)
            sessions.insert_token(
                conn, token_hash=_digest(token), session_id=presented.session_id, now=now
            )
        else:  # another request had the successor, and may have replaced that one as well
            while sessions.is_replaced(conn, token_hash=_digest(token)):
                token = self._successor(token)
        sessions.touch(conn, id=presented.session_id, now=now)
        person = accounts.get(conn, id=presented.user_id)
        if person is None:  # deleted this instant
            raise SessionOver(OVER)
        return self._issue(person, presented.session_id, token, lasts=presented.expires_at - now)

    def _successor(self, token: str) -> str:
        key = derived_key(self.tokens.secret, "refresh")
        digest = hmac.new(key, token.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    def _issue(
        self, person: AccountProfile, session_id: UUID, token: str, lasts: timedelta
    ) -> IssuedSession:
        access_token, expires_in = self.tokens.issue(
            user_id=person.id,
            session_id=session_id,
            role=person.role,
            session_ends_at=self.clock() + lasts,
        )
        return IssuedSession(
            signed_in=SignedIn(access_token=access_token, expires_in=expires_in, user=person),
            refresh_token=token,
            csrf_token=self.csrf_token(session_id),
            cookies_for_s=int(lasts.total_seconds()),
        )

    def _audit(
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
    """The stored hash of a refresh token; 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).digest()
