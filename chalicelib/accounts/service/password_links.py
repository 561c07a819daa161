"""Links for users who forgot their password; an administrator passes them on, no mail is sent."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from chalicelib.accounts.errors import (
    LinkForDisabledAccount,
    LinkNotValid,
    UnknownAccount,
)
from chalicelib.accounts.models.account import AccountProfile
from chalicelib.accounts.models.password_links import (
    PasswordLink,
    PasswordLinkPreview,
    PasswordLinkToken,
    PasswordLinkUse,
)
from chalicelib.accounts.models.sign_in import Caller, IssuedSession
from chalicelib.accounts.service import password_hashing
from chalicelib.accounts.service.invitations import GONE
from chalicelib.accounts.service.one_time_link_tokens import hash_of, new_token
from chalicelib.accounts.service.password_hashing import PasswordHasher
from chalicelib.accounts.service.sessions import SessionService
from chalicelib.accounts.service.sign_in_limits import SignInLimiter
from chalicelib.accounts.store import accounts, password_links
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.sessions import User

LIFETIME = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PasswordLinkService:
    db: Database
    passwords: PasswordHasher
    limiter: SignInLimiter
    sessions: SessionService

    def create(self, admin: User, user_id: UUID, *, origin: str) -> PasswordLink:
        """
        A link for this account; one made before stops working.

        Raises `UnknownAccount` or `LinkForDisabledAccount`.
        """
        token, expires_at = new_token(), self.sessions.clock() + LIFETIME
        with self.db.transaction() as conn:
            is_disabled = password_links.is_account_disabled(conn, user_id=user_id)
            if is_disabled is None:
                raise UnknownAccount("There is no such account.")
            if is_disabled:
                raise LinkForDisabledAccount("The account is disabled: enable it first.")
            password_links.upsert(
                conn, user_id=user_id, token_hash=hash_of(token), expires_at=expires_at
            )
            self._audit(conn, "password_link_created", user_id, reason=f"by {admin.id}")
        return PasswordLink(url=f"{origin}/app/new-password/{token}", expires_at=expires_at)

    def preview(self, request: PasswordLinkToken, caller: Caller) -> PasswordLinkPreview:
        """Raises `LinkNotValid` or `TooManyAttempts`."""
        self.limiter.from_address(caller.address)
        with self.db.transaction() as conn:
            person = self._find(conn, hash_of(request.token))
        return PasswordLinkPreview(email=person.email, display_name=person.display_name)

    def use(self, request: PasswordLinkUse, caller: Caller) -> IssuedSession:
        """
        Set the password, sign all devices out and this one in.

        Raises `LinkNotValid`, `TooManyAttempts` or `PasswordTooCommon`.
        """
        self.limiter.from_address(caller.address)
        hashed = self.passwords.hash(request.password)  # slow, so before the transaction
        now = self.sessions.clock()
        with self.db.transaction() as conn:
            person = self._find(conn, hash_of(request.token))
            password_hashing.refuse_common(request.password, email=person.email)
            accounts.set_password(conn, id=person.id, password_hash=hashed, now=now)
            password_links.delete(conn, user_id=person.id)
            ended = self.sessions.end_others(conn, person.id, reason="password_changed")
            issued = self.sessions.open(conn, person, caller)
            self._audit(conn, "password_link_used", person.id, address=caller.address)
        self.sessions.live.forget(ended)
        return issued

    def _find(self, conn: Connection, token_hash: bytes) -> AccountProfile:
        now = self.sessions.clock()
        user_id = password_links.find_for_update(conn, token_hash=token_hash, now=now)
        person = accounts.get(conn, id=user_id) if user_id else None
        if person is None:
            raise LinkNotValid(GONE)
        return person

    def _audit(
        self, conn: Connection, kind: str, user_id: UUID, *, reason: str = "", address: str = ""
    ) -> None:
        accounts.insert_audit_event(
            conn,
            kind=kind,
            user_id=user_id,
            session_id=None,
            reason=reason,
            address=address,
            now=self.sessions.clock(),
        )
